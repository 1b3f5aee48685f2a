import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { completeSymlinks, findBinaries } from '../../../src/database/embedded/binaries.js';
import { asDiskFull } from '../../../src/database/embedded/cluster.js';
import { withLock } from '../../../src/database/embedded/lock-file.js';
import { exists, identityOf, isRunning } from '../../../src/database/embedded/process-identity.js';
import { DURABLE_OPTIONS } from '../../../src/database/embedded/server-options.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kentongan-unit-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('process identity', () => {
  it('tells a process from a later one with its number', () => {
    const me = identityOf(process.pid);
    expect(me && isRunning(me)).toBe(true);
    expect(isRunning({ pid: process.pid, startedAt: '1' })).toBe(false);
    expect(identityOf(4_194_305)).toBeUndefined();
  });

  it('takes a zombie for dead', async () => {
    // The shell becomes a program that never collects its child.
    const parent = spawn('sh', ['-c', 'sleep 0 & echo $!; exec sleep 30']);
    const [line] = (await once(parent.stdout, 'data')) as [Buffer];
    const pid = Number(line.toString());
    while (identityOf(pid) !== undefined) await sleep(10);
    expect(exists(pid)).toBe(true);
    parent.kill('SIGKILL');
  });
});

describe('lock file', () => {
  it('lets one in at a time', async () => {
    const path = join(folder, 'lock');
    let inside = 0;
    let most = 0;
    const enter = (): Promise<void> =>
      withLock(path, async () => {
        most = Math.max(most, ++inside);
        await sleep(5);
        inside--;
      });
    await Promise.all(Array.from({ length: 8 }, enter));
    expect(most).toBe(1);
  });

  it.each([JSON.stringify({ pid: 4_194_305, startedAt: '7' }), '', 'null'])(
    'takes over what nobody alive holds: %j',
    async (content) => {
      const path = join(folder, 'lock');
      writeFileSync(path, content);
      await expect(withLock(path, () => Promise.resolve('in'))).resolves.toBe('in');
    },
  );

  it('is released by a failure', async () => {
    const path = join(folder, 'lock');
    await expect(withLock(path, () => Promise.reject(new Error('inside')))).rejects.toThrow('inside');
    await expect(withLock(path, () => Promise.resolve('in'))).resolves.toBe('in');
  });
});

describe('binaries', () => {
  it('says what to do on a platform without any', () => {
    expect(() => findBinaries('sunos', 'x64')).toThrow(/sunos on x64: run on one of .*DATABASE_URL/);
  });

  it('says what to do where the package is not installed', () => {
    const other = process.arch === 'arm' ? 'ppc64' : 'arm';
    expect(() => findBinaries('linux', other)).toThrow(/not installed: run "npm ci"/);
  });

  it('makes the links that an install without scripts leaves out', () => {
    mkdirSync(join(folder, 'native/lib'), { recursive: true });
    writeFileSync(join(folder, 'native/lib/libx.so.1.2'), '');
    writeFileSync(
      join(folder, 'native/pg-symlinks.json'),
      JSON.stringify([{ source: 'native/lib/libx.so.1.2', target: 'native/lib/libx.so.1' }]),
    );
    completeSymlinks(folder);
    completeSymlinks(folder);
    expect(readlinkSync(join(folder, 'native/lib/libx.so.1'))).toBe('libx.so.1.2');
  });
});

it('tells a full disk from other failures', () => {
  const full = Object.assign(new Error('write'), { code: 'ENOSPC' });
  expect(asDiskFull(full, '/data/postgres')).toMatchObject({ code: 'embedded-postgres-disk-full' });
  expect(asDiskFull(new Error('initdb: could not write: No space left on device'), '/data')).toMatchObject({
    code: 'embedded-postgres-disk-full',
  });
  const other = new Error('other');
  expect(asDiskFull(other, '/data')).toBe(other);
});

it.each(['fsync', 'synchronous_commit', 'full_page_writes'])('durability is a promise: %s', (name) => {
  expect(DURABLE_OPTIONS[name]).toBe('on');
});
