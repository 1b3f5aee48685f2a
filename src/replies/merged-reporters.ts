import type { Transaction } from '../database/transaction.js';
import type { StoredFile } from '../outbox/outbound-files.js';
import { CodedError, errorCode } from '../messaging/errors.js';
import type { Clock } from '../observability/clock.js';
import type { HeldTicket, Ring, TicketActions, TicketActor } from '../tickets/ticket-actions.js';
import type { Relays } from './relays.js';
import type { ReplyComposer } from './reply-composer.js';
import type { ReporterMessages } from './reporter-messages.js';

export interface MergedParts {
  actions: TicketActions;
  composer: ReplyComposer;
  reporters: ReporterMessages;
  relays: Relays;
  clock: Clock;
}

/** An answer that a ticket's reporter got. */
export interface GivenAnswer {
  outboundId: string;
  /** What a human wrote. */
  words: string;
  /** Files of the office, kept already. */
  attachments?: readonly StoredFile[];
}

/** Oldest first; locked behind the leading ticket, which callers hold. */
export const FOLLOWERS = 'SELECT id FROM ticket WHERE merged_into = $1 ORDER BY id FOR UPDATE';
const TOLD = 'SELECT 1 FROM outbound_message WHERE idempotency_key = $1';

/**
 * Tells the reporters of merged tickets what the leading one was answered: each by their own way, with their own
 * number, and nothing of anybody else. What a cluster of tickets is told goes the same way.
 */
export class MergedReporters {
  constructor(private readonly parts: MergedParts) {}

  /** Tickets that a held one speaks for. */
  async followers(tx: Transaction, leaderId: string): Promise<string[]> {
    return (await tx.query<{ id: string }>(FOLLOWERS, [leaderId])).map(({ id }) => id);
  }

  /**
   * In the answer's transaction. One answer is told to a ticket's reporter once, whenever it was merged.
   * @param leader held by the caller
   * @returns what to ring for after the commit
   */
  async tell(
    tx: Transaction,
    leader: HeldTicket,
    answer: GivenAnswer,
    actor: TicketActor,
    followers?: readonly string[],
  ): Promise<Ring[]> {
    const rings: Ring[] = [];
    for (const id of followers ?? (await this.followers(tx, leader.id))) {
      const key = `answer:${id}:of:${answer.outboundId}`;
      if ((await tx.query(TOLD, [key])).length > 0) continue;
      rings.push(...(await this.tellOne(tx, leader, id, answer, actor, key)));
    }
    return rings;
  }

  private async tellOne(
    tx: Transaction,
    leader: HeldTicket,
    id: string,
    { words, attachments = [] }: GivenAnswer,
    actor: TicketActor,
    idempotencyKey: string,
  ): Promise<Ring[]> {
    const { actions, composer, reporters, relays, clock } = this.parts;
    const now = clock.now();
    const own = await actions.hold(tx, { id });
    const facts = { ...own, agency: leader.agency, budget: { amount: own.amount, unit: own.budgetUnit } };
    try {
      const { outboundId, rings } = await reporters.queue(tx, id, {
        idempotencyKey,
        purpose: 'answer',
        automatic: false,
        words,
        attachments,
        text: ({ tenant, channel }) => composer.answered(tenant, channel, facts, words),
        now,
      });
      const data = { leader: leader.id };
      actions.note(tx, own, 'answered', actor, { outboundId, data, columns: { answered_at: now } });
      await relays.queue(tx, id, { outboundId, words, now });
      return rings;
    } catch (error) {
      // One who can't be reached keeps the answer from nobody else; an operator sees it in the timeline.
      if (!(error instanceof CodedError) || error.retryable) throw error;
      actions.note(tx, own, 'not-told', actor, { data: { leader: leader.id, code: errorCode(error) } });
      return [];
    }
  }
}
