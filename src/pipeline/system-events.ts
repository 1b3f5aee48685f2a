import { newId } from '../database/new-id.js';
import type { WriteSet } from '../database/write-set.js';
import type { InboundOutcome } from '../intake/inbound-message.entity.js';
import type { PipelineMessage } from './types.js';

/**
 * Ends what no citizen's words are in: opting out and in, events that we ignore, messages of machines.
 * Nothing of it is answered (promise 11); a provider that wants STOP confirmed does so itself.
 */
export function writeSystemEvent(message: PipelineMessage, now: Date, writes: WriteSet): void {
  const { event } = message;
  const finish = (outcome: InboundOutcome, reason: string): void =>
    writes.update(
      'inbound_message',
      { id: message.id, state: 'done', outcome, reason, processed_at: now, lease_until: null },
      "t.state = 'pending'",
    );
  if (event.type === 'ignored') return finish('ignored', event.reason);
  if (event.type === 'message') return finish('ignored', `machine-${event.nature}`);
  writes.insert('decision', {
    id: newId(),
    inbound_id: message.id,
    ticket_id: null,
    step: 'command',
    outcome: event.type,
    rule: 'channel',
    score: 1,
    runner_up: null,
    version: 'gateway',
    at: now,
  });
  if (event.type === 'opt-out') {
    writes.statement('INSERT INTO opt_out (channel_id, address_hash, at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING', [
      message.channel.id,
      message.senderHash,
      now,
    ]);
  } else {
    writes.statement('DELETE FROM opt_out WHERE channel_id = ? AND address_hash = ?', [
      message.channel.id,
      message.senderHash,
    ]);
  }
  finish('command', event.type);
}
