import { newId } from '../database/new-id.js';
import type { Vault } from '../contacts/vault.js';
import type { Transaction } from '../database/transaction.js';
import { CodedError } from '../messaging/errors.js';
import type { TaskMethod } from '../messaging/inbound-event.js';
import type { Clock } from '../observability/clock.js';
import type { HeldTicket, Ring, TicketActions, TicketActor } from '../tickets/ticket-actions.js';
import type { StoredFile } from '../outbox/outbound-files.js';
import { decideTransition } from '../tickets/transitions.js';
import type { ReplyComposer } from './reply-composer.js';
import { MergedReporters } from './merged-reporters.js';
import type { ReporterMessages } from './reporter-messages.js';

export interface AnswerParts {
  vault: Vault;
  composer: ReplyComposer;
  clock: Clock;
  actions: TicketActions;
  reporters: ReporterMessages;
}

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
  /** Files of the office, kept already (`OfficeFiles`). */
  attachments?: readonly StoredFile[];
}

export interface Answered {
  outboundId: string;
  channelId: string;
  /** How people carry it; null where the gateway sends or publishes it. */
  task: TaskMethod | null;
  /** It was given before. */
  repeated: boolean;
}

/** An answer: it changes the ticket's state and goes to the citizen on their channel, or does neither. */
export class Answers {
  private readonly merged: MergedReporters;

  constructor(private readonly parts: AnswerParts) {
    this.merged = new MergedReporters({ ...parts, relays: parts.reporters.relays });
  }

  /**
   * An operator's.
   * @throws CodedError `ticket-unknown`, `answer-empty`, `answer-too-long`, `transition-refused`, `channel-unknown`,
   *   `nonce-reused`
   */
  async answer(number: string, text: string, options: AnswerOptions = {}): Promise<Answered> {
    const { actions } = this.parts;
    const actor = { kind: 'operator', ...(options.by !== undefined && { by: options.by }) } as const;
    return actions.transaction(async (tx) => {
      const ticket = await actions.hold(tx, { number });
      return this.within(tx, ticket, text, actor, options);
    });
  }

  /**
   * In the caller's transaction, on a ticket that it holds. Whoever reports what follows this ticket hears it too, and
   * what other systems know of it becomes a task to copy it there.
   * @param options `nonce` and `attachments`
   */
  async within(
    tx: Transaction,
    ticket: HeldTicket,
    text: string,
    actor: TicketActor,
    { nonce, attachments = [] }: Pick<AnswerOptions, 'nonce' | 'attachments'> = {},
  ): Promise<{ value: Answered; rings: Ring[] }> {
    const { actions, composer, reporters, clock } = this.parts;
    const words = checkedWords(text);
    const key = `answer:${ticket.id}:${nonce ?? newId()}`;
    const digest = this.digest(ticket.id, [words, ...attachments.map(({ sha256 }) => sha256)].join('\n'));
    // The ticket's row is locked: of two at once the second one finds the first.
    const [earlier] = nonce === undefined ? [] : await tx.query<EarlierRow & Record<string, unknown>>(EARLIER, [key]);
    if (earlier) return { value: await this.repeated(tx, ticket, earlier, digest), rings: [] };
    // Before anything is queued: a refusal says why, and nothing else.
    const decision = decideTransition(ticket.state, 'answer', actor.kind);
    if (ticket.mergedInto !== null) throw await speaksFor(tx, ticket.number, ticket.mergedInto);
    if (!decision.ok) throw new CodedError('transition-refused', decision.reason, false);
    const facts = { ...ticket, budget: { amount: ticket.amount, unit: ticket.budgetUnit } };
    const queued = await reporters.queue(tx, ticket.id, {
      idempotencyKey: key,
      purpose: 'answer',
      automatic: false,
      words,
      attachments,
      text: ({ tenant, channel }) => composer.answered(tenant, channel, facts, words),
      now: clock.now(),
    });
    const { outboundId, way } = queued;
    const data = nonce === undefined ? {} : { digest };
    const { rings } = await actions.within(tx, ticket, 'answer', actor, { data, outboundId });
    const told = await this.merged.tell(tx, ticket, { outboundId, words, attachments }, actor);
    await reporters.relays.queue(tx, ticket.id, { outboundId, words, now: clock.now() });
    const value = { outboundId, channelId: way.channel.id, task: way.task, repeated: false };
    return { value, rings: [...queued.rings, ...rings, ...told] };
  }

  private async repeated(tx: Transaction, ticket: HeldTicket, earlier: EarlierRow, digest: string): Promise<Answered> {
    if (earlier.digest !== digest)
      throw new CodedError('nonce-reused', 'another answer was given under this key', false);
    const way = await this.parts.reporters.way(tx, ticket.id);
    return { outboundId: earlier.id, channelId: way.channel.id, task: way.task, repeated: true };
  }

  private digest(ticketId: string, words: string): string {
    return this.parts.vault.answerHash(ticketId, words).toString('base64url');
  }
}

async function speaksFor(tx: Transaction, number: string, leaderId: string): Promise<CodedError> {
  const [leader] = await tx.query<{ number: string }>('SELECT number FROM ticket WHERE id = $1', [leaderId]);
  return new CodedError(
    'transition-refused',
    `${number} is merged into ${leader?.number ?? 'another ticket'}: answer that one, and its reporter hears it too`,
    false,
  );
}

/** @throws CodedError `answer-empty`, `answer-too-long` */
export function checkedWords(text: string): string {
  const words = text.replaceAll('\u0000', '').trim();
  if (words === '') throw new CodedError('answer-empty', 'the text is empty', false);
  if (words.length > MAX_ANSWER_LENGTH) {
    throw new CodedError(
      'answer-too-long',
      `the text has ${String(words.length)} characters; at most ${String(MAX_ANSWER_LENGTH)} are sent`,
      false,
    );
  }
  return words;
}
