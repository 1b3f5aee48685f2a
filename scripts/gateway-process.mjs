import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** A built gateway as a process of its own, for scripts that check whole processes. */
export class GatewayProcess {
  /** @param {{cwd: string, command?: string[], env: Record<string, string>}} options */
  static async start({ cwd, command = [process.execPath, 'dist/main.js'], env }) {
    const port = await freePort();
    const [program, ...args] = command;
    const child = spawn(program, args, {
      cwd,
      env: { PATH: process.env.PATH, HOME: process.env.HOME, ...env, PORT: String(port) },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    return new GatewayProcess(child, port);
  }

  constructor(child, port) {
    this.child = child;
    this.url = `http://127.0.0.1:${port}`;
    this.output = '';
    this.ended = once(child, 'exit').then(([code, signal]) => (this.result = { code, signal }));
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (chunk) => (this.output = (this.output + chunk).slice(-20_000)));
    }
  }

  /** @throws with the process's own words if it isn't ready in time, or has ended. */
  async ready(seconds = 60) {
    for (const deadline = Date.now() + seconds * 1000; Date.now() < deadline; await sleep(100)) {
      if (this.result !== undefined) throw new Error(`it ended with ${JSON.stringify(this.result)}:\n${this.output}`);
      if ((await this.get('/health/ready')) === 200) return;
    }
    this.child.kill('SIGKILL');
    throw new Error(`not ready after ${seconds} s:\n${this.output}`);
  }

  async get(path) {
    try {
      return (await fetch(this.url + path, { signal: AbortSignal.timeout(5_000) })).status;
    } catch {
      return 0;
    }
  }

  /** @throws unless SIGTERM ends it with exit code 0. */
  async stop(seconds = 30) {
    this.child.kill('SIGTERM');
    const abort = new AbortController();
    await Promise.race([this.ended, sleep(seconds * 1000, undefined, { signal: abort.signal }).catch(() => undefined)]);
    abort.abort();
    if (this.result === undefined) {
      this.child.kill('SIGKILL');
      throw new Error(`did not end within ${seconds} s of SIGTERM:\n${this.output}`);
    }
    if (this.result.code !== 0) throw new Error(`ended with ${JSON.stringify(this.result)}:\n${this.output}`);
  }
}

export async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}
