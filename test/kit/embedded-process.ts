import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Client } from 'pg';

interface Answer {
  url: string;
  startedByUs: boolean;
  lines: string[];
  error?: { code: string; message: string };
}

/** Another process that starts or shares the embedded server, and can be killed. */
export class EmbeddedProcess {
  private constructor(
    private readonly child: ChildProcess,
    private readonly lines: AsyncIterator<string>,
  ) {}

  /** @param uid the user to run as; ourselves where absent. */
  static run(how: 'start' | 'connect', dataDir: string, uid?: number): EmbeddedProcess {
    const child = spawn(process.execPath, [join(__dirname, 'embedded-starter.mjs'), how, dataDir], {
      stdio: ['pipe', 'pipe', 'inherit'],
      ...(uid !== undefined && { uid, gid: uid }),
    });
    return new EmbeddedProcess(child, createInterface({ input: child.stdout })[Symbol.asyncIterator]());
  }

  async answer(): Promise<Answer> {
    return JSON.parse((await this.lines.next()).value as string) as Answer;
  }

  async stop(): Promise<void> {
    const ended = once(this.child, 'exit');
    this.child.stdin?.write('stop\n');
    await ended;
  }

  async kill(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const ended = once(this.child, 'exit');
    this.child.kill('SIGKILL');
    await ended;
  }
}

/** @returns the first row; undefined where nobody answers. */
export async function ask<T extends object>(url: string, sql: string): Promise<T | undefined> {
  const client = new Client({ connectionString: url });
  client.on('error', () => undefined);
  try {
    await client.connect();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ECONNREFUSED') return undefined;
    throw error;
  }
  try {
    return (await client.query<T>(sql)).rows[0];
  } finally {
    await client.end();
  }
}

export function postmasterPid(dataDir: string): number | undefined {
  try {
    return Number(readFileSync(join(dataDir, 'postgres/cluster/postmaster.pid'), 'utf8').split('\n')[0]);
  } catch {
    return undefined;
  }
}
