import type { KeyRing } from '../contacts/key-ring.js';
import { newId } from '../database/new-id.js';
import type { WriteSet } from '../database/write-set.js';
import type { MessageNature } from '../messaging/inbound-event.js';
import { slotInText } from '../watch/canary-token.js';
import type { PipelineMessage } from './types.js';

/** A mail of ours calls itself automatic, and lists pass mails on. A report that it did not arrive quotes it: that is no return. */
const RETURNS: ReadonlySet<MessageNature> = new Set(['person', 'auto-reply', 'list']);

/** The slot of our own test message that this one is, come back; undefined for everything else. */
export function canarySlot(
  { channel, event }: Pick<PipelineMessage, 'channel' | 'event'>,
  keys: KeyRing,
): Date | undefined {
  if (event.type !== 'message' || event.form || !RETURNS.has(event.nature)) return undefined;
  return slotInText(keys, channel.id, event.text);
}

/**
 * Ends a test message that came back: no ticket, no answer, no contact. The first to come keeps the time of its receipt,
 * whatever is delivered again. The decision is its evidence for reconciliation.
 */
export function writeCanaryReturn(message: PipelineMessage, slot: Date, now: Date, writes: WriteSet): void {
  writes.insert('decision', {
    id: newId(),
    inbound_id: message.id,
    ticket_id: null,
    step: 'canary',
    outcome: 'returned',
    rule: 'token',
    score: 1,
    runner_up: null,
    version: 'gateway',
    at: now,
  });
  writes.statement('UPDATE canary_trip SET returned_at = ? WHERE channel_id = ? AND slot = ? AND returned_at IS NULL', [
    message.receivedAt,
    message.channel.id,
    slot,
  ]);
  writes.update(
    'inbound_message',
    {
      id: message.id,
      state: 'done',
      outcome: 'canary',
      reason: 'test-message-returned',
      processed_at: now,
      lease_until: null,
    },
    "t.state = 'pending'",
  );
}
