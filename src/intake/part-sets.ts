import type { KeptPart } from '../messaging/stores.js';

/** A stored part. */
export interface StoredPart {
  id: string;
  /** From 1. */
  number: number;
  bytes: Buffer;
  /** First time, and last time that this very content came. */
  receivedAt: Date;
  seenAt: Date;
}

/** Which parts are the older message's, and which of those the newer one shares with it. */
export interface SplitSet {
  older: StoredPart[];
  shared: StoredPart[];
}

/**
 * A part has come whose number is taken by another content: the same reference names two messages, and some of
 * the newer one's parts may already lie among the older one's. Parts of a message travel together, so each
 * belongs to the message whose known part it came nearer to in time. One that came with both (both texts
 * begin alike) belongs to both.
 * @param taken the stored part under that number
 * @param now when the other content came
 */
export function splitSet(parts: readonly StoredPart[], taken: StoredPart, now: Date): SplitSet {
  const nearerToNew = (at: Date, old: Date): boolean => apart(now, at) < apart(at, old);
  const older = parts.filter((part) => !nearerToNew(part.receivedAt, taken.receivedAt));
  return { older, shared: older.filter((part) => part !== taken && nearerToNew(part.seenAt, taken.seenAt)) };
}

/** In order, with gaps where a part never came. */
export function inOrder(parts: readonly StoredPart[], total: number): (KeptPart | undefined)[] {
  const placed = Array.from<unknown, KeptPart | undefined>({ length: total }, () => undefined);
  for (const { number, bytes, receivedAt } of parts) placed[number - 1] = { bytes, at: receivedAt };
  return placed;
}

function apart(a: Date, b: Date): number {
  return Math.abs(a.getTime() - b.getTime());
}
