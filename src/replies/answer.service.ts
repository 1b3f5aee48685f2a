import { newId } from '../database/new-id.js';
import { sealedIn } from '../contacts/vault-context.js';
import type { Vault } from '../contacts/vault.js';
import type { Database } from '../database/database.js';
import { WriteSet } from '../database/write-set.js';
import type { Doorbell } from '../jobs/dispatcher.js';
import { parseAddressKey } from '../messaging/address.js';
import { CodedError } from '../messaging/errors.js';
import type { MessageEvent, ReportForm, TaskMethod } from '../messaging/inbound-event.js';
import type { Channel, ChannelRegistry } from '../messaging/ports.js';
import type { Clock } from '../observability/clock.js';
import { queueOutbound } from '../outbox/outbox.writes.js';
import { queueTask, recipientOf } from '../outbox/reply-task.writes.js';
import type { TenantRegistry } from '../tenants/tenant-registry.js';
import type { DurationUnit, Tenant } from '../tenants/tenant.js';
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
  openingMessageId: string;
  addressId: string | null;
  keyId: string | null;
  valueSealed: Buffer | null;
  replyMethod: TaskMethod | null;
  eventKeyId: string | null;
  eventSealed: Buffer | null;
}

const TICKET = `
  SELECT t.id, t.tenant, t.number, t.state, t.agency, t.due_at AS "dueAt", t.budget_amount AS amount, t.budget_unit AS unit,
    t.reply_channel_id AS "replyChannelId", coalesce(latest.id, t.opening_message_id) AS "answeredMessageId",
    a.id AS "addressId", a.key_id AS "keyId", a.value_sealed AS "valueSealed",
    t.opening_message_id AS "openingMessageId", t.reply_method AS "replyMethod",
    opening.key_id AS "eventKeyId", opening.event_sealed AS "eventSealed"
  FROM ticket t LEFT JOIN contact_address a ON a.id = t.reply_address_id
  LEFT JOIN LATERAL (SELECT m.id FROM inbound_message m WHERE m.ticket_id = t.id AND m.channel_id = t.reply_channel_id
    ORDER BY m.id DESC LIMIT 1) latest ON true
  LEFT JOIN inbound_message opening ON t.reply_method IS NOT NULL AND opening.id = t.opening_message_id
  WHERE t.number = $1 FOR UPDATE OF t`;

/** An answer that was given under the same key, and what tells whether it was the same. */
interface EarlierRow {
  id: string;
  digest: string | null;
}

const EARLIER = `
  SELECT o.id, e.data ->> 'digest' AS digest FROM outbound_message o LEFT JOIN ticket_event e ON e.outbound_id = o.id
    AND e.ticket_id = o.ticket_id AND e.type = 'answered' WHERE o.idempotency_key = $1`;

/** Longest answer that an operator may send, in characters; an SMS of it is some ten segments. */
export const MAX_ANSWER_LENGTH = 1_500;

export interface AnswerOptions {
  /** The caller's own name for this answer: given again, with the same text, nothing more is sent. */
  nonce?: string;
  /** Who answers: `cli`, or an account's or key's id. */
  by?: string;
}

export interface Answered {
  outboundId: string;
  channelId: string;
  /** How people carry it; null where the gateway sends or publishes it. */
  task: TaskMethod | null;
  /** It was given before. */
  repeated: boolean;
}

/** An operator's answer: it changes the ticket's state and goes to the citizen on their channel, or does neither. */
export class Answers {
  constructor(private readonly parts: AnswerParts) {}

  /**
   * @throws CodedError `ticket-unknown`, `answer-empty`, `answer-too-long`, `transition-refused`, `channel-unknown`,
   *   `nonce-reused`
   */
  async answer(number: string, text: string, options: AnswerOptions = {}): Promise<Answered> {
    const words = checkedWords(text);
    const now = this.parts.clock.now();
    const sent = await this.parts.database.transaction(async (tx) => {
      const [ticket] = await tx.query<TicketRow>(TICKET, [number]);
      if (!ticket) throw new CodedError('ticket-unknown', `there is no ticket ${number}`, false);
      const key = `answer:${ticket.id}:${options.nonce ?? newId()}`;
      const digest = this.digest(ticket.id, words);
      // The ticket's row is locked: of two at once the second one finds the first.
      const [earlier] = options.nonce === undefined ? [] : await tx.query<EarlierRow>(EARLIER, [key]);
      if (earlier) return this.repeated(ticket, earlier, digest);
      const decision = decideTransition(ticket.state, 'answer', 'operator');
      if (!decision.ok) throw new CodedError('transition-refused', decision.reason, false);
      const writes = new WriteSet();
      const { outboundId, channel } = this.queue(writes, ticket, words, key, now);
      addEvent(writes, {
        ticketId: ticket.id,
        type: decision.transition.event,
        actor: 'operator',
        outboundId,
        data: {
          from: ticket.state,
          ...(options.nonce !== undefined && { digest }),
          ...(options.by !== undefined && { by: options.by }),
        },
        at: now,
      });
      writes.update('ticket', { id: ticket.id, state: decision.transition.to, updated_at: now });
      const { statement, values } = writes.compile();
      tx.send(statement, values);
      return { outboundId, channelId: channel.id, kind: channel.kind, task: ticket.replyMethod, repeated: false };
    });
    const { kind, ...answered } = sent;
    if (!answered.task && !answered.repeated) this.parts.doorbell.ring(`outbox.${kind}`, [answered.outboundId]);
    return answered;
  }

  private queue(
    writes: WriteSet,
    ticket: TicketRow,
    words: string,
    idempotencyKey: string,
    now: Date,
  ): { outboundId: string; channel: Channel } {
    const { vault, composer, ringAfterSeconds } = this.parts;
    const { channel, tenant } = this.wayOf(ticket);
    const common = {
      idempotencyKey,
      channel,
      tenant: ticket.tenant,
      ticketId: ticket.id,
      inboundId: ticket.answeredMessageId,
      purpose: 'answer',
      automatic: false,
      words,
      now,
    } as const;
    if (ticket.replyMethod) {
      const recipient = recipientOf(this.formOf(ticket), ticket.replyMethod);
      const task = { ...common, text: words, method: ticket.replyMethod, recipient };
      return { outboundId: queueTask(writes, vault, task), channel };
    }
    const to =
      ticket.valueSealed && ticket.keyId && ticket.addressId
        ? parseAddressKey(vault.openText(ticket.valueSealed, ticket.keyId, sealedIn.contactAddress(ticket.addressId)))
        : null;
    // On the tracking page the answer stands under its ticket and needs no more words.
    const text = to ? composer.answered(tenant, channel, { ...ticket, budget: ticket }, words) : words;
    return { outboundId: queueOutbound(writes, vault, { ...common, to, text, ringAfterSeconds }), channel };
  }

  private wayOf({ replyChannelId, tenant: slug }: TicketRow): { channel: Channel; tenant: Tenant } {
    const channel = this.parts.channels.get(replyChannelId);
    const tenant = this.parts.tenants.bySlug(slug);
    if (channel && tenant) return { channel, tenant };
    throw new CodedError(
      'channel-unknown',
      `the configuration has no channel ${replyChannelId} or no tenant ${slug}`,
      false,
    );
  }

  /** Whom people shall reach is in the message that opened the ticket. */
  private formOf({ openingMessageId, eventKeyId, eventSealed }: TicketRow): ReportForm {
    const json = this.parts.vault.openText(
      eventSealed ?? Buffer.alloc(0),
      eventKeyId ?? '',
      sealedIn.inboundEvent(openingMessageId),
    );
    const { form } = JSON.parse(json) as MessageEvent;
    if (!form) throw new CodedError('reporter-unknown', 'the ticket was opened without a form', false);
    return form;
  }

  private repeated(ticket: TicketRow, earlier: EarlierRow, digest: string): Answered & { kind: Channel['kind'] } {
    if (earlier.digest !== digest)
      throw new CodedError('nonce-reused', 'another answer was given under this key', false);
    const { channel } = this.wayOf(ticket);
    const { id: outboundId } = earlier;
    return { outboundId, channelId: channel.id, kind: channel.kind, task: ticket.replyMethod, repeated: true };
  }

  private digest(ticketId: string, words: string): string {
    return this.parts.vault.answerHash(ticketId, words).toString('base64url');
  }
}

function checkedWords(text: string): string {
  const words = text.replaceAll('\u0000', '').trim();
  if (words === '') throw new CodedError('answer-empty', 'the answer has no text', false);
  if (words.length > MAX_ANSWER_LENGTH) {
    throw new CodedError(
      'answer-too-long',
      `the answer has ${String(words.length)} characters; at most ${String(MAX_ANSWER_LENGTH)} are sent`,
      false,
    );
  }
  return words;
}
