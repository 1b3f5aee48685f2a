import type { Transaction } from '../database/transaction.js';
import { CodedError, errorCode } from '../messaging/errors.js';
import type { Clock } from '../observability/clock.js';
import type { HeldTicket, Ring, TicketActions, TicketActor } from '../tickets/ticket-actions.js';
import { decideTransition } from '../tickets/transitions.js';
import { checkedWords } from './answer.service.js';
import { FOLLOWERS } from './merged-reporters.js';
import { isTold, type ArchiveReason, type ToldReason } from './archive-reasons.js';
import type { ReplyComposer } from './reply-composer.js';
import type { ReporterMessages } from './reporter-messages.js';

export interface EndingParts {
  actions: TicketActions;
  reporters: ReporterMessages;
  composer: ReplyComposer;
  clock: Clock;
}

export interface ArchiveOptions {
  reason: ArchiveReason;
  /** What the office adds to the reason, for the reporter. */
  text?: string;
  actor: TicketActor;
}

export interface Archived {
  number: string;
  /** What tells the reporter why; null where nobody is told. */
  outboundId: string | null;
}

/** How the office ends a ticket without an answer, closes it, and opens it again. */
export class OfficeEndings {
  constructor(private readonly parts: EndingParts) {}

  /** In a transaction of its own. @throws as `archiveWithin` */
  async archive(number: string, options: ArchiveOptions): Promise<Archived> {
    return this.parts.actions.transaction((tx) => this.archiveWithin(tx, number, options));
  }

  /**
   * Sets a ticket aside; its reporter hears why, once, unless it is abuse.
   * @throws CodedError `ticket-unknown`, `transition-refused`, `archive-text-unsent`, `answer-empty`, `answer-too-long`,
   *   `channel-unknown`
   */
  async archiveWithin(
    tx: Transaction,
    number: string,
    { reason, text, actor }: ArchiveOptions,
  ): Promise<{ value: Archived; rings: Ring[] }> {
    const { actions } = this.parts;
    const words = text === undefined ? undefined : checkedWords(text);
    if (words !== undefined && !isTold(reason))
      throw new CodedError('archive-text-unsent', `nothing is sent to whoever wrote a ticket that is ${reason}`, false);
    const ticket = await actions.hold(tx, { number });
    // Before anything is queued: a refusal says why, and nothing else.
    const decision = decideTransition(ticket.state, 'archive', actor.kind);
    if (!decision.ok) throw new CodedError('transition-refused', decision.reason, false);
    const told = isTold(reason) ? await this.tell(tx, ticket, reason, words) : { outboundId: null, rings: [] };
    const along = isTold(reason) ? await this.tellFollowers(tx, ticket, reason, words, actor) : [];
    const { rings } = await actions.within(tx, ticket, 'archive', actor, {
      data: { reason },
      columns: { archive_reason: reason },
      ...(told.outboundId !== null && { outboundId: told.outboundId }),
    });
    return {
      value: { number: ticket.number, outboundId: told.outboundId },
      rings: [...told.rings, ...along, ...rings],
    };
  }

  /** An answered ticket whose matter is settled. @throws CodedError `ticket-unknown`, `transition-refused` */
  async close(number: string, actor: TicketActor): Promise<void> {
    await this.alone((tx) => this.closeWithin(tx, number, actor));
  }

  /** A further round: its deadlines begin anew. @throws CodedError `ticket-unknown`, `transition-refused` */
  async reopen(number: string, actor: TicketActor): Promise<void> {
    await this.alone((tx) => this.reopenWithin(tx, number, actor));
  }

  /** @returns what to ring for @throws as `close` */
  async closeWithin(tx: Transaction, number: string, actor: TicketActor): Promise<Ring[]> {
    const { actions } = this.parts;
    return (await actions.within(tx, await actions.hold(tx, { number }), 'close', actor)).rings;
  }

  /** @returns what to ring for @throws as `reopen` */
  async reopenWithin(tx: Transaction, number: string, actor: TicketActor): Promise<Ring[]> {
    const { actions } = this.parts;
    const anew = { columns: { archive_reason: null } };
    return (await actions.within(tx, await actions.hold(tx, { number }), 'reopen', actor, anew)).rings;
  }

  private async alone(work: (tx: Transaction) => Promise<Ring[]>): Promise<void> {
    await this.parts.actions.transaction(async (tx) => ({ value: undefined, rings: await work(tx) }));
  }

  /** Whoever reports what follows it hears it too, by their own way and with their own number. */
  private async tellFollowers(
    tx: Transaction,
    leader: HeldTicket,
    reason: ToldReason,
    words: string | undefined,
    actor: TicketActor,
  ): Promise<Ring[]> {
    const { actions } = this.parts;
    const rings: Ring[] = [];
    for (const { id } of await tx.query<{ id: string }>(FOLLOWERS, [leader.id])) {
      const own = await actions.hold(tx, { id });
      try {
        const told = await this.tell(tx, own, reason, words, `of:${leader.id}:${String(leader.round)}`);
        actions.note(tx, own, 'archived', actor, { data: { reason, leader: leader.id }, outboundId: told.outboundId });
        rings.push(...told.rings);
      } catch (error) {
        // One who can't be reached keeps it from nobody else; an operator sees it in the timeline.
        if (!(error instanceof CodedError) || error.retryable) throw error;
        actions.note(tx, own, 'not-told', actor, { data: { leader: leader.id, code: errorCode(error) } });
      }
    }
    return rings;
  }

  /** Not automatic: a human decided it for this ticket, so no cap holds it back. */
  private async tell(
    tx: Transaction,
    ticket: HeldTicket,
    reason: ToldReason,
    words: string | undefined,
    once = String(ticket.round),
  ): Promise<{ outboundId: string; rings: Ring[] }> {
    const { reporters, composer, clock } = this.parts;
    return reporters.queue(tx, ticket.id, {
      idempotencyKey: `archived:${ticket.id}:${once}`,
      purpose: 'notice',
      automatic: false,
      text: ({ tenant, channel }) => composer.archived(tenant, channel, ticket.number, reason, words),
      now: clock.now(),
    });
  }
}
