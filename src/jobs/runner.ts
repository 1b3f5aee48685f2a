import type { Worker } from 'bullmq';
import { CodedError, errorCode } from '../messaging/errors.js';
import type { Logger } from '../observability/logger.js';
import { QUEUE_NAMES, QUEUES, type JobMap, type JobName } from './job-map.js';
import type { QueueEngine } from './queue-engine.js';

export type JobHandlers = { [N in JobName]: (payload: JobMap[N]) => Promise<void> };

/** Milliseconds that jobs in hand get to finish before shutdown goes on without them. */
const DRAIN_MS = 15_000;

/** Runs the jobs of every queue in this process. */
export class JobRunner {
  private readonly workers: Worker[] = [];
  private stopping = false;

  constructor(
    private readonly engine: QueueEngine,
    private readonly logger: Logger,
  ) {}

  /** @throws CodedError `job-without-handler`: a worker that can't do a job must not start. */
  async start(handlers: JobHandlers): Promise<void> {
    for (const name of QUEUE_NAMES) {
      const settings = QUEUES[name];
      const handler = handlers[settings.job] as ((payload: JobMap[JobName]) => Promise<void>) | undefined;
      if (!handler) throw new CodedError('job-without-handler', `queue ${name}: no handler for ${settings.job}`, false);
      const worker = this.engine.worker(name, settings, async (job) => {
        try {
          await handler(job.data as JobMap[JobName]);
        } catch (error) {
          // A job's error is stored by the queue: only codes may leave (promise 10).
          throw error instanceof CodedError ? error : new CodedError(errorCode(error), `${settings.job} failed`, true);
        }
      });
      worker.on('error', (error) => {
        // Connections that end because we end them are no news.
        if (!this.stopping) this.logger.warn({ queue: name, error: errorCode(error) }, 'worker connection');
      });
      worker.on('failed', (_job, error) => this.logger.error({ queue: name, error: errorCode(error) }, 'job failed'));
      this.workers.push(worker);
    }
    await Promise.all(this.workers.map((worker) => worker.waitUntilReady()));
    for (const worker of this.workers)
      void worker.run().catch((error: unknown) => this.logger.error({ error: errorCode(error) }, 'worker ended'));
  }

  /** Takes no more jobs and waits for those in hand, up to a deadline. */
  async stop(): Promise<void> {
    this.stopping = true;
    const closing = Promise.all(this.workers.map((worker) => worker.close()));
    let timer: NodeJS.Timeout | undefined;
    const deadline = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, DRAIN_MS);
    });
    await Promise.race([closing, deadline]);
    clearTimeout(timer);
    this.workers.length = 0;
  }
}
