import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, chownSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer, type AddressInfo } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';

/** Whom a mail server runs as: an ordinary user in every case, so that root's tests and anybody's are the same. */
export interface Account {
  user: string;
  group: string;
  uid: number;
  gid: number;
}

export function serverAccount(): Account {
  const { uid, gid, username } = userInfo();
  if (uid !== 0) return { user: username, group: execFileSync('id', ['-gn'], { encoding: 'utf8' }).trim(), uid, gid };
  const id = (kind: string): string => execFileSync('id', [kind, 'nobody'], { encoding: 'utf8' }).trim();
  return { user: 'nobody', group: id('-gn'), uid: Number(id('-u')), gid: Number(id('-g')) };
}

/** A server's own folder: configuration, logs, mails. What is made through it belongs to the server's account. */
export class ServerFolder {
  readonly path: string;

  constructor(
    name: string,
    readonly account: Account,
  ) {
    this.path = mkdtempSync(join(tmpdir(), `kentongan-${name}-`));
    chmodSync(this.path, 0o755);
    this.own(this.path);
  }

  at(...parts: string[]): string {
    return join(this.path, ...parts);
  }

  folder(...parts: string[]): string {
    let made = this.path;
    for (const part of parts) {
      made = join(made, part);
      mkdirSync(made, { recursive: true });
      this.own(made);
    }
    return made;
  }

  write(file: string, text: string): string {
    const path = this.at(file);
    writeFileSync(path, text);
    this.own(path);
    return path;
  }

  read(file: string): string {
    try {
      return readFileSync(this.at(file), 'utf8');
    } catch {
      return '';
    }
  }

  own(path: string): void {
    if (process.getuid?.() === 0) chownSync(path, this.account.uid, this.account.gid);
  }

  remove(): void {
    rmSync(this.path, { recursive: true, force: true });
  }
}

/** A server with all the processes that it starts: they are one process group. */
export class ServerProcess {
  private constructor(private readonly child: ChildProcess) {}

  /** Resolves once somebody listens at every one of the ports. */
  static async start(
    program: string,
    args: readonly string[],
    { account, ports, log }: { account: Account; ports: readonly number[]; log: () => string },
  ): Promise<ServerProcess> {
    const root = process.getuid?.() === 0;
    const child = spawn(program, args, {
      detached: true,
      stdio: 'ignore',
      ...(root ? { uid: account.uid, gid: account.gid } : {}),
    });
    const started = new ServerProcess(child);
    for (const port of ports) {
      for (let tries = 0; !(await listens(port)); tries += 1) {
        if (child.exitCode !== null || tries > 500) {
          await started.kill();
          throw new Error(`${program} did not start:\n${log()}`);
        }
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    }
    return started;
  }

  /** `kill -9` of all of it, at once. */
  async kill(): Promise<void> {
    await this.end('SIGKILL');
  }

  /** Not a word more, and no connection ends, until it may go on. */
  freeze(yes: boolean): void {
    this.signal(yes ? 'SIGSTOP' : 'SIGCONT');
  }

  /** As an administrator would; whoever is left after two seconds is killed. */
  async stop(): Promise<void> {
    await this.end('SIGTERM');
    this.signal('SIGKILL');
  }

  private async end(signal: NodeJS.Signals): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const ended = once(this.child, 'exit');
    this.signal(signal);
    const timer = setTimeout(() => this.signal('SIGKILL'), 2_000);
    await ended;
    clearTimeout(timer);
  }

  private signal(signal: NodeJS.Signals): void {
    const { pid } = this.child;
    if (pid === undefined) return;
    try {
      process.kill(-pid, signal);
    } catch {
      // Nobody is left.
    }
  }
}

function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}

/** Ports that nobody has at the moment, all different. */
export async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer().listen(0, '127.0.0.1'));
  await Promise.all(servers.map((server) => once(server, 'listening')));
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(servers.map((server) => once(server.close(), 'close')));
  return ports;
}

/** A certificate of nobody's authority for 127.0.0.1 and localhost, valid for a day; made once a process. */
let made: { cert: string; key: string } | undefined;
export function selfMadeCertificate(): { cert: string; key: string } {
  if (made !== undefined) return made;
  const folder = mkdtempSync(join(tmpdir(), 'kentongan-certificate-'));
  const [cert, key] = [join(folder, 'cert.pem'), join(folder, 'key.pem')];
  execFileSync(
    'openssl',
    ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '1', '-subj', '/CN=mail.desa.example',
      '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1', '-keyout', key, '-out', cert],
    { stdio: 'ignore' },
  ); // prettier-ignore
  made = { cert: readFileSync(cert, 'utf8'), key: readFileSync(key, 'utf8') };
  rmSync(folder, { recursive: true });
  return made;
}
