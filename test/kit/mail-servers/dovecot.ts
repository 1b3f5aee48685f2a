import { execFileSync } from 'node:child_process';
import { readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { findProgram } from '../programs.mjs';
import { freePorts, selfMadeCertificate, serverAccount, ServerFolder, ServerProcess } from './server-process.js';

export interface DovecotOptions {
  /** Passwords by user. */
  users?: Readonly<Record<string, string>>;
  /** Connections that one user may have from one address. */
  connectionsPerUser?: number;
  /** Where access tokens are looked up: a GET with the token appended answers `{active: 'yes', email}`. Turns XOAUTH2 on. */
  introspectionUrl?: string;
}

/**
 * Debian's Dovecot (2.3) on loopback, as an ordinary user, with all it needs in a temporary folder: IMAP with STARTTLS, IMAPS, Maildirs.
 * A mail that is dropped into a Maildir is there whether the server runs or not.
 */
export class Dovecot {
  private process: ServerProcess | undefined;
  private serial = 0;

  private constructor(
    private readonly folder: ServerFolder,
    private readonly program: string,
    readonly port: number,
    readonly tlsPort: number,
  ) {}

  /** @throws where Dovecot is missing (use `describeIfDovecot`) or of another major version. */
  static async start(options: DovecotOptions = {}): Promise<Dovecot> {
    const program = findProgram('dovecot');
    if (program === undefined) throw new Error('dovecot is not installed: wrap the suite in describeIfDovecot');
    const version = execFileSync(program, ['--version'], { encoding: 'utf8' });
    if (!version.startsWith('2.3.'))
      throw new Error(`the kit writes configuration for Dovecot 2.3, this is ${version}`);
    const [port = 0, tlsPort = 0] = await freePorts(2);
    const dovecot = new Dovecot(new ServerFolder('dovecot', serverAccount()), program, port, tlsPort);
    dovecot.configure(options);
    await dovecot.restart();
    return dovecot;
  }

  /** Starts it again after `kill` or `halt`. */
  async restart(): Promise<void> {
    this.process = await ServerProcess.start(this.program, ['-F', '-c', this.folder.at('dovecot.conf')], {
      account: this.folder.account,
      ports: [this.port, this.tlsPort],
      log: () => this.log(),
    });
  }

  async kill(): Promise<void> {
    await this.process?.kill();
    this.process = undefined;
  }

  /** It hangs: connections stand, and nobody answers. */
  freeze(yes: boolean): void {
    this.process?.freeze(yes);
  }

  async halt(): Promise<void> {
    await this.process?.stop();
    this.process = undefined;
  }

  async stop(): Promise<void> {
    await this.halt();
    this.folder.remove();
  }

  /** Replaces everybody's password. */
  passwords(users: Readonly<Record<string, string>>): void {
    const lines = Object.entries(users).map(([user, password]) => `${user}:{PLAIN}${password}\n`);
    this.folder.write('users', lines.join(''));
  }

  /** A mail arrives in the user's INBOX. */
  deliver(user: string, raw: string | Buffer): void {
    this.serial += 1;
    const name = `${String(Math.floor(Date.now() / 1000))}.M${String(process.pid)}P${String(this.serial)}.kit`;
    const written = this.folder.at('mail', user, 'Maildir', 'tmp', name);
    writeFileSync(written, raw);
    this.folder.own(written);
    renameSync(written, this.folder.at('mail', user, 'Maildir', 'new', name));
  }

  /** The INBOX gets a new UIDVALIDITY and new UIDs, as after a restored backup. Only while the server is down. */
  forgetUids(user: string): void {
    for (const file of readdirSync(this.folder.at('mail', user, 'Maildir')))
      if (file.startsWith('dovecot')) rmSync(this.folder.at('mail', user, 'Maildir', file));
  }

  /** The user may read the INBOX and change nothing in it; or everything again. Only while the server is down. */
  readOnly(user: string, yes: boolean): void {
    if (yes) this.folder.write(`mail/${user}/Maildir/dovecot-acl`, 'owner lr\n');
    else rmSync(this.folder.at('mail', user, 'Maildir', 'dovecot-acl'), { force: true });
  }

  /** Mails of a folder, by file: Maildir flags (`S`: seen) and what they hold. */
  mails(user: string, folder = 'INBOX'): { flags: string; file: string }[] {
    const path = ['mail', user, 'Maildir', ...(folder === 'INBOX' ? [] : [`.${folder}`])];
    return ['new', 'cur'].flatMap((part) => {
      try {
        return readdirSync(this.folder.at(...path, part)).map((file) => ({
          flags: /:2,(\w*)$/.exec(file)?.[1] ?? '',
          file: this.folder.at(...path, part, file),
        }));
      } catch {
        return [];
      }
    });
  }

  /** The folder of all users' mails, where an SMTP server may deliver: `<user>/Maildir`. */
  get mailFolder(): string {
    return this.folder.at('mail');
  }

  log(): string {
    return this.folder.read('dovecot.log').split('\n').slice(-40).join('\n');
  }

  private configure({ users = {}, connectionsPerUser = 20, introspectionUrl }: DovecotOptions): void {
    const { folder } = this;
    const { user, group } = folder.account;
    const { cert, key } = selfMadeCertificate();
    this.passwords(users);
    folder.write('cert.pem', cert);
    folder.write('key.pem', key);
    folder.folder('run');
    for (const name of Object.keys(users))
      for (const part of ['tmp', 'new', 'cur']) folder.folder('mail', name, 'Maildir', part);
    if (introspectionUrl !== undefined)
      folder.write(
        'oauth2.conf',
        `introspection_url = ${introspectionUrl}\nintrospection_mode = get\nusername_attribute = email\nactive_attribute = active\nactive_value = yes\n`,
      );
    const oauth =
      introspectionUrl === undefined
        ? ''
        : `passdb {\n  driver = oauth2\n  mechanisms = xoauth2 oauthbearer\n  args = ${folder.at('oauth2.conf')}\n}`;
    folder.write(
      'dovecot.conf',
      `base_dir = ${folder.at('run')}
state_dir = ${folder.at('run')}
instance_name = kentongan-${String(this.port)}
default_internal_user = ${user}
default_internal_group = ${group}
default_login_user = ${user}
first_valid_uid = 1
log_path = ${folder.at('dovecot.log')}
listen = 127.0.0.1
protocols = imap
ssl = yes
ssl_cert = <${folder.at('cert.pem')}
ssl_key = <${folder.at('key.pem')}
disable_plaintext_auth = no
auth_mechanisms = plain login${introspectionUrl === undefined ? '' : ' xoauth2 oauthbearer'}
auth_failure_delay = 0
mail_location = maildir:${folder.at('mail', '%n', 'Maildir')}
mail_fsync = never
mail_plugins = acl
plugin {
  acl = vfile
}
${oauth}
passdb {
  driver = passwd-file
  args = scheme=PLAIN ${folder.at('users')}
}
userdb {
  driver = static
  args = uid=${user} gid=${group} home=${folder.at('mail', '%n')} allow_all_users=yes
}
namespace inbox {
  inbox = yes
  separator = /
}
protocol imap {
  mail_max_userip_connections = ${String(connectionsPerUser)}
}
service imap-login {
  chroot =
  inet_listener imap {
    port = ${String(this.port)}
  }
  inet_listener imaps {
    port = ${String(this.tlsPort)}
    ssl = yes
  }
}
service anvil {
  chroot =
  # No waiting after failed logins.
  unix_listener anvil-auth-penalty {
    mode = 0
  }
}
`,
    );
  }
}
