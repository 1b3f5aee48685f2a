import { spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { register } from 'node:module';
import { checkRequired, findProgram } from './programs.mjs';

/** One throw-away PostgreSQL and, where installed, one Redis for the whole run; their URLs reach the tests by environment. */
export default async function globalSetup() {
  checkRequired();
  const folder = await mkdtemp(join(tmpdir(), 'kentongan-test-'));
  const services = { folder, stops: [], pids: [] };
  stopOnInterruption(services);
  globalThis.kentonganTestServices = services;
  // What tests leave in the system's temporary folder goes with the run; other users' processes may use it too.
  process.env.TMPDIR = join(folder, 'tmp');
  await mkdir(process.env.TMPDIR);
  await chmod(process.env.TMPDIR, 0o1777);
  await chmod(folder, 0o755);
  process.env.KENTONGAN_TEST_DATABASE_URL ||= await startPostgres(folder, services);
  const redis = findProgram('redis');
  if (redis !== undefined) process.env.KENTONGAN_TEST_REDIS_URL ||= await startRedis(redis, folder, services);
}

/** Ctrl-C, or a crash of the runner: there is no teardown then. */
function stopOnInterruption(services) {
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(130));
  process.on('exit', () => {
    for (const pid of services.pids) process.kill(pid, 'SIGINT');
    if (services.pids.length > 0) rmSync(services.folder, { recursive: true, force: true });
  });
}

async function startPostgres(folder, services) {
  register('./ts-loader.mjs', import.meta.url);
  const { startEmbedded } = await import('../../src/database/embedded/embedded-postgres.ts');
  const { THROW_AWAY_OPTIONS } = await import('../../src/database/embedded/server-options.ts');
  const server = await startEmbedded({ dataDir: folder, options: THROW_AWAY_OPTIONS, log: () => undefined });
  services.stops.push(() => server.stop());
  services.pids.push(Number((await readFile(join(folder, 'postgres/cluster/postmaster.pid'), 'utf8')).split('\n')[0]));
  return server.url;
}

async function startRedis(program, folder, services) {
  const port = await freePort();
  const args = [
    '--port',
    port,
    '--bind',
    '127.0.0.1',
    '--databases',
    64,
    '--save',
    '',
    '--appendonly',
    'no',
    '--dir',
    folder,
  ];
  const child = spawn(program, args.map(String), { stdio: ['ignore', 'pipe', 'inherit'] });
  await new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`redis-server ended with ${code}`)));
    child.stdout.on('data', (chunk) => String(chunk).includes('Ready to accept connections') && resolve());
  });
  child.removeAllListeners('exit');
  services.pids.push(child.pid);
  services.stops.push(
    () =>
      new Promise((resolve) => {
        child.once('exit', resolve);
        child.kill('SIGTERM');
      }),
  );
  return `redis://127.0.0.1:${port}`;
}

async function freePort() {
  return await new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}
