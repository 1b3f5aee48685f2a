import type { Transaction } from '../database/transaction.js';
import { CodedError } from '../messaging/errors.js';
import type { Vault } from '../contacts/vault.js';
import { sealedIn } from '../contacts/vault-context.js';
import type { Clock } from '../observability/clock.js';
import type { Hands } from '../overruling/overrulings.js';
import type { Holder } from '../overruling/rules.js';
import type {
  HeldTicket,
  Ring,
  TicketActions,
  TicketActor,
  TicketChange,
  TicketChangeListener,
} from '../tickets/ticket-actions.js';
import { openDispatches } from './dispatch-ends.js';
import type { DispatchRequest } from './dispatch-types.js';
import type { Dispatches } from './dispatch.service.js';

/** What agencies had of a ticket until it was merged. */
const TAKEN_BY_MERGE = `
  SELECT agency, unit, lead FROM dispatch WHERE ticket_id = $1 AND state = 'withdrawn' AND ended_at >= (
    SELECT max(at) FROM ticket_event WHERE ticket_id = $1 AND type = 'merged' AND NOT data ? 'along')
  ORDER BY lead DESC, dispatched_at, id`;
/** What an agency was last given that was taken back from it. */
const TAKEN_BACK = `
  SELECT id, key_id AS "keyId", note_sealed AS "noteSealed", due_at AS "dueAt", due_given AS "dueGiven" FROM dispatch
  WHERE ticket_id = $1 AND agency = $2 AND state = 'withdrawn' ORDER BY ended_at DESC, id DESC LIMIT 1`;
/** The configuration has changed since: whoever had it is no longer there. */
const GONE: readonly string[] = ['agency-unknown', 'unit-unknown'];

interface TakenBack extends Record<string, unknown> {
  id: string;
  keyId: string;
  noteSealed: Buffer | null;
  dueAt: Date | null;
  dueGiven: boolean;
}

export interface RedispatchParts {
  vault: Vault;
  clock: Clock;
  actions: TicketActions;
  dispatches: Pick<Dispatches, 'dispatchWithin' | 'withdrawWithin'>;
}

/** Gives tickets that are with agencies to others, and back. Each agency is told, once, in the same transaction. */
export class Redispatch implements Hands, TicketChangeListener {
  constructor(private readonly parts: RedispatchParts) {}

  /** The new agency first, so that the ticket is never with nobody: its deadlines run on, and nothing counts as handed back. */
  async pass(
    tx: Transaction,
    ticket: HeldTicket,
    to: { agency: string; unit: string | null },
    actor: TicketActor,
  ): Promise<Ring[]> {
    const rings = await this.give(tx, ticket, { ...to, lead: true, actor });
    // Within the agency only the unit changes.
    return ticket.agency === to.agency ? rings : [...rings, ...(await this.leave(tx, ticket.id, [to.agency], actor))];
  }

  async restore(tx: Transaction, ticket: HeldTicket, had: readonly Holder[], actor: TicketActor): Promise<Ring[]> {
    const rings: Ring[] = [];
    for (const holder of had) rings.push(...(await this.giveBack(tx, ticket, holder, actor)));
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
        rings.push(...(await this.giveBack(tx, ticket, holder, actor)));
      } catch (error) {
        // The others get it all the same; with nobody left it stays with the office.
        if (!(error instanceof CodedError) || !GONE.includes(error.code)) throw error;
      }
    }
    return rings;
  }

  private async give(tx: Transaction, { id }: HeldTicket, request: DispatchRequest): Promise<Ring[]> {
    const { actions, dispatches } = this.parts;
    return (await dispatches.dispatchWithin(tx, await actions.hold(tx, { id }), request)).rings;
  }

  /** With the office's words, and the time that it named unless that is over: then the standard's counts from now. */
  private async giveBack(tx: Transaction, ticket: HeldTicket, holder: Holder, actor: TicketActor): Promise<Ring[]> {
    const { vault, clock } = this.parts;
    const { agency, unit, lead } = holder;
    const [had] = await tx.query<TakenBack>(TAKEN_BACK, [ticket.id, agency]);
    const note = had?.noteSealed && vault.openText(had.noteSealed, had.keyId, sealedIn.dispatchNote(had.id));
    const dueAt = had?.dueGiven === true && had.dueAt && had.dueAt > clock.now() ? had.dueAt : null;
    return this.give(tx, ticket, { agency, unit, lead, actor, ...(note && { note }), ...(dueAt && { dueAt }) });
  }

  private async leave(tx: Transaction, id: string, but: readonly string[], actor: TicketActor): Promise<Ring[]> {
    const { actions, dispatches } = this.parts;
    const rings: Ring[] = [];
    for (const row of await openDispatches(tx, { id })) {
      if (but.includes(row.agency)) continue;
      rings.push(...(await dispatches.withdrawWithin(tx, await actions.hold(tx, { id }), row, actor)));
    }
    return rings;
  }
}
