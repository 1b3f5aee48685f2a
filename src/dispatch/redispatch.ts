import type { Transaction } from '../database/transaction.js';
import { CodedError } from '../messaging/errors.js';
import type { Hands, Holder } from '../overruling/overrulings.js';
import type {
  HeldTicket,
  Ring,
  TicketActions,
  TicketActor,
  TicketChange,
  TicketChangeListener,
} from '../tickets/ticket-actions.js';
import { openDispatches } from './dispatch-ends.js';
import type { Dispatches } from './dispatch.service.js';

/** What agencies had of a ticket until it was merged. */
const TAKEN_BY_MERGE = `
  SELECT agency, unit, lead FROM dispatch WHERE ticket_id = $1 AND state = 'withdrawn' AND ended_at >= (
    SELECT max(at) FROM ticket_event WHERE ticket_id = $1 AND type = 'merged' AND NOT data ? 'along')
  ORDER BY lead DESC, dispatched_at, id`;
/** The configuration has changed since: whoever had it is no longer there. */
const GONE: readonly string[] = ['agency-unknown', 'unit-unknown'];

/** Gives tickets that are with agencies to others, and back. Each agency is told, once, in the same transaction. */
export class Redispatch implements Hands, TicketChangeListener {
  constructor(
    private readonly actions: TicketActions,
    private readonly dispatches: Pick<Dispatches, 'dispatchWithin' | 'withdrawWithin'>,
  ) {}

  /** The new agency first, so that the ticket is never with nobody: its deadlines run on, and nothing counts as handed back. */
  async pass(
    tx: Transaction,
    ticket: HeldTicket,
    to: { agency: string; unit: string | null },
    actor: TicketActor,
  ): Promise<Ring[]> {
    const rings = await this.give(tx, ticket, [{ ...to, lead: true }], actor);
    // Within the agency only the unit changes.
    return ticket.agency === to.agency ? rings : [...rings, ...(await this.leave(tx, ticket.id, [to.agency], actor))];
  }

  async restore(tx: Transaction, ticket: HeldTicket, had: readonly Holder[], actor: TicketActor): Promise<Ring[]> {
    const rings = await this.give(tx, ticket, had, actor);
    const agencies = had.map(({ agency }) => agency);
    return [...rings, ...(await this.leave(tx, ticket.id, agencies, actor))];
  }

  /** A ticket that is no longer merged goes back to those who had it. */
  async changed(tx: Transaction, { action, ticket, actor }: TicketChange): Promise<readonly Ring[]> {
    if (action !== 'unmerge') return [];
    const had = await tx.query<Holder & Record<string, unknown>>(TAKEN_BY_MERGE, [ticket.id]);
    const rings: Ring[] = [];
    for (const holder of had) {
      try {
        rings.push(...(await this.give(tx, ticket, [holder], actor)));
      } catch (error) {
        // The others get it all the same; with nobody left it stays with the office.
        if (!(error instanceof CodedError) || !GONE.includes(error.code)) throw error;
      }
    }
    return rings;
  }

  private async give(tx: Transaction, { id }: HeldTicket, to: readonly Holder[], actor: TicketActor): Promise<Ring[]> {
    const rings: Ring[] = [];
    for (const { agency, unit, lead } of to) {
      const request = { agency, ...(unit !== null && { unit }), lead, actor };
      rings.push(...(await this.dispatches.dispatchWithin(tx, await this.actions.hold(tx, { id }), request)).rings);
    }
    return rings;
  }

  private async leave(tx: Transaction, id: string, but: readonly string[], actor: TicketActor): Promise<Ring[]> {
    const rings: Ring[] = [];
    for (const row of await openDispatches(tx, { id })) {
      if (but.includes(row.agency)) continue;
      rings.push(...(await this.dispatches.withdrawWithin(tx, await this.actions.hold(tx, { id }), row, actor)));
    }
    return rings;
  }
}
