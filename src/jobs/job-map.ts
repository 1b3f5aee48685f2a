import { CHANNEL_KINDS, OUTBOUND_KINDS, type ChannelKind, type OutboundKind } from '../messaging/inbound-event.js';

/**
 * Every job: its name and payload. A job is a doorbell: "these rows may want work". Names of queues and
 * jobs are persisted data; changing one is a migration.
 */
export interface JobMap {
  'process-inbound': { ids: string[] };
  'send-outbound': { ids: string[] };
  'fetch-attachments': { ids: string[] };
  'make-reports': { ids: string[] };
}
export type JobName = keyof JobMap;

export type QueueName = `inbound.${ChannelKind}` | `outbox.${OutboundKind}` | 'maintenance' | 'reports';

export interface QueueSettings {
  job: JobName;
  /** Jobs that one process handles at a time. */
  concurrency: number;
  /** Rows that one job may name. */
  batch: number;
  /** Milliseconds that a job may run before another worker takes it for stalled. */
  lockMs: number;
}

const INBOUND: QueueSettings = { job: 'process-inbound', concurrency: 2, batch: 200, lockMs: 60_000 };
const OUTBOX: QueueSettings = { job: 'send-outbound', concurrency: 2, batch: 200, lockMs: 60_000 };
const MAINTENANCE: QueueSettings = { job: 'fetch-attachments', concurrency: 1, batch: 20, lockMs: 120_000 };

/** What people ask for; a year's register takes minutes, and much of the process. */
const REPORTS: QueueSettings = { job: 'make-reports', concurrency: 1, batch: 1, lockMs: 900_000 };

/** A queue without its whole configuration does not compile. */
export const QUEUES: Readonly<Record<QueueName, Required<QueueSettings>>> = {
  'inbound.sms': INBOUND,
  'inbound.email': INBOUND,
  'inbound.whatsapp': INBOUND,
  'inbound.web': INBOUND,
  'inbound.manual': INBOUND,
  'outbox.sms': OUTBOX,
  'outbox.email': OUTBOX,
  'outbox.whatsapp': OUTBOX,
  'outbox.web': OUTBOX,
  'outbox.manual': OUTBOX,
  'outbox.webhook': OUTBOX,
  maintenance: MAINTENANCE,
  reports: REPORTS,
};

export const QUEUE_NAMES = Object.keys(QUEUES) as QueueName[];

/** Narrowing for kinds read from a row of what came in. */
export function channelKind(kind: string): ChannelKind {
  return oneOf(CHANNEL_KINDS, kind);
}

/** Narrowing for kinds read from a row of what leaves. */
export function outboundKind(kind: string): OutboundKind {
  return oneOf(OUTBOUND_KINDS, kind);
}

function oneOf<T extends string>(kinds: readonly T[], kind: string): T {
  const known = kinds.find((candidate) => candidate === kind);
  if (!known) throw new RangeError(`not a channel kind: ${kind}`);
  return known;
}
