import { BatchWriter } from '../intake/batch-writer.js';
import type { IncomingWriter } from '../intake/incoming.js';
import { Intake } from '../intake/intake.service.js';
import { openWriterThread } from '../intake/open-writer-thread.js';
import type { Clock } from '../observability/clock.js';
import type { Core } from './core.js';

/** Rows of one INSERT of the intake. */
const INTAKE_BATCH = 200;

/** @param threads whether it writes in a thread of its own; close it after use */
export function openIntake(core: Core, clock: Clock, threads: boolean): Intake {
  const { channels, doorbell, logger } = core;
  return new Intake(openWriter(core, threads), channels, doorbell, { clock, logger }, INTAKE_BATCH);
}

function openWriter(
  { database, databaseUrl, vault, settings, configuration, logger }: Core,
  thread: boolean,
): IncomingWriter {
  const { ringAfterSeconds } = configuration.gateway.queue;
  return thread
    ? openWriterThread({ databaseUrl, keysFile: settings.keysFile, ringAfterSeconds }, logger)
    : new BatchWriter(database, vault, ringAfterSeconds);
}
