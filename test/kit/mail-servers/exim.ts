import { findProgram } from '../programs.mjs';
import { freePorts, selfMadeCertificate, serverAccount, ServerFolder, ServerProcess } from './server-process.js';

export interface EximOptions {
  /** Where mails for the domains are delivered: `<user>/Maildir` under it, plus-addresses too. */
  mailFolder: string;
  /** Who may send to anybody: user and password. */
  users: Readonly<Record<string, string>>;
  domains: readonly string[];
}

/**
 * Debian's Exim on loopback, as an ordinary user, with its queue in a temporary folder: submission with STARTTLS and SMTPS, login, DSN (RFC 3461),
 * delivery into Maildirs. Some local parts meet a fate: `tiada@` is refused for good, `penuh@` for now, `nanti@` by a grey list
 * the first time, `gagal@` is taken and bounces. Other domains can't be reached: mail to them bounces.
 */
export class Exim {
  private process: ServerProcess | undefined;

  private constructor(
    private readonly folder: ServerFolder,
    private readonly program: string,
    readonly port: number,
    readonly tlsPort: number,
  ) {}

  /** @throws where Exim is missing: use `describeIfMailServers`. */
  static async start(options: EximOptions): Promise<Exim> {
    const program = findProgram('exim');
    if (program === undefined) throw new Error('exim4 is not installed: wrap the suite in describeIfMailServers');
    const [port = 0, tlsPort = 0] = await freePorts(2);
    const exim = new Exim(new ServerFolder('exim', serverAccount()), program, port, tlsPort);
    exim.configure(options);
    await exim.restart();
    return exim;
  }

  async restart(): Promise<void> {
    // -q1s: what waits is tried again each second.
    this.process = await ServerProcess.start(this.program, ['-bdf', '-q1s', '-C', this.folder.at('exim.conf')], {
      account: this.folder.account,
      ports: [this.port, this.tlsPort],
      log: () => this.log(),
    });
  }

  async kill(): Promise<void> {
    await this.process?.kill();
    this.process = undefined;
  }

  async stop(): Promise<void> {
    await this.process?.stop();
    this.folder.remove();
  }

  log(): string {
    return ['mainlog', 'rejectlog', 'paniclog'].map((name) => this.folder.read(`log/${name}`)).join('\n');
  }

  private configure({ mailFolder, users, domains }: EximOptions): void {
    const { folder } = this;
    const { user, group } = folder.account;
    const { cert, key } = selfMadeCertificate();
    folder.write('cert.pem', cert);
    folder.write('key.pem', key);
    folder.write('users', Object.entries(users).map(([name, password]) => `${name}: ${password}\n`).join('')); // prettier-ignore
    folder.folder('spool');
    folder.folder('log');
    const password = (name: string): string => `\${lookup{${name}}lsearch{${folder.at('users')}}{$value}fail}`;
    folder.write(
      'exim.conf',
      `exim_user = ${user}
exim_group = ${group}
primary_hostname = mail.desa.example
spool_directory = ${folder.at('spool')}
log_file_path = ${folder.at('log')}/%slog
pid_file_path = ${folder.at('exim.pid')}
local_interfaces = 127.0.0.1
daemon_smtp_ports = ${String(this.port)} : ${String(this.tlsPort)}
tls_on_connect_ports = ${String(this.tlsPort)}
tls_advertise_hosts = *
tls_certificate = ${folder.at('cert.pem')}
tls_privatekey = ${folder.at('key.pem')}
dsn_advertise_hosts = *
chunking_advertise_hosts =
domainlist local_domains = ${domains.join(' : ')}
message_size_limit = 100K
deliver_drop_privilege = true
host_lookup =
rfc1413_query_timeout = 0s
keep_environment =
disable_ipv6 = true
acl_smtp_rcpt = acl_rcpt
acl_smtp_data = accept
begin acl
acl_rcpt:
  deny !authenticated = *
    message = 5.7.1 relay not permitted: log in first
  deny local_parts = tiada
    message = 5.1.1 no such mailbox here
  defer local_parts = penuh
    message = 4.2.2 mailbox full
  defer local_parts = nanti
    condition = \${if !exists{${folder.at('spool')}/greylist}}
    continue = \${run{/usr/bin/touch ${folder.at('spool')}/greylist}}
    message = 4.7.1 greylisted: try again in some minutes
  accept
begin routers
gone:
  driver = redirect
  local_parts = gagal
  allow_fail
  data = :fail: the mailbox was removed
local:
  driver = accept
  domains = +local_domains
  local_part_suffix = +*
  local_part_suffix_optional
  local_parts = dsearch,filter=dir;${mailFolder}
  transport = maildir
begin transports
maildir:
  driver = appendfile
  maildir_format
  directory = ${mailFolder}/$local_part_data/Maildir
  delivery_date_add
  envelope_to_add
  return_path_add
begin retry
* * F,1h,1s
begin authenticators
plain:
  driver = plaintext
  public_name = PLAIN
  server_prompts = :
  server_condition = \${if eq{$auth3}{${password('$auth2')}}}
  server_set_id = $auth2
login:
  driver = plaintext
  public_name = LOGIN
  server_prompts = Username:: : Password::
  server_condition = \${if eq{$auth2}{${password('$auth1')}}}
  server_set_id = $auth1
`,
    );
  }
}
