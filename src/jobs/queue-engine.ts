import {
  createPostgresBackend,
  Queue,
  runMigrations as runQueueMigrations,
  setDefaultBackendFactory,
  Worker,
  type ConnectionOptions,
  type Processor,
} from 'bullmq';
import { Cluster, Redis } from 'ioredis';
import { Pool } from 'pg';
import { CodedError, errorCode } from '../messaging/errors.js';
import { parseRedisUrl, whereOf, type RedisPlace } from './redis-url.js';
import type { QueueName, QueueSettings } from './job-map.js';

/** The schema that BullMQ keeps its own tables in. */
const SCHEMA = 'bullmq';
/** Of queues' keys, with the braces by which a cluster keeps them together. Persisted. */
const CLUSTER_PREFIX = '{kentongan}';
/** How long Redis may take to answer at the start, in milliseconds. */
const CONNECT_MS = 10_000;

/**
 * BullMQ on one of its two backends. The backend is chosen for the whole process, before any queue
 * exists; the rest of the code does not know which it is.
 */
export class QueueEngine {
  private constructor(
    readonly name: 'postgres' | 'redis',
    private readonly connection: ConnectionOptions,
    private readonly end: () => Promise<void>,
    private readonly prefix?: string,
  ) {}

  /** @param max connections for queues and workers; each worker holds one for LISTEN */
  static async postgres(url: string, max = 24): Promise<QueueEngine> {
    const pool = new Pool({
      connectionString: url,
      max,
      keepAlive: true,
      options: `-c search_path=${SCHEMA}`,
      application_name: 'kentongan-queue',
    });
    // Each queue and worker listens for the pool's errors; that many are no leak.
    pool.setMaxListeners(0);
    pool.on('error', () => undefined);
    await runQueueMigrations(pool, SCHEMA);
    setDefaultBackendFactory(createPostgresBackend);
    // The default backend's connection type follows the factory, which the types can't know.
    return new QueueEngine('postgres', pool, () => pool.end());
  }

  /**
   * @param url one server, sentinels or a cluster (redis-url.ts)
   * @throws CodedError `redis-unreachable`
   */
  static async redis(url: string): Promise<QueueEngine> {
    setDefaultBackendFactory(undefined);
    const place = parseRedisUrl(url);
    const redis = place && clientOf(place);
    if (!redis) throw new CodedError('redis-url', 'REDIS_URL is not understood (docs/operations.md)', false);
    let last: unknown;
    // BullMQ reports connection errors on its queues; an unheard 'error' would end the process.
    redis.on('error', (error: unknown) => {
      last = error;
    });
    try {
      await connected(redis);
    } catch (error) {
      redis.disconnect();
      const code = errorCode(last ?? error);
      const word = (last instanceof Error && /^[A-Z]{4,12}(?= )/.exec(last.message)?.[0]) || code;
      throw new CodedError(
        'redis-unreachable',
        `the queue's Redis does not answer at ${whereOf(url)} (${word}): start it, or correct REDIS_URL`,
        false,
      );
    }
    const end = async (): Promise<void> => {
      await redis.quit();
    };
    // All keys of a queue have to lie in one slot of a cluster.
    return new QueueEngine('redis', redis, end, place.kind === 'cluster' ? CLUSTER_PREFIX : undefined);
  }

  queue(name: QueueName): Queue {
    return new Queue(name, { connection: this.connection, ...this.where() });
  }

  worker(name: QueueName, settings: QueueSettings, processor: Processor): Worker {
    return new Worker(name, processor, {
      connection: this.connection,
      ...this.where(),
      concurrency: settings.concurrency,
      lockDuration: settings.lockMs,
      maxStalledCount: 1,
      autorun: false,
      removeOnComplete: { count: 0 },
      removeOnFail: { age: 7 * 86_400 },
    });
  }

  async close(): Promise<void> {
    await this.end();
  }

  private where(): { prefix?: string } {
    return this.prefix === undefined ? {} : { prefix: this.prefix };
  }
}

function clientOf(place: RedisPlace): Redis | Cluster {
  const common = { maxRetriesPerRequest: null, lazyConnect: true };
  if (place.kind === 'single') return new Redis(place.url, common);
  const { nodes, login } = place;
  if (place.kind === 'sentinel') return new Redis({ ...common, ...login, sentinels: nodes, name: place.master });
  const { db: _db, ...redisOptions } = login;
  return new Cluster(nodes, { lazyConnect: true, redisOptions: { ...redisOptions, maxRetriesPerRequest: null } });
}

async function connected(redis: Redis | Cluster): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new CodedError('timeout', 'Redis did not answer in time', true)), CONNECT_MS);
  });
  try {
    await Promise.race([redis.connect(), late]);
  } finally {
    clearTimeout(timer);
  }
}
