import {
  createPostgresBackend,
  Queue,
  runMigrations as runQueueMigrations,
  setDefaultBackendFactory,
  Worker,
  type ConnectionOptions,
  type Processor,
} from 'bullmq';
import { Redis } from 'ioredis';
import { Pool } from 'pg';
import type { QueueName, QueueSettings } from './job-map.js';

/** The schema that BullMQ keeps its own tables in. */
const SCHEMA = 'bullmq';

/**
 * BullMQ on one of its two backends. The backend is chosen for the whole process, before any queue
 * exists; the rest of the code does not know which it is.
 */
export class QueueEngine {
  private constructor(
    readonly name: 'postgres' | 'redis',
    private readonly connection: ConnectionOptions,
    private readonly end: () => Promise<void>,
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

  /** @param url redis://, rediss:// */
  static async redis(url: string): Promise<QueueEngine> {
    setDefaultBackendFactory(undefined);
    const redis = new Redis(url, { maxRetriesPerRequest: null, lazyConnect: true });
    // BullMQ reports connection errors on its queues; an unheard 'error' would end the process.
    redis.on('error', () => undefined);
    await redis.connect();
    return new QueueEngine('redis', redis, async () => {
      await redis.quit();
    });
  }

  queue(name: QueueName): Queue {
    return new Queue(name, { connection: this.connection });
  }

  worker(name: QueueName, settings: QueueSettings, processor: Processor): Worker {
    return new Worker(name, processor, {
      connection: this.connection,
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
}
