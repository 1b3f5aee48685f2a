import { Worker } from 'node:worker_threads';
import type { Logger } from '../observability/logger.js';
import { WriterThread } from './writer-thread.js';

/** What the thread needs to open its own connection and vault. */
export interface WriterThreadData {
  /** With the password in it: a secret. */
  databaseUrl: string;
  keysFile: string;
  ringAfterSeconds: number;
}

/** Megabytes for what lives shorter than a batch: a larger nursery is cleaned less often. */
const YOUNG_MB = 64;

/** The intake's writer in a thread of the built program. */
export function openWriterThread(data: WriterThreadData, logger: Logger): WriterThread {
  const entry = new URL('./writer-thread.worker.js', import.meta.url);
  return new WriterThread(
    () => new Worker(entry, { workerData: data, resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MB } }),
    logger,
  );
}
