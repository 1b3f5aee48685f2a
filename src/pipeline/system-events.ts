import { v7 as uuidv7 } from 'uuid';
import { WriteSet } from '../database/write-set.js';
import type { PipelineMessage } from './types.js';

const FINISH = `UPDATE inbound_message SET state = 'done', outcome = ?, reason = ?, processed_at = ?, lease_until = NULL
  WHERE id = ? AND state = 'pending'`;

/**
 * Ends what no citizen's words are in: opting out and in, events that we ignore, messages of machines.
 * Nothing of it is answered (promise 11); a provider that wants STOP confirmed does so itself.
 */
export function writeSystemEvent(message: PipelineMessage, now: Date): WriteSet | undefined {
  const { event } = message;
  const writes = new WriteSet();
  if (event.type === 'ignored') {
    writes.statement(FINISH, ['ignored', event.reason, now, message.id]);
    return writes;
  }
  if (event.type === 'message') {
    if (event.nature === 'person') return undefined;
    writes.statement(FINISH, ['ignored', `machine-${event.nature}`, now, message.id]);
    return writes;
  }
  writes.insert('decision', {
    id: uuidv7(),
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
  writes.statement(FINISH, ['command', event.type, now, message.id]);
  return writes;
}
