import type { Transaction } from '../database/transaction.js';
import { CodedError } from '../messaging/errors.js';
import type { Clock } from '../observability/clock.js';
import { budgetOf } from '../pipeline/budget.js';
import type { HolidayCalendar } from '../tenants/holidays.js';
import type { TenantLookup } from '../pipeline/identify/identify.js';
import type { ReportKind, Tenant } from '../tenants/tenant.js';
import { dueAt, workCalendar } from '../tenants/working-time.js';
import type { HeldTicket, Ring, TicketActions, TicketActor } from '../tickets/ticket-actions.js';
import { recordOverruling } from './records.js';
import {
  decideRecategorise,
  decideReroute,
  granted,
  refuse,
  type Classification,
  type Holder,
  type Routing,
} from './rules.js';

/** A ticket's time is another one now: its deadlines are reckoned anew, in the same transaction. */
export interface RelevelListener {
  /** @returns what to ring for after the commit */
  releveled(tx: Transaction, ticket: HeldTicket, now: Date): Promise<readonly Ring[]>;
}

export interface OverrulingParts {
  actions: TicketActions;
  tenants: TenantLookup;
  holidays: HolidayCalendar;
  clock: Clock;
}

/** What was overruled, as whoever did it reads it. */
export interface Overruled<T> {
  number: string;
  eventId: string;
  from: T;
  to: T;
}

/** How tickets that agencies have in hand go to others; they are told in the same transaction. */
export interface Hands {
  /** One agency gets it, and leads; whoever else has it loses it. @returns what to ring for after the commit */
  pass(
    tx: Transaction,
    ticket: HeldTicket,
    to: { agency: string; unit: string | null },
    actor: TicketActor,
  ): Promise<readonly Ring[]>;
  /** Those get it anew, with the note and the time that the office gave them, who had it before; whoever else has it loses it. */
  restore(tx: Transaction, ticket: HeldTicket, had: readonly Holder[], actor: TicketActor): Promise<readonly Ring[]>;
}

const HOLDERS = `
  SELECT agency, unit, lead, state FROM dispatch WHERE ticket_id = $1 AND state IN ('sent', 'accepted', 'responded') ORDER BY lead DESC, agency`;

/** Agencies that have a ticket in hand, the leading one first; callers hold the ticket. */
export async function holdersOf(tx: Transaction, ticketId: string): Promise<Holder[]> {
  return tx.query<Holder & Record<string, unknown>>(HOLDERS, [ticketId]);
}

/** A human says what a ticket is about, or whose it is; the machine's word stays beside it (promise 6). */
export class Overrulings {
  private readonly listeners: RelevelListener[] = [];
  private hands: Hands | undefined;

  constructor(private readonly parts: OverrulingParts) {}

  /** For the composition root. */
  listen(listener: RelevelListener): void {
    this.listeners.push(listener);
  }

  /** For the composition root: how what agencies have goes to others. */
  passBy(hands: Hands): void {
    this.hands = hands;
  }

  /** @throws CodedError `ticket-unknown`, and the refusals of `decideRecategorise` */
  async recategorise(
    number: string,
    wanted: { category?: string; level?: string; kind?: string },
    by: string,
  ): Promise<Overruled<Classification>> {
    return this.parts.actions.transaction((tx) => this.recategoriseWithin(tx, number, wanted, by));
  }

  /** In the caller's transaction. @throws as `recategorise` */
  async recategoriseWithin(
    tx: Transaction,
    number: string,
    wanted: { category?: string; level?: string; kind?: string },
    by: string,
  ): Promise<{ value: Overruled<Classification>; rings: Ring[] }> {
    const ticket = await this.parts.actions.hold(tx, { number });
    const tenant = this.tenantOf(ticket);
    const to = granted(decideRecategorise(tenant, ticket, wanted));
    const actor = { kind: 'operator', by } as const;
    const { category, level, kind } = ticket;
    const from: Classification = { category, level, kind };
    const { eventId, rings } = await this.classify(tx, ticket, to, actor, { type: 'recategorised', data: { from, to } });
    recordOverruling(tx, {
      ticket, eventId, actor,
      step: 'categorise',
      outcome: to.category ?? 'undecided',
      was: from.category,
      corrections: [
        { field: 'category', was: from.category, correct: to.category },
        { field: 'level', was: from.level, correct: to.level },
        { field: 'kind', was: from.kind, correct: to.kind },
      ],
      version: tenant.standard.version,
      now: this.parts.clock.now(),
    });
    return { value: { number: ticket.number, eventId, from, to }, rings };
  } // prettier-ignore

  /**
   * What agencies have in hand is taken back and handed to the new one, all at once.
   * @throws CodedError `ticket-unknown`, and the refusals of `decideReroute` and of a dispatch
   */
  async reroute(number: string, wanted: { agency: string; unit?: string }, by: string): Promise<Overruled<Routing>> {
    return this.parts.actions.transaction((tx) => this.rerouteWithin(tx, number, wanted, by));
  }

  /** In the caller's transaction. @throws as `reroute` */
  async rerouteWithin(
    tx: Transaction,
    number: string,
    wanted: { agency: string; unit?: string },
    by: string,
  ): Promise<{ value: Overruled<Routing>; rings: Ring[] }> {
    const ticket = await this.parts.actions.hold(tx, { number });
    const tenant = this.tenantOf(ticket);
    const to = granted(decideReroute(tenant, ticket, wanted));
    const actor = { kind: 'operator', by } as const;
    const from: Routing = { agency: ticket.agency, unit: ticket.unit };
    const had = await holdersOf(tx, ticket.id);
    const passed = had.length > 0 ? await this.handsOf(ticket).pass(tx, ticket, to, actor) : [];
    const held = had.length > 0 ? await this.parts.actions.hold(tx, { id: ticket.id }) : ticket;
    const data = { from, to, ...(had.length > 0 && { had }) };
    const { eventId, rings } = await this.assign(tx, held, to, actor, { type: 'rerouted', data });
    recordOverruling(tx, {
      ticket, eventId, actor,
      step: 'route',
      outcome: to.agency,
      was: from.agency ?? 'triage',
      corrections: [
        { field: 'agency', was: from.agency, correct: to.agency },
        { field: 'unit', was: from.unit, correct: to.unit },
      ],
      version: tenant.standard.version,
      now: this.parts.clock.now(),
    });
    return { value: { number: ticket.number, eventId, from, to }, rings: [...passed, ...rings] };
  } // prettier-ignore

  /** Gives a held ticket another classification; its time follows. */
  async classify(
    tx: Transaction,
    ticket: HeldTicket,
    to: Classification,
    actor: TicketActor,
    event: { type: 'recategorised' | 'overruling-undone'; data: Record<string, unknown> },
  ): Promise<{ eventId: string; rings: Ring[] }> {
    const { actions, clock } = this.parts;
    const time = this.timeOf(ticket, to);
    const eventId = actions.note(tx, ticket, event.type, actor, {
      data: event.data,
      // What a human has said, a burst that becomes quiet does not say again.
      columns: { category: to.category, level: to.level, kind: to.kind, wake_at: null, ...time },
    });
    const rings: Ring[] = [];
    if (Object.keys(time).length === 0) return { eventId, rings };
    for (const listener of this.listeners) {
      const held = await actions.hold(tx, { id: ticket.id });
      rings.push(...(await listener.releveled(tx, held, clock.now())));
    }
    return { eventId, rings };
  }

  /** Gives a held ticket to another agency, or to none: then it waits for a human. */
  async assign(
    tx: Transaction,
    ticket: HeldTicket,
    to: Routing,
    actor: TicketActor,
    event: { type: 'rerouted' | 'overruling-undone'; data: Record<string, unknown> },
  ): Promise<{ eventId: string; rings: Ring[] }> {
    const { actions } = this.parts;
    const columns = { agency: to.agency, unit: to.unit, wake_at: null };
    const eventId = actions.note(tx, ticket, event.type, actor, { data: event.data, columns });
    const waits = to.agency === null;
    if (ticket.state !== (waits ? 'received' : 'triage')) return { eventId, rings: [] };
    const { rings } = await actions.within(tx, ticket, waits ? 'sort-unrouted' : 'sort', actor, { data: { event: eventId } });
    return { eventId, rings };
  } // prettier-ignore

  /** Takes a rerouting back that took it from agencies. */
  async passBack(
    tx: Transaction,
    ticket: HeldTicket,
    had: readonly Holder[],
    actor: TicketActor,
  ): Promise<HeldTicket & { rings: readonly Ring[] }> {
    const rings = await this.handsOf(ticket).restore(tx, ticket, had, actor);
    return { ...(await this.parts.actions.hold(tx, { id: ticket.id })), rings };
  }

  private handsOf({ number }: HeldTicket): Hands {
    return (
      this.hands ??
      granted(refuse('ticket-with-agency', `${number} is in the hands of agencies: withdraw it there first`))
    );
  }

  /** @throws CodedError `tenant-unknown` */
  tenantOf({ tenant: slug }: Pick<HeldTicket, 'tenant'>): Tenant {
    const tenant = this.parts.tenants.bySlug(slug);
    if (!tenant) throw new CodedError('tenant-unknown', `the configuration has no tenant ${slug}`, false);
    return tenant;
  }

  /**
   * The columns of another budget; none where it stays. In a later round the time runs from the reopening, which the
   * deadlines know.
   */
  private timeOf(ticket: HeldTicket, to: Classification): Record<string, unknown> {
    const tenant = this.tenantOf(ticket);
    const budget = budgetOf(tenant, { kind: to.kind as ReportKind, level: to.level });
    if (budget.amount === ticket.amount && budget.unit === ticket.budgetUnit) return {};
    const calendar = workCalendar(tenant, this.parts.holidays);
    return {
      budget_amount: budget.amount,
      budget_unit: budget.unit,
      standard_version: tenant.standard.version,
      calendar_version: this.parts.holidays.version,
      ...(ticket.round === 0 && { due_at: dueAt(ticket.openedAt, budget, calendar) }),
    };
  }
}
