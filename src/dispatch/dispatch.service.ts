import { sealPortable } from '../contacts/portable-seal.js';
import { sealedIn } from '../contacts/vault-context.js';
import type { Transaction } from '../database/transaction.js';
import { WriteSet } from '../database/write-set.js';
import { CodedError } from '../messaging/errors.js';
import { send, type HeldTicket, type Ring, type TicketActor } from '../tickets/ticket-actions.js';
import { checkedWords, dispatchPlace, responseDue } from './dispatch-input.js';
import { followEnd, openDispatches, refuseEnded } from './dispatch-ends.js';
import type { DispatchState } from './dispatch.entity.js';
import { addsToOthers, resumesFirst } from './dispatch-rules.js';
import { addDispatch, takeBack, tellFollowers } from './dispatch-records.js';
import type { DispatchParts, DispatchRequest, Dispatched, ReturnRequest } from './dispatch-types.js';
import {
  ACCEPT_DISPATCH,
  ASSIGN_UNIT,
  DISPATCH_OF,
  RETURN_DISPATCH,
  SET_LEAD,
  TICKET_OF_DISPATCH,
  type DispatchRecord,
} from './dispatch.statements.js';

interface Result<T> {
  value: T;
  rings: Ring[];
}

/** Hands tickets to agencies and takes them back. Row, ticket, timeline and notices change together or not at all. */
export class Dispatches {
  constructor(private readonly parts: DispatchParts) {}

  /** In a transaction of its own. @throws as `dispatchWithin` */
  async dispatch(number: string, request: DispatchRequest): Promise<Dispatched> {
    const { actions } = this.parts;
    return actions.transaction(async (tx) => this.dispatchWithin(tx, await actions.hold(tx, { number }), request));
  }

  /**
   * Hands a held ticket to an agency. An agency that has it already gets nothing new but the unit that is named, or the
   * lead that it did not have.
   * @throws CodedError `agency-unknown`, `unit-unknown`, `due-passed`, `words-too-long`, `transition-refused`
   */
  async dispatchWithin(tx: Transaction, ticket: HeldTicket, request: DispatchRequest): Promise<Result<Dispatched>> {
    const { vault, clock, tenants, holidays, actions, notices } = this.parts;
    const { actor } = request;
    const now = clock.now();
    const { tenant, agency, unit } = dispatchPlace(tenants, ticket.tenant, request);
    const note = checkedWords(request.note);
    const open = await openDispatches(tx, ticket);
    const earlier = open.find((row) => row.agency === agency);
    if (earlier) return this.again(tx, ticket, earlier, request);
    const dueAt = responseDue({ tenant, holidays, ticket, given: request.dueAt, now });
    const lead = request.lead === true || !open.some((row) => row.lead);
    const writes = new WriteSet();
    const by = actor.by ?? actor.kind;
    const id = addDispatch(writes, vault, ticket, { agency, unit, lead, note, dueAt, dueGiven: request.dueAt !== undefined, by, now }); // prettier-ignore
    send(tx, writes);
    if (lead) tx.send(SET_LEAD, [ticket.id, id]);
    const data = { dispatch: id, agency, unit, lead, dueAt: dueAt.toISOString() };
    const columns = lead ? { agency, unit } : {};
    const rings: Ring[] = [];
    let held = ticket;
    if (resumesFirst(ticket)) {
      // The office goes on without its citizen's answer, which is still added when it comes.
      const resumed = await actions.within(tx, ticket, 'resume', actor);
      rings.push(...resumed.rings);
      held = { ...ticket, state: resumed.change.to };
    }
    if (addsToOthers(held)) actions.note(tx, ticket, 'dispatch-added', actor, { data, columns });
    else rings.push(...(await actions.within(tx, held, 'dispatch', actor, { data, columns })).rings);
    rings.push(...(await notices.handed(tx, ticket, { id, agency, unit }, now)));
    const event = { type: 'dispatched', dispatchId: id, tenant: ticket.tenant, agency, now } as const;
    rings.push(...(await tellFollowers(this.parts, tx, event)));
    return { value: { dispatchId: id, number: ticket.number, agency, unit, lead, dueAt, repeated: false }, rings };
  }

  /** The agency takes it on. @throws CodedError `dispatch-unknown`, `dispatch-ended` */
  async accept(dispatchId: string, actor: TicketActor): Promise<void> {
    return this.withDispatch(dispatchId, (tx, ticket, row) => this.acceptWithin(tx, ticket, row, actor));
  }

  /** The agency hands it back; repeated, nothing more happens. @throws as `returnWithin` */
  async returnIt(dispatchId: string, request: ReturnRequest): Promise<void> {
    return this.withDispatch(dispatchId, (tx, ticket, row) => this.returnWithin(tx, ticket, row, request));
  }

  /** The office takes it back; repeated, nothing more happens. @throws CodedError `dispatch-unknown`, `dispatch-ended` */
  async withdraw(dispatchId: string, actor: TicketActor): Promise<void> {
    return this.withDispatch(dispatchId, (tx, ticket, row) => this.withdrawWithin(tx, ticket, row, actor));
  }

  /** Gives it to a unit of the agency. @throws CodedError `dispatch-unknown`, and as `assignWithin` */
  async assign(dispatchId: string, unit: string, actor: TicketActor): Promise<void> {
    return this.withDispatch(dispatchId, (tx, ticket, row) => this.assignWithin(tx, ticket, row, { unit, actor }));
  }

  /** @returns what to ring for. @throws CodedError `dispatch-ended`, `unit-unknown` */
  async assignWithin(tx: Transaction, ticket: HeldTicket, row: DispatchRecord, { unit, actor }: { unit: string; actor: TicketActor }): Promise<Ring[]> {
    refuseEnded(row);
    dispatchPlace(this.parts.tenants, ticket.tenant, { agency: row.agency, unit });
    return this.assignRow(tx, ticket, row, unit, actor);
  } // prettier-ignore

  /** @returns what to ring for. @throws CodedError `dispatch-ended` */
  async acceptWithin(tx: Transaction, ticket: HeldTicket, row: DispatchRecord, actor: TicketActor): Promise<Ring[]> {
    const { actions, clock } = this.parts;
    refuseEnded(row);
    if (row.state !== 'sent') return [];
    tx.send(ACCEPT_DISPATCH, [row.id, clock.now()]);
    const data = { dispatch: row.id, agency: row.agency };
    if (ticket.state === 'dispatched') return (await actions.within(tx, ticket, 'accept', actor, { data })).rings;
    // A further agency takes it on while others are at work, or while the citizen is asked.
    actions.note(tx, ticket, 'accepted', actor, { data });
    return [];
  }

  /**
   * @returns what to ring for
   * @throws CodedError `dispatch-ended`, `dispatch-responded`, `agency-unknown`, `words-too-long`
   */
  async returnWithin(
    tx: Transaction,
    ticket: HeldTicket,
    row: DispatchRecord,
    { reason, to, words: written, actor }: ReturnRequest,
  ): Promise<Ring[]> {
    const { actions, clock, vault, tenants, notices } = this.parts;
    const words = checkedWords(written);
    if (row.state === 'returned') return [];
    refuseEnded(row);
    if (row.state === 'responded')
      throw new CodedError('dispatch-responded', 'the agency has responded; it can no more hand it back', false);
    if (to !== undefined) dispatchPlace(tenants, ticket.tenant, { agency: to });
    const now = clock.now();
    const sealed = words === undefined ? null : sealPortable(vault, words, sealedIn.dispatchReturn(row.id));
    tx.send(RETURN_DISPATCH, [row.id, now, reason, to ?? null, sealed]);
    const count = ticket.bounces + 1;
    const data = { dispatch: row.id, agency: row.agency, reason, ...(to !== undefined && { to }), count };
    const rings = await followEnd(tx, actions, ticket, row, {
      how: 'return',
      actor,
      data,
      columns: { bounces: count },
    });
    const told = { reason, to: to ?? null, words: words ?? null, count, now };
    return [...rings, ...(await notices.returned(tx, ticket, row, told))];
  }

  /** @returns what to ring for. @throws CodedError `dispatch-ended` */
  async withdrawWithin(tx: Transaction, ticket: HeldTicket, row: DispatchRecord, actor: TicketActor): Promise<Ring[]> {
    if (row.state === 'withdrawn') return [];
    refuseEnded(row);
    const rings = await takeBack(this.parts, tx, ticket, row);
    const data = { dispatch: row.id, agency: row.agency };
    const end = { how: 'withdraw', actor, data, columns: {} } as const;
    return [...rings, ...(await followEnd(tx, this.parts.actions, ticket, row, end))];
  }

  /**
   * Ends what is still with agencies, since the ticket itself has come to its end; its state is its own affair.
   * @returns what to ring for
   */
  async takeAllBack(
    tx: Transaction,
    ticket: HeldTicket,
    states: readonly DispatchState[],
    actor: TicketActor,
  ): Promise<Ring[]> {
    const rings: Ring[] = [];
    for (const row of await openDispatches(tx, ticket)) {
      if (!states.includes(row.state)) continue;
      rings.push(...(await takeBack(this.parts, tx, ticket, row)));
      const data = { dispatch: row.id, agency: row.agency };
      this.parts.actions.note(tx, ticket, 'dispatch-withdrawn', actor, { data });
    }
    return rings;
  }

  /** Holds a dispatch's ticket and gives both. @throws CodedError `dispatch-unknown` */
  async hold(tx: Transaction, dispatchId: string): Promise<{ ticket: HeldTicket; row: DispatchRecord }> {
    const unknown = new CodedError('dispatch-unknown', 'there is no such dispatch', false);
    const [at] = await tx.query<{ ticketId: string }>(TICKET_OF_DISPATCH, [dispatchId]);
    if (!at) throw unknown;
    const ticket = await this.parts.actions.hold(tx, { id: at.ticketId });
    // Read again: whoever held the ticket before may have ended it.
    const [row] = await tx.query<DispatchRecord>(DISPATCH_OF, [dispatchId]);
    if (!row) throw unknown;
    return { ticket, row };
  }

  private async withDispatch(
    dispatchId: string,
    work: (tx: Transaction, ticket: HeldTicket, row: DispatchRecord) => Promise<Ring[]>,
  ): Promise<void> {
    await this.parts.actions.transaction(async (tx) => {
      const { ticket, row } = await this.hold(tx, dispatchId);
      return { value: undefined, rings: await work(tx, ticket, row) };
    });
  }

  /** The agency has it already. */
  private async again(
    tx: Transaction,
    ticket: HeldTicket,
    row: DispatchRecord,
    { unit = row.unit, lead, actor }: Pick<DispatchRequest, 'unit' | 'lead' | 'actor'>,
  ): Promise<Result<Dispatched>> {
    const rings: Ring[] = [];
    const leads = row.lead || lead === true;
    if (leads && !row.lead) {
      tx.send(SET_LEAD, [ticket.id, row.id]);
      const data = { dispatch: row.id, agency: row.agency, unit: row.unit, lead: true };
      const columns = { agency: row.agency, unit: row.unit };
      this.parts.actions.note(tx, ticket, 'dispatch-added', actor, { data, columns });
    }
    rings.push(...(await this.assignRow(tx, ticket, { ...row, lead: leads }, unit, actor)));
    const { id, agency, dueAt } = row;
    const value = { dispatchId: id, number: ticket.number, agency, unit, lead: leads, dueAt };
    return { value: { ...value, repeated: true }, rings };
  }

  private async assignRow(
    tx: Transaction,
    ticket: HeldTicket,
    { id, agency, unit: before, lead }: DispatchRecord,
    unit: string | null,
    actor: TicketActor,
  ): Promise<Ring[]> {
    if (before === unit) return [];
    const { actions, notices, clock } = this.parts;
    const now = clock.now();
    tx.send(ASSIGN_UNIT, [id, unit]);
    const data = { dispatch: id, agency, unit };
    actions.note(tx, ticket, 'unit-assigned', actor, { data, ...(lead && { columns: { unit } }) });
    const rings = await notices.handed(tx, ticket, { id, agency, unit }, now);
    const event = { type: 'unit-assigned', dispatchId: id, tenant: ticket.tenant, agency, now } as const;
    return [...rings, ...(await tellFollowers(this.parts, tx, event))];
  }
}
