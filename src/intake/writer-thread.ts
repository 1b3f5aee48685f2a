import type { Worker } from 'node:worker_threads';
import type { Logger } from '../observability/logger.js';
import type { Incoming, IncomingWriter, Written } from './incoming.js';
import { packBatch, type FromWriter, type ToWriter } from './thread-protocol.js';

/** Milliseconds that a thread gets to end by itself. */
const CLOSE_MS = 5_000;

interface Waiting {
  rows: readonly Incoming[];
  resolve: (written: readonly Written[]) => void;
}

/**
 * The writer in a thread of its own: sealing and the database's protocol cost as much as reading the
 * webhooks, which then goes on meanwhile. A thread that dies refuses what it had in hand (the providers
 * deliver it again, and what was committed is known then) and is followed by a new one.
 */
export class WriterThread implements IncomingWriter {
  private worker: Worker | undefined;
  private readonly waiting = new Map<number, Waiting>();
  private last = 0;
  private closing = false;

  constructor(
    private readonly start: () => Worker,
    private readonly logger: Logger,
  ) {}

  async write(rows: readonly Incoming[]): Promise<readonly Written[]> {
    const batch = (this.last += 1);
    const packed = packBatch(rows);
    const thread = this.thread();
    return new Promise((resolve) => {
      this.waiting.set(batch, { rows, resolve });
      thread.postMessage({ batch, rows: packed } satisfies ToWriter, [packed.rawBytes.buffer]);
    });
  }

  async close(): Promise<void> {
    const { worker } = this;
    if (!worker) return;
    this.closing = true;
    await new Promise<void>((resolve) => {
      const forced = setTimeout(() => void worker.terminate(), CLOSE_MS);
      worker.once('exit', () => {
        clearTimeout(forced);
        resolve();
      });
      worker.postMessage({ close: true } satisfies ToWriter);
    });
  }

  private thread(): Worker {
    if (this.worker) return this.worker;
    const worker = this.start();
    worker.on('message', ({ batch, written }: FromWriter) => {
      this.waiting.get(batch)?.resolve(written);
      this.waiting.delete(batch);
    });
    // An uncaught error ends the thread; `exit` follows it. Its message may hold what people wrote.
    worker.on('error', () => undefined);
    worker.on('exit', (code) => this.ended(worker, code));
    this.worker = worker;
    return worker;
  }

  private ended(worker: Worker, code: number): void {
    if (this.worker === worker) this.worker = undefined;
    if (!this.closing)
      this.logger.error({ code, batches: this.waiting.size }, 'the intake’s writer thread ended; another one follows');
    for (const { rows, resolve } of this.waiting.values()) resolve(rows.map(() => ({ refused: 'writer-ended' })));
    this.waiting.clear();
  }
}
