import type { Transaction } from '../database/transaction.js';
import { CodedError } from '../messaging/errors.js';
import type { HeldTicket, Ring, TicketActions } from '../tickets/ticket-actions.js';
import { again, changedMeanwhile } from './again.js';
import type { Merging, Pair } from './merging.js';
import { holdersOf, type Overrulings } from './overrulings.js';
import { withdrawOverruling } from './records.js';
import {
  granted,
  mergedAway,
  notToReroute,
  passedOn,
  refuse,
  type Classification,
  type Holder,
  type Routing,
  type Verdict,
} from './rules.js';
import type { Splitting } from './splitting.js';

export interface UndoingParts {
  actions: TicketActions;
  overrulings: Overrulings;
  merging: Merging;
  splitting: Splitting;
  clock: { now(): Date };
}

/** What was taken back. */
export interface Undone {
  number: string;
  /** The timeline's event that no longer holds, and what kind it was. */
  eventId: string;
  what: OverrulingKind;
  /** The other ticket's number, where there is one. */
  other: string | null;
  from: unknown;
  to: unknown;
}

type OverrulingKind = 'recategorised' | 'rerouted' | 'merged' | 'merged-in' | 'unmerged' | 'split';

interface Last extends Record<string, unknown> {
  id: string;
  type: OverrulingKind;
  data: Record<string, unknown>;
}

/**
 * The last thing that a human overruled and that still holds. What undid something, or came along with another
 * ticket's merging, is none; of a leading ticket, only who still follows it.
 */
const LAST = `
  SELECT e.id, e.type, e.data FROM ticket_event e
  WHERE e.ticket_id = $1 AND e.type IN ('recategorised', 'rerouted', 'merged', 'merged-in', 'unmerged', 'split')
    AND NOT e.data ?| array['undoes', 'along']
    AND NOT EXISTS (SELECT 1 FROM ticket_event u WHERE u.ticket_id = $1 AND u.type = 'overruling-undone' AND u.data ->> 'undoes' = e.id::text)
    AND (e.type <> 'merged-in' OR EXISTS (
      SELECT 1 FROM ticket f WHERE f.id = (e.data ->> 'ticket')::uuid AND f.merged_into = e.ticket_id
        AND e.data ->> 'event' = (SELECT l.id::text FROM ticket_event l WHERE l.ticket_id = f.id AND l.type = 'merged'
          AND NOT l.data ? 'along' ORDER BY l.at DESC, l.id DESC LIMIT 1)))
  ORDER BY e.at DESC, e.id DESC LIMIT 1`;
const HEAD = 'SELECT id FROM ticket WHERE number = $1';
const NUMBER = 'SELECT number FROM ticket WHERE id = $1';
/** An answer that went out since can't be called back. */
const ANSWERED = `SELECT 1 FROM ticket_event WHERE ticket_id = $1 AND type = 'answered' AND id > $2 LIMIT 1`;
const MERGED_IN = `SELECT id FROM ticket_event WHERE ticket_id = $1 AND type = 'merged-in' AND data ->> 'event' = $2`;

type Step = (tx: Transaction) => Promise<{ value: Undone; rings: Ring[] }>;

/** Takes back the last overruling of a ticket, as far as nothing has been built upon it. */
export class Undoing {
  constructor(private readonly parts: UndoingParts) {}

  /** @throws CodedError `ticket-unknown`, `nothing-to-undo`, `changed-since`, `ticket-changed` (try again), and refusals of the rules */
  async undo(number: string, by: string): Promise<Undone> {
    return again(() => this.parts.actions.transaction((tx) => this.undoWithin(tx, number, by)));
  }

  /** In the caller's transaction, which is to be tried again where `ticket-changed` is thrown. @throws as `undo` */
  async undoWithin(tx: Transaction, number: string, by: string): ReturnType<Step> {
    const step = await this.prepare(tx, number, by);
    if (!step) throw changedMeanwhile();
    return step(tx);
  }

  /** Locks what is to be changed, the leading ticket first. @returns undefined where others were quicker */
  private async prepare(tx: Transaction, number: string, by: string): Promise<Step | undefined> {
    const [head] = await tx.query<{ id: string }>(HEAD, [number]);
    if (!head) throw new CodedError('ticket-unknown', `there is no ticket ${number}`, false);
    const seen = await this.last(tx, head.id, number);
    const hold = await this.holder(tx, seen, number);
    if (!hold) return undefined;
    const last = await this.last(tx, head.id, number);
    return last.id === seen.id ? (step) => hold(step, last, by) : undefined;
  }

  private async holder(
    tx: Transaction,
    { type, data }: Last,
    number: string,
  ): Promise<((tx: Transaction, last: Last, by: string) => ReturnType<Step>) | undefined> {
    const { merging, actions } = this.parts;
    if (type === 'merged' || type === 'merged-in') {
      const follower = type === 'merged' ? number : await this.numberOf(tx, String(data['ticket']));
      const pair = await merging.holdMerged(tx, follower);
      return pair && ((step, last, by) => this.merged(step, pair, last, number, by));
    }
    if (type === 'unmerged' || type === 'split') {
      const other = await this.numberOf(tx, String(data['of'] ?? data['ticket']));
      const pair = await (type === 'split' ? merging.holdBoth(tx, other, number) : merging.holdBoth(tx, number, other));
      if (!pair) return undefined;
      return type === 'split'
        ? (step, last, by) => this.split(step, pair, last, by)
        : (step, last, by) => this.unmerged(step, pair, last, by);
    }
    const ticket = await actions.hold(tx, { number });
    return type === 'recategorised'
      ? (step, last, by) => this.recategorised(step, ticket, last, by)
      : (step, last, by) => this.rerouted(step, ticket, last, by);
  }

  private async recategorised(tx: Transaction, ticket: HeldTicket, last: Last, by: string): ReturnType<Step> {
    const { from, to } = last.data as unknown as { from: Classification; to: Classification };
    const { category, level, kind } = ticket;
    granted(mergedAway(ticket) ?? unchanged(ticket, to, { category, level, kind }));
    const event = { type: 'overruling-undone', data: { undoes: last.id, what: last.type, from: to, to: from } } as const;
    const { rings } = await this.parts.overrulings.classify(tx, ticket, from, { kind: 'operator', by }, event);
    return this.done(tx, ticket, last, rings, to, from);
  } // prettier-ignore

  private async rerouted(tx: Transaction, ticket: HeldTicket, last: Last, by: string): ReturnType<Step> {
    const { from, to, had = [] } = last.data as unknown as { from: Routing; to: Routing; had?: Holder[] };
    const { agency, unit } = ticket;
    const { overrulings } = this.parts;
    granted(
      mergedAway(ticket) ??
        notToReroute(ticket) ??
        passedOn(ticket, { from, to }, had, await holdersOf(tx, ticket.id)) ??
        unchanged(ticket, to, { agency, unit }),
    );
    const event = { type: 'overruling-undone', data: { undoes: last.id, what: last.type, from: to, to: from } } as const;
    const actor = { kind: 'operator', by } as const;
    const back = had.length > 0 ? await overrulings.passBack(tx, ticket, had, actor) : { ...ticket, rings: [] };
    const { rings } = await overrulings.assign(tx, back, from, actor, event);
    return this.done(tx, ticket, last, [...back.rings, ...rings], to, from);
  } // prettier-ignore

  /** From the side of either ticket. */
  private async merged(tx: Transaction, pair: Pair, last: Last, number: string, by: string): ReturnType<Step> {
    const { actions, merging } = this.parts;
    const { ticket, leader } = pair;
    const mergeEvent = last.type === 'merged' ? last.id : String(last.data['event']);
    if ((await tx.query(ANSWERED, [ticket.id, mergeEvent])).length > 0)
      granted(refuse('changed-since', `${ticket.number} was told ${leader.number}'s answer since: unmerge it instead`));
    const [joined] = await tx.query<{ id: string }>(MERGED_IN, [leader.id, mergeEvent]);
    const actor = { kind: 'operator', by } as const;
    const { rings } = await merging.unmergeWithin(tx, pair, actor, { undoes: mergeEvent });
    actions.note(tx, ticket, 'overruling-undone', actor, { data: { undoes: mergeEvent, what: 'merged', other: leader.id } });
    if (joined)
      actions.note(tx, leader, 'overruling-undone', actor, { data: { undoes: joined.id, what: 'merged-in', other: ticket.id } });
    const asked = number === ticket.number ? ticket : leader;
    const other = asked === ticket ? leader : ticket;
    const undone = await this.done(tx, asked, { ...last, id: mergeEvent }, rings, other.number, null);
    return { ...undone, value: { ...undone.value, other: other.number } };
  } // prettier-ignore

  private async unmerged(tx: Transaction, pair: Pair, last: Last, by: string): ReturnType<Step> {
    const { actions, merging } = this.parts;
    const actor = { kind: 'operator', by } as const;
    const { ticket, leader } = pair;
    if (leader.id !== last.data['of'])
      granted(refuse('changed-since', `the ticket that ${ticket.number} was merged into follows ${leader.number} now`));
    const { rings } = await merging.mergeWithin(tx, pair, actor);
    actions.note(tx, ticket, 'overruling-undone', actor, { data: { undoes: last.id, what: last.type, other: leader.id } });
    const undone = await this.done(tx, ticket, last, rings, null, leader.number);
    return { ...undone, value: { ...undone.value, other: leader.number } };
  } // prettier-ignore

  private async split(tx: Transaction, pair: Pair, last: Last, by: string): ReturnType<Step> {
    const { ticket, leader } = pair;
    const actor = { kind: 'operator', by } as const;
    const { rings } = await this.parts.splitting.rejoin(tx, pair, last, actor);
    const undone = await this.done(tx, leader, last, rings, ticket.number, null);
    return { ...undone, value: { ...undone.value, other: ticket.number } };
  }

  private async done(
    tx: Transaction,
    { number }: HeldTicket,
    { id, type }: Last,
    rings: Ring[],
    from: unknown,
    to: unknown,
  ): ReturnType<Step> {
    withdrawOverruling(tx, id, this.parts.clock.now());
    return Promise.resolve({ value: { number, eventId: id, what: type, other: null, from, to }, rings });
  }

  private async last(tx: Transaction, ticketId: string, number: string): Promise<Last> {
    const [last] = await tx.query<Last>(LAST, [ticketId]);
    return last ?? granted(refuse('nothing-to-undo', `nothing was overruled on ${number} that still holds`));
  }

  private async numberOf(tx: Transaction, id: string): Promise<string> {
    const [row] = await tx.query<{ number: string }>(NUMBER, [id]);
    return row?.number ?? '';
  }
}

/** What stands in the ticket must be what the overruling made of it: else somebody decided anew since. */
function unchanged<T extends object>({ number }: HeldTicket, made: T, is: T): Verdict<never> | null {
  const same = (Object.keys(is) as (keyof T)[]).every((key) => is[key] === made[key]);
  return same ? null : refuse('changed-since', `${number} was changed since: what was overruled no longer stands in it`);
} // prettier-ignore
