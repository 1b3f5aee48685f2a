import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GatewayProcess, freePort } from './gateway-process.mjs';

/**
 * Starts the built program in each role: `all` on the embedded engine; `web` beside `worker` on a
 * PostgreSQL and a Redis server. Each must become ready, serve its paths, and end cleanly on SIGTERM.
 */

const folder = mkdtempSync(join(tmpdir(), 'kentongan-smoke-'));
const cleanUp = [];

async function check(gateway, name) {
  await gateway.ready();
  for (const path of ['/health/live', '/metrics']) {
    const status = await gateway.get(path);
    if (status !== 200) throw new Error(`${name}: ${path} answered ${status}`);
  }
}

async function embedded() {
  const dataDir = join(folder, 'all');
  const gateway = await GatewayProcess.start({ cwd: process.cwd(), env: { KENTONGAN_DATA: dataDir } });
  await check(gateway, 'all');
  await gateway.stop();
  if (existsSync(join(dataDir, 'postgres/cluster/postmaster.pid')))
    throw new Error('all: left its database server running');
  console.log('ok    role all, embedded engine');
}

async function server() {
  const { startEmbedded } = await import('../dist/database/embedded/embedded-postgres.js');
  const { THROW_AWAY_OPTIONS } = await import('../dist/database/embedded/server-options.js');
  const postgres = await startEmbedded({
    dataDir: join(folder, 'server'),
    options: THROW_AWAY_OPTIONS,
    log: () => undefined,
  });
  cleanUp.push(() => postgres.stop());
  const env = { DATABASE_URL: postgres.url, REDIS_URL: await startRedis(), KENTONGAN_DATA: join(folder, 'shared') };
  const gateways = [];
  for (const role of ['web', 'worker']) {
    gateways.push(await GatewayProcess.start({ cwd: process.cwd(), env: { ...env, KENTONGAN_ROLE: role } }));
  }
  await Promise.all([check(gateways[0], 'web'), check(gateways[1], 'worker')]);
  for (const gateway of gateways) await gateway.stop();
  console.log('ok    roles web and worker, server engine');
}

async function startRedis() {
  const port = await freePort();
  const child = spawn('redis-server', ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--dir', folder], {
    stdio: 'ignore',
  });
  await once(child, 'spawn');
  cleanUp.push(async () => {
    child.kill('SIGTERM');
    await once(child, 'exit');
  });
  return `redis://127.0.0.1:${port}`;
}

try {
  await embedded();
  await server().catch((error) => {
    if (error.code !== 'ENOENT' || (process.env.KENTONGAN_TEST_REQUIRE ?? '').includes('redis')) throw error;
    console.log('left out: roles web and worker (redis-server is not installed)');
  });
} catch (error) {
  console.error(`FAILED ${error.message}`);
  process.exitCode = 1;
} finally {
  for (const step of cleanUp.reverse()) await step();
  rmSync(folder, { recursive: true, force: true });
}
