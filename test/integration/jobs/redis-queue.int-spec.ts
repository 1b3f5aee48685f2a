import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { QUEUES } from '../../../src/jobs/job-map.js';
import { QueueEngine } from '../../../src/jobs/queue-engine.js';
import { freePorts } from '../../kit/mail-servers/server-process.js';
import { testRedisUrl } from '../../kit/redis.js';
import { describeIfRedis } from '../../kit/require.js';
import { until } from '../../kit/wait.js';
import { queueContract } from './queue-contract.js';

async function withRedis<T>(work: (redis: Redis) => Promise<T>): Promise<T> {
  const redis = new Redis(testRedisUrl() ?? '');
  try {
    return await work(redis);
  } finally {
    redis.disconnect();
  }
}

describeIfRedis('BullMQ on Redis', () => {
  queueContract({
    open: () => QueueEngine.redis(testRedisUrl() ?? ''),
    flush: () =>
      withRedis(async (redis) => {
        await redis.flushdb();
      }),
    dump: () =>
      withRedis(async (redis) => {
        let text = '';
        for (const key of await redis.keys('bull:*'))
          if ((await redis.type(key)) === 'hash') text += JSON.stringify(await redis.hgetall(key));
        return text;
      }),
  });
});

/** A server of this spec's own, with these settings; killed with it. */
async function serve(settings: readonly string[], folder: string): Promise<number> {
  const [port = 0] = await freePorts(1);
  const file = join(folder, `${String(port)}.conf`);
  writeFileSync(file, [`port ${String(port)}`, 'bind 127.0.0.1', `dir ${folder}`, ...settings].join('\n'));
  const sentinel = settings.some((line) => line.startsWith('sentinel'));
  const child = spawn('redis-server', sentinel ? [file, '--sentinel'] : [file], { stdio: 'ignore' });
  servers.push(child);
  await until('the server', () => answers(port));
  return port;
}

const servers: ChildProcess[] = [];

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}

async function works(engine: QueueEngine): Promise<unknown[]> {
  const done: unknown[] = [];
  const queue = engine.queue('maintenance');
  const worker = engine.worker('maintenance', QUEUES.maintenance, async ({ data }) => {
    done.push(data);
    return Promise.resolve();
  });
  void worker.run();
  await queue.addBulk([1, 2].map((n) => ({ name: 'x', data: { n } })));
  await until('both jobs', () => Promise.resolve(done.length === 2));
  await worker.close();
  await queue.close();
  await engine.close();
  return done;
}

describeIfRedis('Redis in several places', () => {
  let folder: string;
  beforeAll(() => (folder = mkdtempSync(join(tmpdir(), 'kentongan-redis-'))));
  afterAll(async () => {
    for (const server of servers) {
      const ended = new Promise((resolve) => server.once('exit', resolve));
      server.kill('SIGKILL');
      await ended;
    }
    rmSync(folder, { recursive: true });
  });

  it('is found through sentinels', async () => {
    const master = await serve(['requirepass rahasia', 'save ""'], folder);
    const watched = [`sentinel monitor utama 127.0.0.1 ${String(master)} 1`, 'sentinel auth-pass utama rahasia'];
    const sentinel = await serve(watched, folder);
    const engine = await QueueEngine.redis(`redis+sentinel://:rahasia@127.0.0.1:${String(sentinel)}/utama`);
    expect(await works(engine)).toEqual([{ n: 1 }, { n: 2 }]);
  });

  it('is a cluster', async () => {
    const node = await serve(['save ""', 'cluster-enabled yes', 'cluster-announce-ip 127.0.0.1'], folder);
    const redis = new Redis(node, '127.0.0.1');
    await redis.call('CLUSTER', 'ADDSLOTSRANGE', '0', '16383');
    await until('the cluster', async () => String(await redis.call('CLUSTER', 'INFO')).includes('cluster_state:ok'));
    redis.disconnect();
    expect(await works(await QueueEngine.redis(`redis+cluster://127.0.0.1:${String(node)}`))).toEqual([{ n: 1 }, { n: 2 }]);
  }); // prettier-ignore

  it('is said to be away, without its password', async () => {
    const [port] = await freePorts(1);
    const url = `redis://:rahasia@127.0.0.1:${String(port)}`;
    const error: unknown = await QueueEngine.redis(url).catch((refused: unknown) => refused);
    expect(error).toMatchObject({ code: 'redis-unreachable', message: expect.stringContaining('127.0.0.1:') as string });
    expect(String(error)).not.toContain('rahasia');
  }); // prettier-ignore
});
