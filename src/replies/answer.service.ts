import { newId } from '../database/new-id.js';
import { sealedIn } from '../contacts/vault-context.js';
import type { Vault } from '../contacts/vault.js';
import type { Database } from '../database/database.js';
import { WriteSet } from '../database/write-set.js';
import type { Doorbell } from '../jobs/dispatcher.js';
import { parseAddressKey } from '../messaging/address.js';
import { CodedError } from '../messaging/errors.js';
import type { ChannelRegistry } from '../messaging/ports.js';
import type { Clock } from '../observability/clock.js';
import { queueOutbound } from '../outbox/outbox.writes.js';
import type { TenantRegistry } from '../tenants/tenant-registry.js';
import type { DurationUnit } from '../tenants/tenant.js';
import { addEvent } from '../tickets/timeline.js';
import { decideTransition, type TicketState } from '../tickets/transitions.js';
import type { ReplyComposer } from './reply-composer.js';

export interface AnswerParts {
  database: Database;
  vault: Vault;
  channels: ChannelRegistry;
  tenants: TenantRegistry;
  composer: ReplyComposer;
  doorbell: Doorbell;
  clock: Clock;
  ringAfterSeconds: number;
}

interface TicketRow {
  id: string;
  tenant: string;
  number: string;
  state: TicketState;
  agency: string | null;
  dueAt: Date;
  amount: number;
  unit: DurationUnit;
  replyChannelId: string;
  /** The citizen's last message on the channel that the answer takes. */
  answeredMessageId: string;
  addressId: string | null;
  keyId: string | null;
  valueSealed: Buffer | null;
}

const TICKET = `
  SELECT t.id, t.tenant, t.number, t.state, t.agency, t.due_at AS "dueAt", t.budget_amount AS amount, t.budget_unit AS unit,
    t.reply_channel_id AS "replyChannelId", coalesce(latest.id, t.opening_message_id) AS "answeredMessageId",
    a.id AS "addressId", a.key_id AS "keyId", a.value_sealed AS "valueSealed"
  FROM ticket t LEFT JOIN contact_address a ON a.id = t.reply_address_id
  LEFT JOIN LATERAL (SELECT m.id FROM inbound_message m WHERE m.ticket_id = t.id AND m.channel_id = t.reply_channel_id
    ORDER BY m.id DESC LIMIT 1) latest ON true
  WHERE t.number = $1 FOR UPDATE OF t`;

/** Longest answer that an operator may send, in characters; an SMS of it is some ten segments. */
export const MAX_ANSWER_LENGTH = 1_500;

/** An operator's answer: it changes the ticket's state and goes to the citizen on their channel, or does neither. */
export class Answers {
  constructor(private readonly parts: AnswerParts) {}

  /**
   * @returns the outbound message's id
   * @throws CodedError `ticket-unknown`, `answer-empty`, `answer-too-long`, `transition-refused`, `channel-unknown`
   */
  async answer(number: string, text: string): Promise<{ outboundId: string; channelId: string }> {
    const words = text.replaceAll('\u0000', '').trim();
    if (words === '') throw new CodedError('answer-empty', 'the answer has no text', false);
    if (words.length > MAX_ANSWER_LENGTH) {
      throw new CodedError(
        'answer-too-long',
        `the answer has ${String(words.length)} characters; at most ${String(MAX_ANSWER_LENGTH)} are sent`,
        false,
      );
    }
    const { database, vault, channels, tenants, composer, clock, doorbell } = this.parts;
    const now = clock.now();
    const sent = await database.transaction(async (tx) => {
      const [ticket] = await tx.query<TicketRow>(TICKET, [number]);
      if (!ticket) throw new CodedError('ticket-unknown', `there is no ticket ${number}`, false);
      const decision = decideTransition(ticket.state, 'answer', 'operator');
      if (!decision.ok) throw new CodedError('transition-refused', decision.reason, false);
      const channel = channels.get(ticket.replyChannelId);
      const tenant = tenants.bySlug(ticket.tenant);
      if (!channel || !tenant)
        throw new CodedError(
          'channel-unknown',
          `the configuration has no channel ${ticket.replyChannelId} or no tenant ${ticket.tenant}`,
          false,
        );
      const to =
        ticket.valueSealed && ticket.keyId && ticket.addressId
          ? parseAddressKey(vault.openText(ticket.valueSealed, ticket.keyId, sealedIn.contactAddress(ticket.addressId)))
          : null;
      const writes = new WriteSet();
      const outboundId = queueOutbound(writes, vault, {
        idempotencyKey: `answer:${newId()}`,
        channel,
        tenant: ticket.tenant,
        ticketId: ticket.id,
        inboundId: ticket.answeredMessageId,
        purpose: 'answer',
        automatic: false,
        to,
        // On the tracking page the answer stands under its ticket and needs no more words.
        text: to ? composer.answered(tenant, channel, { ...ticket, budget: ticket }, words) : words,
        now,
        ringAfterSeconds: this.parts.ringAfterSeconds,
      });
      addEvent(writes, {
        ticketId: ticket.id,
        type: decision.transition.event,
        actor: 'operator',
        outboundId,
        data: { from: ticket.state },
        at: now,
      });
      writes.update('ticket', { id: ticket.id, state: decision.transition.to, updated_at: now });
      const { statement, values } = writes.compile();
      tx.send(statement, values);
      return { outboundId, channelId: channel.id, kind: channel.kind };
    });
    doorbell.ring(`outbox.${sent.kind}`, [sent.outboundId]);
    return { outboundId: sent.outboundId, channelId: sent.channelId };
  }
}
