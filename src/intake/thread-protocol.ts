import type { ChannelKind } from '../messaging/inbound-event.js';
import type { Incoming, Written } from './incoming.js';

/**
 * A batch as it goes to the writer's thread: by columns, since the structured clone writes every key of every
 * object, and with all raw bytes in one buffer that changes hands, since of a small Buffer it would copy the
 * whole pool behind it.
 */
export interface PackedBatch {
  ids: string[];
  channelIds: string[];
  kinds: ChannelKind[];
  externalIds: (string | undefined)[];
  eventTypes: string[];
  senders: (string | undefined)[];
  events: (string | undefined)[];
  /** Content types of raw deliveries; undefined where the row has none. */
  rawTypes: (string | undefined)[];
  /** Where each row's bytes end in `rawBytes`; they begin where the last one's end. */
  rawEnds: number[];
  rawBytes: Uint8Array<ArrayBuffer>;
  files: (readonly string[])[];
  /** Milliseconds since 1970. */
  receivedAt: number[];
  failed: (string | undefined)[];
}

/** To the thread. */
export type ToWriter = { batch: number; rows: PackedBatch } | { close: true };
/** From the thread. */
export type FromWriter = { batch: number; written: readonly Written[] };

export function packBatch(rows: readonly Incoming[]): PackedBatch {
  let end = 0;
  const rawEnds = rows.map(({ raw }) => (end += raw?.bytes.length ?? 0));
  const rawBytes = new Uint8Array(end);
  rows.forEach(({ raw }, index) => {
    if (raw) rawBytes.set(raw.bytes, (rawEnds[index] ?? 0) - raw.bytes.length);
  });
  return {
    ids: rows.map(({ id }) => id),
    channelIds: rows.map(({ channelId }) => channelId),
    kinds: rows.map(({ kind }) => kind),
    externalIds: rows.map(({ externalId }) => externalId),
    eventTypes: rows.map(({ eventType }) => eventType),
    senders: rows.map(({ sender }) => sender),
    events: rows.map(({ event }) => event),
    rawTypes: rows.map(({ raw }) => raw?.contentType),
    rawEnds,
    rawBytes,
    files: rows.map(({ files }) => files),
    receivedAt: rows.map(({ receivedAt }) => receivedAt.getTime()),
    failed: rows.map(({ failed }) => failed),
  };
}

export function unpackBatch(packed: PackedBatch): Incoming[] {
  const bytes = Buffer.from(packed.rawBytes.buffer);
  return packed.ids.map((id, index) => {
    const contentType = packed.rawTypes[index];
    return {
      id,
      channelId: at(packed.channelIds, index),
      kind: at(packed.kinds, index),
      externalId: packed.externalIds[index],
      eventType: at(packed.eventTypes, index),
      sender: packed.senders[index],
      event: packed.events[index],
      raw:
        contentType === undefined
          ? undefined
          : { contentType, bytes: bytes.subarray(packed.rawEnds[index - 1] ?? 0, packed.rawEnds[index]) },
      files: at(packed.files, index),
      receivedAt: new Date(at(packed.receivedAt, index)),
      failed: packed.failed[index],
    };
  });
}

/** Columns are as long as `ids`. */
function at<T>(column: readonly T[], index: number): T {
  return column[index] as T;
}
