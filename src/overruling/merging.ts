import { sealedIn } from '../contacts/vault-context.js';
import type { Vault } from '../contacts/vault.js';
import type { Transaction } from '../database/transaction.js';
import { CodedError } from '../messaging/errors.js';
import { storedFilesOf } from '../outbox/outbound-files.js';
import type { GivenAnswer, MergedReporters } from '../replies/merged-reporters.js';
import type { HeldTicket, Ring, TicketActions, TicketActor } from '../tickets/ticket-actions.js';
import type { TicketState } from '../tickets/transitions.js';
import { again, changedMeanwhile } from './again.js';
import { holdersOf, type Overrulings } from './overrulings.js';
import { recordOverruling, withdrawOverruling } from './records.js';
import { decideMerge, granted, refuse } from './rules.js';

export interface MergingParts {
  actions: TicketActions;
  overrulings: Overrulings;
  merged: MergedReporters;
  vault: Vault;
  clock: { now(): Date };
}

/** Two tickets that are locked, the leading one first. */
export interface Pair {
  ticket: HeldTicket;
  leader: HeldTicket;
}

export interface Merged {
  number: string;
  /** The ticket that speaks for it: not the one that was named, where that one is merged itself. */
  leader: string;
  eventId: string;
}

const AT_AGENCY: readonly TicketState[] = ['dispatched', 'in-progress', 'responded'];
const URGENCIES: readonly string[] = ['normal', 'high', 'danger'];

const HEADS = 'SELECT id, number, merged_into AS "mergedInto" FROM ticket WHERE number = ANY($1)';
const LAST_ANSWER = `
  SELECT id, key_id AS "keyId", words_sealed AS sealed FROM outbound_message
  WHERE ticket_id = $1 AND purpose = 'answer' AND words_sealed IS NOT NULL ORDER BY created_at DESC, id DESC LIMIT 1`;
const MERGE_EVENT = `
  SELECT e.id, e.data -> 'followers' AS followers, i.data -> 'urgency' AS urgency
  FROM ticket_event e LEFT JOIN ticket_event i ON i.ticket_id = $2 AND i.type = 'merged-in' AND i.data ->> 'event' = e.id::text
  WHERE e.ticket_id = $1 AND e.type = 'merged' AND NOT e.data ? 'along' ORDER BY e.at DESC, e.id DESC LIMIT 1`;
const URGENCY_LEFT = 'SELECT urgency FROM ticket WHERE merged_into = $1 AND id <> $2';
const TURN = `UPDATE ticket SET merged_into = $2, updated_at = $3 WHERE merged_into = $1 AND ($4::uuid[] IS NULL OR id = ANY($4)) RETURNING id`;

interface MergeEvent extends Record<string, unknown> {
  id: string;
  followers: string[] | null;
  urgency: { from: string; to: string } | null;
}

/**
 * Merging lets one ticket speak for several: each keeps its number and its reporter, and each reporter hears what the
 * leading one is answered. Whatever follows a ticket that is merged follows its leader from then on.
 */
export class Merging {
  constructor(private readonly parts: MergingParts) {}

  /** @throws CodedError `ticket-unknown`, `ticket-changed` (try again), and the refusals of `decideMerge` */
  async merge(number: string, into: string, by: string): Promise<Merged> {
    return again(() => this.parts.actions.transaction((tx) => this.mergeNumbered(tx, number, into, by)));
  }

  /** @throws CodedError `ticket-unknown`, `ticket-changed` (try again), `not-merged` */
  async unmerge(number: string, by: string): Promise<Merged> {
    return again(() => this.parts.actions.transaction((tx) => this.unmergeNumbered(tx, number, by)));
  }

  /** In the caller's transaction, which is to be tried again where `ticket-changed` is thrown. @throws as `merge` */
  async mergeNumbered(tx: Transaction, number: string, into: string, by: string): Promise<{ value: Merged; rings: Ring[] }> {
    const actor = { kind: 'operator', by } as const;
    const pair = await this.holdBoth(tx, number, into);
    if (!pair) throw changedMeanwhile();
    const { eventId, rings } = await this.mergeWithin(tx, pair, actor);
    this.record(tx, pair, { eventId, outcome: pair.leader.number, was: null, field: 'same' }, actor);
    return { value: { number: pair.ticket.number, leader: pair.leader.number, eventId }, rings };
  } // prettier-ignore

  /** In the caller's transaction, as `mergeNumbered`. @throws as `unmerge` */
  async unmergeNumbered(tx: Transaction, number: string, by: string): Promise<{ value: Merged; rings: Ring[] }> {
    const actor = { kind: 'operator', by } as const;
    const pair = await this.holdMerged(tx, number);
    if (!pair) throw changedMeanwhile();
    const { eventId, mergeEventId, rings } = await this.unmergeWithin(tx, pair, actor);
    // What was wrong is not learnt from; that it was wrong is.
    if (mergeEventId !== undefined) withdrawOverruling(tx, mergeEventId, this.parts.clock.now());
    this.record(tx, pair, { eventId, outcome: 'by-itself', was: pair.leader.number, field: 'different' }, actor);
    return { value: { number: pair.ticket.number, leader: pair.leader.number, eventId }, rings };
  }

  /** On two tickets that the caller holds. @param data further codes for the timeline */
  async mergeWithin(
    tx: Transaction,
    { ticket, leader }: Pair,
    actor: TicketActor,
    data: Record<string, unknown> = {},
  ): Promise<{ eventId: string; rings: Ring[] }> {
    const { actions, merged, clock } = this.parts;
    granted(decideMerge(ticket, leader));
    const now = clock.now();
    const moved = (await tx.query<{ id: string }>(TURN, [ticket.id, leader.id, now, null])).map(({ id }) => id);
    const into = { into: leader.id, number: leader.number };
    const { change, rings } = await actions.within(tx, ticket, 'merge', actor, {
      data: { ...into, followers: moved, ...data },
      columns: { merged_into: leader.id, wake_at: null },
    });
    for (const id of moved) actions.note(tx, { id }, 'merged', actor, { data: { ...into, along: ticket.id } });
    const raised = URGENCIES.indexOf(ticket.urgency) > URGENCIES.indexOf(leader.urgency);
    const urgency = { from: leader.urgency, to: ticket.urgency };
    actions.note(tx, leader, 'merged-in', actor, {
      data: { ticket: ticket.id, number: ticket.number, event: change.eventId, ...(raised && { urgency }), ...data },
      ...(raised && { columns: { urgency: ticket.urgency } }),
    });
    // Whoever joins after the answer has heard none.
    const late = leader.state === 'answered' && ticket.state !== 'answered';
    const answer = late ? await this.lastAnswer(tx, leader.id) : undefined;
    if (answer) rings.push(...(await merged.tell(tx, leader, answer, actor, [ticket.id, ...moved])));
    return { eventId: change.eventId, rings };
  }

  /** On two tickets that the caller holds. */
  async unmergeWithin(
    tx: Transaction,
    { ticket, leader }: Pair,
    actor: TicketActor,
    data: Record<string, unknown> = {},
  ): Promise<{ eventId: string; mergeEventId?: string; rings: Ring[] }> {
    const { actions, clock } = this.parts;
    const [made] = await tx.query<MergeEvent>(MERGE_EVENT, [ticket.id, leader.id]);
    const stood = { ...ticket, stateBefore: await this.stoodAt(tx, ticket) };
    const { change, rings } = await actions.within(tx, stood, 'unmerge', actor, {
      data: { of: leader.id, number: leader.number, ...data },
      columns: {
        merged_into: null,
        state_before: null,
        // What it was told as the leader's answer was none to what it is about.
        ...(ticket.stateBefore !== 'answered' && { answered_at: null }),
      },
    });
    const along = made?.followers ?? [];
    const back = await tx.query<{ id: string }>(TURN, [leader.id, ticket.id, clock.now(), along]);
    for (const { id } of back)
      actions.note(tx, { id }, 'merged', actor, { data: { into: ticket.id, number: ticket.number, along: ticket.id } });
    const calmed = made?.urgency ? await this.calmed(tx, { ticket, leader }, made.urgency) : undefined;
    actions.note(tx, leader, 'unmerged-from', actor, {
      data: { ticket: ticket.id, number: ticket.number, event: change.eventId, ...data },
      ...(calmed !== undefined && { columns: { urgency: calmed } }),
    });
    return { eventId: change.eventId, ...(made && { mergeEventId: made.id }), rings };
  }

  /** Locks a merged ticket behind the one that speaks for it. @returns undefined where others were quicker */
  async holdMerged(tx: Transaction, number: string): Promise<Pair | undefined> {
    const { actions } = this.parts;
    const [head] = await tx.query<{ mergedInto: string | null }>(HEADS, [[number]]);
    if (!head?.mergedInto) {
      const ticket = await actions.hold(tx, { number });
      return ticket.mergedInto === null ? granted(refuse('not-merged', `${number} is not merged`)) : undefined;
    }
    const leader = await actions.hold(tx, { id: head.mergedInto });
    const ticket = await actions.hold(tx, { number });
    return ticket.mergedInto === leader.id ? { ticket, leader } : undefined;
  }

  /** Locks two tickets in one order, whichever is to lead. @returns undefined where others were quicker */
  async holdBoth(tx: Transaction, number: string, into: string): Promise<Pair | undefined> {
    const { actions } = this.parts;
    const heads = await tx.query<{ id: string; number: string; mergedInto: string | null }>(HEADS, [[number, into]]);
    const own = heads.find((head) => head.number === number);
    const named = heads.find((head) => head.number === into);
    if (!own || !named) throw new CodedError('ticket-unknown', `there is no ticket ${own ? into : number}`, false);
    const leaderId = named.mergedInto ?? named.id;
    const held = new Map<string, HeldTicket>();
    for (const id of [...new Set([own.id, leaderId])].sort()) held.set(id, await actions.hold(tx, { id }));
    const [ticket, leader] = [held.get(own.id), held.get(leaderId)];
    if (!ticket || !leader) return undefined;
    return leader.state === 'merged' && leader.id !== ticket.id ? undefined : { ticket, leader };
  }

  private async lastAnswer(tx: Transaction, ticketId: string): Promise<GivenAnswer | undefined> {
    const { vault } = this.parts;
    const [row] = await tx.query<{ id: string; keyId: string; sealed: Buffer }>(LAST_ANSWER, [ticketId]);
    if (!row) return undefined;
    const words = vault.openText(row.sealed, row.keyId, sealedIn.outboundWords(row.id));
    return { outboundId: row.id, words, attachments: await storedFilesOf(tx, vault, row.id) };
  }

  /** The urgency that the leader had, unless others that it speaks for, or somebody since, say otherwise. */
  private async calmed(
    tx: Transaction,
    { ticket, leader }: Pair,
    { from, to }: { from: string; to: string },
  ): Promise<string | undefined> {
    if (leader.urgency !== to) return undefined;
    const left = await tx.query<{ urgency: string }>(URGENCY_LEFT, [leader.id, ticket.id]);
    const most = Math.max(URGENCIES.indexOf(from), ...left.map(({ urgency }) => URGENCIES.indexOf(urgency)));
    return URGENCIES[most];
  }

  /** What agencies had of it was taken back as it was merged: then it waits at the office. */
  private async stoodAt(tx: Transaction, { id, stateBefore, agency }: HeldTicket): Promise<TicketState | null> {
    if (stateBefore === null || !AT_AGENCY.includes(stateBefore)) return stateBefore;
    if ((await holdersOf(tx, id)).length > 0) return stateBefore;
    return agency === null ? 'triage' : 'received';
  }

  private record(
    tx: Transaction,
    { ticket, leader }: Pair,
    what: { eventId: string; outcome: string; was: string | null; field: 'same' | 'different' },
    actor: TicketActor,
  ): void {
    const { eventId, outcome, was, field } = what;
    recordOverruling(tx, {
      ticket, eventId, outcome, was, actor,
      step: 'dedupe',
      corrections: [{ field, was: null, correct: leader.id }],
      version: this.parts.overrulings.tenantOf(ticket).standard.version,
      now: this.parts.clock.now(),
    });
  } // prettier-ignore
}
