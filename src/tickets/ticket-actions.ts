import { WriteSet } from '../database/write-set.js';
import type { Database } from '../database/database.js';
import type { Transaction } from '../database/transaction.js';
import type { Doorbell } from '../jobs/dispatcher.js';
import type { QueueName } from '../jobs/job-map.js';
import { CodedError } from '../messaging/errors.js';
import type { Clock } from '../observability/clock.js';
import type { DurationUnit } from '../tenants/tenant.js';
import { addEvent, type TimelineEvent } from './timeline.js';
import { decideTransition, type Actor, type TicketAction, type TicketState, type Transition } from './transitions.js';

/** A doorbell to be rung after the commit. */
export interface Ring {
  queue: QueueName;
  id: string;
}

/** A ticket's row, locked until the transaction ends. */
export interface HeldTicket {
  id: string;
  tenant: string;
  number: string;
  state: TicketState;
  stateBefore: TicketState | null;
  contactId: string | null;
  kind: string;
  category: string | null;
  level: string;
  urgency: string;
  agency: string | null;
  unit: string | null;
  openedAt: Date;
  dueAt: Date;
  amount: number;
  budgetUnit: DurationUnit;
  round: number;
  bounces: number;
  mergedInto: string | null;
  anonymous: boolean;
  confidential: boolean;
  /** A user's id. */
  assignedTo: string | null;
}

/** Who acts. `by`: `cli`, `gateway`, or an account's, key's or officer's id; never a name. */
export interface TicketActor {
  kind: Actor;
  by?: string;
}

/** A change of state that has been written in the transaction at hand. */
export interface TicketChange {
  readonly eventId: string;
  readonly action: TicketAction;
  readonly transition: Transition;
  /** As it was before. */
  readonly ticket: HeldTicket;
  readonly to: TicketState;
  /** The round that it is in now. */
  readonly round: number;
  readonly actor: TicketActor;
  readonly data: Readonly<Record<string, unknown>>;
  /** The citizen's message that brought it about. */
  readonly inboundId?: string;
  readonly now: Date;
}

/**
 * What else has to happen when a ticket changes: words to the citizen, notices to agencies, deadlines. It happens
 * in the transaction of the change or not at all. It promises no order among listeners; it must not send anything
 * by itself, only queue it.
 */
export interface TicketChangeListener {
  /** @returns what to ring for after the commit */
  changed(tx: Transaction, change: TicketChange): Promise<readonly Ring[]>;
}

export interface ActionOptions {
  /** Codes and ids for the timeline, never people's words. */
  data?: Record<string, unknown>;
  inboundId?: string;
  outboundId?: string;
  /** Further columns of the ticket that change with it, in snake_case. */
  columns?: Readonly<Record<string, unknown>>;
}

const HOLD = `
  SELECT id, tenant, number, state, state_before AS "stateBefore", contact_id AS "contactId", kind, category, level, urgency,
    agency, unit, opened_at AS "openedAt", due_at AS "dueAt", budget_amount AS amount, budget_unit AS "budgetUnit", round,
    bounces, merged_into AS "mergedInto", anonymous, confidential, assigned_to AS "assignedTo"
  FROM ticket`;

/** Actions that begin another round: deadlines and the citizen's word start anew. */
const ROUNDS: ReadonlySet<TicketAction> = new Set(['not-fixed', 'reopen']);
/** Actions that are taken back to where the ticket was. */
const PAUSES: ReadonlySet<TicketAction> = new Set(['ask', 'merge']);

export interface ActionParts {
  database: Database;
  doorbell: Doorbell;
  clock: Clock;
}

/** Changes tickets by the table of transitions: row, timeline and what listens, together or not at all. */
export class TicketActions {
  private readonly listeners: TicketChangeListener[] = [];

  constructor(private readonly parts: ActionParts) {}

  /** For the composition root. */
  listen(listener: TicketChangeListener): void {
    this.listeners.push(listener);
  }

  /** Locks a ticket for the rest of the transaction. @throws CodedError `ticket-unknown` */
  async hold(tx: Transaction, ref: { number: string } | { id: string }): Promise<HeldTicket> {
    const [ticket] =
      'id' in ref
        ? await tx.query<HeldTicket & Record<string, unknown>>(`${HOLD} WHERE id = $1 FOR UPDATE`, [ref.id])
        : await tx.query<HeldTicket & Record<string, unknown>>(`${HOLD} WHERE number = $1 FOR UPDATE`, [ref.number]);
    if (!ticket) {
      const name = 'id' in ref ? ref.id : ref.number;
      throw new CodedError('ticket-unknown', `there is no ticket ${name}`, false);
    }
    return ticket;
  }

  /**
   * In the caller's transaction, on a ticket that it holds.
   * @returns the change, and what to ring for after the commit
   * @throws CodedError `transition-refused` with the reason
   */
  async within(
    tx: Transaction,
    ticket: HeldTicket,
    action: TicketAction,
    actor: TicketActor,
    options: ActionOptions = {},
  ): Promise<{ change: TicketChange; rings: Ring[] }> {
    const decision = decideTransition(ticket.state, action, actor.kind, ticket.stateBefore);
    if (!decision.ok) throw new CodedError('transition-refused', decision.reason, false);
    const now = this.parts.clock.now();
    const round = ticket.round + (ROUNDS.has(action) ? 1 : 0);
    const data = { from: ticket.state, ...options.data, ...(actor.by !== undefined && { by: actor.by }) };
    const writes = new WriteSet();
    writes.update('ticket', {
      id: ticket.id,
      state: decision.to,
      // One that is merged while it waits for its citizen waits no longer, should it ever come back.
      ...(PAUSES.has(action) && {
        state_before: ticket.state === 'awaiting-citizen' ? ticket.stateBefore : ticket.state,
      }),
      ...(decision.to === 'answered' && { answered_at: now }),
      ...((decision.to === 'closed' || decision.to === 'archived') && { closed_at: now }),
      ...(ROUNDS.has(action) && { round, closed_at: null }),
      ...options.columns,
      updated_at: now,
    });
    const origin = options.inboundId === undefined ? {} : { inboundId: options.inboundId };
    const eventId = addEvent(writes, {
      ticketId: ticket.id,
      type: decision.transition.event,
      actor: actor.kind,
      ...origin,
      ...(options.outboundId !== undefined && { outboundId: options.outboundId }),
      data,
      at: now,
    });
    send(tx, writes);
    const { transition, to } = decision;
    const change: TicketChange = { eventId, action, transition, ticket, to, round, actor, data, ...origin, now };
    const rings: Ring[] = [];
    for (const listener of this.listeners) rings.push(...(await listener.changed(tx, change)));
    return { change, rings };
  }

  /** In a transaction of its own. */
  async apply(
    ref: { number: string } | { id: string },
    action: TicketAction,
    actor: TicketActor,
    options: ActionOptions = {},
  ): Promise<TicketChange> {
    return this.transaction(async (tx) => {
      const { change, rings } = await this.within(tx, await this.hold(tx, ref), action, actor, options);
      return { value: change, rings };
    });
  }

  /** Runs `work` in one transaction and rings for what it queued once that is committed. */
  async transaction<T>(work: (tx: Transaction) => Promise<{ value: T; rings: readonly Ring[] }>): Promise<T> {
    const { value, rings } = await this.parts.database.transaction(work);
    ringAll(this.parts.doorbell, rings);
    return value;
  }

  /** Notes what is no change of state, on a ticket that the caller holds. */
  note(
    tx: Transaction,
    ticket: Pick<HeldTicket, 'id'>,
    type: TimelineEvent,
    actor: TicketActor,
    { data = {}, columns, inboundId, outboundId }: ActionOptions = {},
  ): string {
    const now = this.parts.clock.now();
    const writes = new WriteSet();
    if (columns) writes.update('ticket', { id: ticket.id, ...columns, updated_at: now });
    const eventId = addEvent(writes, {
      ticketId: ticket.id,
      type,
      actor: actor.kind,
      ...(inboundId !== undefined && { inboundId }),
      ...(outboundId !== undefined && { outboundId }),
      data: { ...data, ...(actor.by !== undefined && { by: actor.by }) },
      at: now,
    });
    send(tx, writes);
    return eventId;
  }
}

/** Sends collected rows as one statement. */
export function send(tx: Transaction, writes: WriteSet): void {
  const { statement, values } = writes.compile();
  tx.send(statement, values);
}

/** Rings once a queue for all that was queued. */
export function ringAll(doorbell: Doorbell, rings: readonly Ring[]): void {
  for (const queue of new Set(rings.map((ring) => ring.queue))) {
    doorbell.ring(
      queue,
      rings.filter((ring) => ring.queue === queue).map(({ id }) => id),
    );
  }
}
