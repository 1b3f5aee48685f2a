import { chownSync, existsSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { EmbeddedProcess, ask, postmasterPid } from '../../kit/embedded-process.js';

jest.setTimeout(120_000);

const NOBODY = 65_534;
const asRoot = process.getuid?.() === 0;
/** As root the server runs as another user; as an ordinary user it runs as that one. Root tries both. */
const identities: [string, number | undefined][] = [
  [asRoot ? 'root' : 'an ordinary user', undefined],
  ...(asRoot && othersMayRead(__dirname) ? ([['an ordinary user', NOBODY]] as [string, number][]) : []),
];

describe.each(identities)('embedded PostgreSQL, run by %s', (_name, uid) => {
  let parent: string;
  let dataDir: string;
  let processes: EmbeddedProcess[];

  beforeEach(async () => {
    parent = await mkdtemp(join(tmpdir(), 'kentongan-embedded-'));
    if (uid !== undefined) chownSync(parent, uid, uid);
    dataDir = join(parent, 'data');
    processes = [];
  });

  afterEach(async () => {
    await Promise.all(processes.map((one) => one.kill()));
    const pid = postmasterPid(dataDir);
    if (pid !== undefined && isAlive(pid) && pid !== process.pid) process.kill(pid, 'SIGQUIT');
    while (pid !== undefined && pid !== process.pid && isAlive(pid)) await sleep(20);
    await rm(parent, { recursive: true, force: true });
  });

  function run(how: 'start' | 'connect' = 'start'): EmbeddedProcess {
    const one = EmbeddedProcess.run(how, dataDir, uid);
    processes.push(one);
    return one;
  }

  const cluster = (...names: string[]): string => join(dataDir, 'postgres/cluster', ...names);

  /** A file or folder as the process under test would have left it. */
  function own(path: string): void {
    const like = existsSync(cluster('global')) ? statSync(cluster()) : statSync(parent);
    chownSync(path, like.uid, like.gid);
  }

  async function startAndStop(): Promise<{ url: string }> {
    const first = run();
    const { url } = await first.answer();
    await first.stop();
    return { url };
  }

  it('sets itself up, keeps its data and its port, and is gone after the stop', async () => {
    const first = run();
    const { url, startedByUs } = await first.answer();
    expect(startedByUs).toBe(true);
    await ask(url, 'create table kept as select 42 as answer');
    expect(
      await ask(
        url,
        `select current_setting('fsync') as fsync, current_setting('synchronous_commit') as commit,
                current_setting('listen_addresses') as listens, current_setting('is_superuser') as superuser,
                getdatabaseencoding() as encoding`,
      ),
    ).toEqual({ fsync: 'on', commit: 'on', listens: '127.0.0.1', superuser: 'off', encoding: 'UTF8' });
    expect(statSync(cluster('kentongan.password')).mode & 0o777).toBe(0o600);
    await first.stop();
    expect(await ask(url, 'select 1')).toBeUndefined();

    const second = run();
    const again = await second.answer();
    expect(again.url).toBe(url);
    expect(await ask(again.url, 'select answer from kept')).toEqual({ answer: 42 });
    await second.stop();
  });

  it('three first starts at once share one server, which ends with the last of them', async () => {
    const racers = [run(), run(), run()];
    const answers = await Promise.all(racers.map((one) => one.answer()));
    expect(answers.map(({ startedByUs }) => startedByUs).sort()).toEqual([false, false, true]);
    expect(new Set(answers.map(({ url }) => url)).size).toBe(1);
    const url = answers[0]?.url ?? '';
    await racers[0]?.stop();
    await racers[1]?.stop();
    expect(await ask(url, 'select 1 as one')).toEqual({ one: 1 });
    await racers[2]?.stop();
    expect(await ask(url, 'select 1')).toBeUndefined();
  });

  it('takes over the server of a killed gateway, and stops it at the end', async () => {
    const first = run();
    const { url } = await first.answer();
    const pid = postmasterPid(dataDir);
    await first.kill();
    const second = run();
    const answer = await second.answer();
    expect(answer).toMatchObject({ url, startedByUs: false });
    expect(postmasterPid(dataDir)).toBe(pid);
    await second.stop();
    expect(await ask(url, 'select 1')).toBeUndefined();
  });

  it('recovers when gateway and server were both killed', async () => {
    const first = run();
    const { url } = await first.answer();
    await ask(url, 'create table kept as select 42 as answer');
    await first.kill();
    process.kill(postmasterPid(dataDir) ?? 0, 'SIGKILL');
    const second = run();
    const answer = await second.answer();
    expect(answer).toMatchObject({ startedByUs: true });
    expect(await ask(answer.url, 'select answer from kept')).toEqual({ answer: 42 });
    await second.stop();
  });

  it('starts the server again where it alone was killed', async () => {
    const first = run();
    const { url } = await first.answer();
    await ask(url, 'create table kept as select 42 as answer');
    const killed = postmasterPid(dataDir) ?? 0;
    process.kill(killed, 'SIGKILL');
    const kept = async (): Promise<unknown> => ask(url, 'select answer from kept').catch(() => undefined);
    while (postmasterPid(dataDir) === killed || (await kept()) === undefined) await sleep(50);
    expect(await kept()).toEqual({ answer: 42 });
    await first.stop();
    expect(await ask(url, 'select 1')).toBeUndefined();
  });

  it('is not misled by a pid file that names another living program', async () => {
    await startAndStop();
    const lines = [process.pid, cluster(), 0, 5432, '', '127.0.0.1', '', 'ready'];
    writeFileSync(cluster('postmaster.pid'), `${lines.join('\n')}\n`);
    own(cluster('postmaster.pid'));
    const next = run();
    const { url } = await next.answer();
    expect(await ask(url, 'select 1 as one')).toEqual({ one: 1 });
    expect(postmasterPid(dataDir)).not.toBe(process.pid);
    await next.stop();
  });

  it('starts anew after it was killed while setting up', async () => {
    const first = run();
    const base = join(dataDir, 'postgres');
    const unfinished = (): string[] =>
      existsSync(base) ? readdirSync(base).filter((name) => name.startsWith('cluster.new-')) : [];
    while (unfinished().length === 0) await sleep(2);
    await first.kill();
    expect(existsSync(cluster())).toBe(false);
    const second = run();
    const { url, error } = await second.answer();
    expect(error).toBeUndefined();
    expect(await ask(url, 'select 1 as one')).toEqual({ one: 1 });
    expect(unfinished()).toEqual([]);
    await second.stop();
  });

  it('moves half a cluster aside when no server can have run on it', async () => {
    await mkdir(cluster(), { recursive: true, mode: 0o700 });
    writeFileSync(cluster('PG_VERSION'), '18\n');
    for (const path of [dataDir, join(dataDir, 'postgres'), cluster(), cluster('PG_VERSION')]) own(path);
    const next = run();
    const { url } = await next.answer();
    expect(await ask(url, 'select 1 as one')).toEqual({ one: 1 });
    expect(readdirSync(join(dataDir, 'postgres')).some((name) => name.startsWith('cluster.incomplete-'))).toBe(true);
    await next.stop();
  });

  it('touches nothing where half a cluster may hold data, and says what to do', async () => {
    await startAndStop();
    await rm(cluster('kentongan.password'));
    const { error } = await run().answer();
    expect(error?.code).toBe('embedded-postgres-incomplete');
    expect(error?.message).toContain(`mv ${cluster()}`);
    expect(existsSync(cluster('global/pg_control'))).toBe(true);
  });

  it('refuses a cluster of another major version', async () => {
    await startAndStop();
    writeFileSync(cluster('PG_VERSION'), '17\n');
    expect((await run().answer()).error?.code).toBe('embedded-postgres-version');
  });

  it('takes over the lock of a dead process', async () => {
    await startAndStop();
    writeFileSync(join(dataDir, 'postgres/lock'), JSON.stringify({ pid: process.pid, startedAt: '1' }));
    const next = run();
    expect((await next.answer()).startedByUs).toBe(true);
    await next.stop();
  });

  it('shares a running server with the command line, and starts it for its duration otherwise', async () => {
    expect((await run('connect').answer()).error?.code).toBe('embedded-postgres-absent');
    const gateway = run();
    const { url } = await gateway.answer();
    const shared = run('connect');
    expect(await shared.answer()).toMatchObject({ url, startedByUs: false });
    await shared.stop();
    expect(await ask(url, 'select 1 as one')).toEqual({ one: 1 });
    await gateway.stop();

    const alone = run('connect');
    expect(await alone.answer()).toMatchObject({ startedByUs: true });
    await alone.stop();
    expect(await ask(url, 'select 1')).toBeUndefined();
  });

  it('takes another port where its own is taken', async () => {
    const { url } = await startAndStop();
    const net = await import('node:net');
    const squatter = net.createServer().listen(Number(new URL(url).port), '127.0.0.1');
    const next = run();
    const answer = await next.answer();
    expect(answer.url).not.toBe(url);
    expect(await ask(answer.url, 'select 1 as one')).toEqual({ one: 1 });
    await next.stop();
    squatter.close();
  });

  it('keeps what statements held out of its log', async () => {
    const first = run();
    const { url } = await first.answer();
    await ask(url, 'create table unique_numbers (number text primary key)');
    const insert = `insert into unique_numbers values ('+62811000000901')`;
    await ask(url, insert);
    await expect(ask(url, insert)).rejects.toThrow('duplicate key');
    await expect(ask(url, `select '+62811000000901'::uuid`)).rejects.toThrow('invalid input');
    await first.stop();
    expect(readFileSync(join(dataDir, 'postgres/server.log'), 'utf8')).not.toContain('62811000000901');
  });

  it('says where it may not write', async () => {
    if (asRoot && uid === undefined) {
      // Nothing is closed to root but what is not a folder.
      writeFileSync(dataDir, '');
    } else {
      await mkdir(dataDir, { mode: 0o555 });
      await chmod(dataDir, 0o555);
    }
    const { error } = await run().answer();
    expect(error?.code).toBe('embedded-postgres-folder');
    expect(error?.message).toContain(dataDir);
    expect(error?.message).toContain('KENTONGAN_DATA');
  });
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}

function othersMayRead(path: string): boolean {
  return path
    .split('/')
    .map((_part, index, parts) => parts.slice(0, index + 1).join('/') || '/')
    .every((folder) => (statSync(folder).mode & 0o001) !== 0);
}
