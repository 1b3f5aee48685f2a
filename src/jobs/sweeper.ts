import { errorCode } from '../messaging/errors.js';
import type { Logger } from '../observability/logger.js';
import type { Doorbell } from './dispatcher.js';
import type { QueueName } from './job-map.js';

/** A table whose rows may wait for work that no doorbell rings for. */
export interface SweepSource {
  readonly name: string;
  /**
   * Finds rows whose `wake_at` has passed and moves it forward in the same statement, so that two
   * sweepers never ring for the same row.
   */
  due(limit: number): Promise<{ queue: QueueName; id: string }[]>;
}

const LIMIT = 1_000;

/**
 * Rings again for what the queue forgot. It runs on a timer in every worker process and not as a queue's
 * scheduled job: it must work above all when the queues have been emptied.
 */
export class Sweeper {
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> | undefined;
  private stopped = false;

  constructor(
    private readonly sources: readonly SweepSource[],
    private readonly doorbell: Doorbell,
    private readonly everyMs: number,
    private readonly logger: Logger,
  ) {}

  start(): void {
    this.running = this.sweep().finally(() => this.schedule());
  }

  async stop(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    await this.running;
  }

  /** One pass over every source. @returns how many rows were rung for */
  async sweep(): Promise<void> {
    for (const source of this.sources) {
      try {
        for (;;) {
          const rows = await source.due(LIMIT);
          const byQueue = new Map<QueueName, string[]>();
          for (const { queue, id } of rows) byQueue.set(queue, [...(byQueue.get(queue) ?? []), id]);
          for (const [queue, ids] of byQueue) this.doorbell.ring(queue, ids);
          if (rows.length < LIMIT) break;
        }
      } catch (error) {
        this.logger.error({ source: source.name, error: errorCode(error) }, 'sweep failed; it is tried again');
      }
    }
  }

  private schedule(): void {
    if (this.stopped) return;
    // Spread over processes, so that they don't all ask at the same moment.
    const jitter = 0.8 + Math.random() * 0.4;
    this.timer = setTimeout(() => this.start(), this.everyMs * jitter);
    this.timer.unref();
  }
}
