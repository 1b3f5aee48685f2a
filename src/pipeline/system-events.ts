import { newId } from '../database/new-id.js';
import type { InboundOutcome } from '../intake/inbound-message.entity.js';
import type { OptEvent } from '../messaging/inbound-event.js';
import { queueOutbound } from '../outbox/outbox.writes.js';
import { canarySlot, writeCanaryReturn } from './canary-return.js';
import type { WriterParts, Written } from './ending-writer.types.js';
import { mayAnswer } from './may-answer.js';
import type { Known, PipelineMessage } from './types.js';

export interface SystemEventInput {
  message: PipelineMessage;
  known: Known;
  now: Date;
}

/**
 * Ends what no citizen's words are in: opting out and in, events that we ignore, messages of machines, test messages of ours. Of it only
 * STOP and START are answered, once, where the provider does not do so itself (promise 11).
 */
export function writeSystemEvent(input: SystemEventInput, result: Written, parts: WriterParts): void {
  const { message, now } = input;
  const { writes } = result;
  const { event } = message;
  const slot = canarySlot(message, parts.keys);
  if (slot) return writeCanaryReturn(message, slot, now, writes);
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
  confirm(event, input, result, parts);
  finish('command', event.type);
}

/** What changed nothing needs no answer, and no machine gets one: a short code or a name is nobody's telephone. */
function confirm(
  event: OptEvent,
  { message, known, now }: SystemEventInput,
  result: Written,
  parts: WriterParts,
): void {
  const { channel } = message;
  const sender = channel.adapter?.sender;
  const changes = known.optedOut !== (event.type === 'opt-out');
  const machine = event.from.kind === 'phone' && !event.from.value.startsWith('+');
  if (!sender || sender.capabilities.confirmsOptOut === true || !changes || machine) return;
  const tenant = channel.tenant === undefined ? undefined : parts.tenants.bySlug(channel.tenant);
  if (!mayAnswer(known, parts.limits, tenant)) return;
  const id = queueOutbound(result.writes, parts.vault, {
    idempotencyKey: `${event.type}:${message.id}`,
    channel,
    tenant: tenant?.slug ?? null,
    inboundId: message.id,
    purpose: event.type,
    automatic: true,
    to: event.from,
    text: parts.composer.opted(tenant, channel, event.type),
    now,
    ringAfterSeconds: parts.ringAfterSeconds,
  });
  result.rings.push({ queue: `outbox.${channel.kind}`, id });
}
