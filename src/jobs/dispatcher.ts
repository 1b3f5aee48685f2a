import type { Queue } from 'bullmq';
import type { Logger } from '../observability/logger.js';
import { errorCode } from '../messaging/errors.js';
import { QUEUES, type JobMap, type QueueName } from './job-map.js';
import type { QueueEngine } from './queue-engine.js';

/** Rings for rows that may want work. */
export interface Doorbell {
  /** Returns at once. A ring that is lost is made good by the sweeper, so callers neither wait nor fail. */
  ring(queue: QueueName, ids: readonly string[]): void;
}

/** Milliseconds between two jobs of one queue from this process. */
const REST_MS = 50;

/**
 * Coalesces rings: what comes while a job is being added goes into the next one, so that the queue's
 * cost is by batch, not by message.
 */
export class Dispatcher implements Doorbell {
  private readonly queues = new Map<QueueName, Queue>();
  private readonly waiting = new Map<QueueName, string[]>();
  private readonly flushing = new Map<QueueName, Promise<void>>();
  private readonly addedAt = new Map<QueueName, number>();
  private closed = false;

  constructor(
    private readonly engine: QueueEngine,
    private readonly logger: Logger,
  ) {}

  ring(queue: QueueName, ids: readonly string[]): void {
    if (this.closed || ids.length === 0) return;
    const waiting = this.waiting.get(queue);
    if (waiting) waiting.push(...ids);
    else this.waiting.set(queue, [...ids]);
    if (!this.flushing.has(queue)) {
      this.flushing.set(queue, this.flush(queue));
    }
  }

  /** Adds what is waiting and ends the queues' connections. */
  async close(): Promise<void> {
    this.closed = true;
    await Promise.all(this.flushing.values());
    await Promise.all([...this.queues.values()].map((queue) => queue.close()));
  }

  /** Jobs waiting or delayed, for the metrics. */
  async depth(queue: QueueName): Promise<number> {
    return this.queueOf(queue).getJobCountByTypes('waiting', 'delayed', 'active');
  }

  private async flush(name: QueueName): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
    const settings = QUEUES[name];
    for (;;) {
      await this.restAfter(name);
      const ids = this.waiting.get(name)?.splice(0, settings.batch) ?? [];
      if (ids.length === 0) {
        // In the same turn as the look: a ring between the two would wait for the next one.
        this.flushing.delete(name);
        return;
      }
      this.addedAt.set(name, performance.now());
      const payload: JobMap[typeof settings.job] = { ids };
      try {
        await this.queueOf(name).add(settings.job, payload, {
          attempts: 1,
          removeOnComplete: true,
          removeOnFail: { age: 7 * 86_400 },
        });
      } catch (error) {
        this.logger.warn(
          { queue: name, rows: ids.length, error: errorCode(error) },
          'doorbell lost; the sweeper will ring',
        );
      }
    }
  }

  /** The first ring of a quiet queue goes at once; in a rush each job waits a little for more rows. */
  private async restAfter(name: QueueName): Promise<void> {
    const since = performance.now() - (this.addedAt.get(name) ?? Number.NEGATIVE_INFINITY);
    if (since < REST_MS && !this.closed) await new Promise((resolve) => setTimeout(resolve, REST_MS - since));
  }

  private queueOf(name: QueueName): Queue {
    let queue = this.queues.get(name);
    if (!queue) {
      queue = this.engine.queue(name);
      queue.on('error', (error) => {
        // Connections that end because we end them are no news.
        if (!this.closed) this.logger.warn({ queue: name, error: errorCode(error) }, 'queue connection');
      });
      this.queues.set(name, queue);
    }
    return queue;
  }
}
