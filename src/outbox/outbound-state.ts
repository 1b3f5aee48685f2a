import type { ReceiptState } from '../messaging/inbound-event.js';

/**
 * `queued → sending → sent → delivered → read`, or `failed`, or `unknown` (may or may not have left), or `waiting`:
 * the citizen's window is closed, and the text goes out when they write (queued again then). What people
 * carry is a `task` until it is `delivered` or given up (`failed`); no worker takes it.
 */
export type OutboundState =
  'queued' | 'sending' | 'waiting' | 'sent' | 'delivered' | 'read' | 'failed' | 'unknown' | 'task';

/**
 * What a receipt may overwrite: states only advance. A delivered message has not failed, whichever of the two
 * was said first: so receipts lead to the same state in any order.
 */
const OVERWRITES: Record<ReceiptState, readonly OutboundState[]> = {
  sent: ['sending', 'unknown'],
  delivered: ['sending', 'unknown', 'sent', 'failed'],
  read: ['sending', 'unknown', 'sent', 'failed', 'delivered'],
  failed: ['sending', 'unknown', 'sent'],
};

/** The state after a provider's receipt. Pure: receipts may come in any order and more than once. */
export function advance(current: OutboundState, receipt: ReceiptState): OutboundState {
  return OVERWRITES[receipt].includes(current) ? receipt : current;
}

/** The states that a receipt may overwrite. */
export function overwrites(receipt: ReceiptState): readonly OutboundState[] {
  return OVERWRITES[receipt];
}
