import type { Transaction } from '../database/transaction.js';
import type { HeldTicket, Ring, TicketActions, TicketActor } from '../tickets/ticket-actions.js';
import { CodedError } from '../messaging/errors.js';
import { decideEnd, type OpenDispatch } from './dispatch-rules.js';
import { OPEN_DISPATCHES, SET_LEAD, type DispatchRecord } from './dispatch.statements.js';

/** How a dispatch ended before anybody answered. */
export interface DispatchEnd {
  how: 'return' | 'withdraw';
  actor: TicketActor;
  /** For the timeline. */
  data: Record<string, unknown>;
  /** What else changes of the ticket. */
  columns: Record<string, unknown>;
}

/** Those of a held ticket that are neither ended nor done, oldest first. */
export async function openDispatches(
  tx: Transaction,
  ticket: Pick<HeldTicket, 'id'>,
): Promise<(DispatchRecord & OpenDispatch)[]> {
  return tx.query<DispatchRecord & OpenDispatch>(OPEN_DISPATCHES, [ticket.id]);
}

/** What follows for the ticket and the other agencies. Call it when the dispatch's own row is written. */
export async function followEnd(
  tx: Transaction,
  actions: TicketActions,
  ticket: HeldTicket,
  row: Pick<DispatchRecord, 'lead'>,
  { how, actor, data, columns }: DispatchEnd,
): Promise<Ring[]> {
  const rest = await openDispatches(tx, ticket);
  const verdict = decideEnd({ how, lead: row.lead, ticket: ticket.state, before: ticket.stateBefore, rest });
  if (verdict.lead) tx.send(SET_LEAD, [ticket.id, verdict.lead.id]);
  const nobody = verdict.action === 'return' || verdict.before === 'returned';
  const all = {
    ...columns,
    ...(verdict.before !== null && { state_before: verdict.before }),
    ...(verdict.lead && { agency: verdict.lead.agency, unit: verdict.lead.unit }),
    // The citizen is not told that somebody has it who has handed it back.
    ...(nobody && { agency: null, unit: null }),
  };
  if (how === 'withdraw') actions.note(tx, ticket, 'dispatch-withdrawn', actor, { data, columns: all });
  else if (verdict.action !== 'return') actions.note(tx, ticket, 'dispatch-returned', actor, { data, columns: all });
  if (verdict.action === null) return [];
  const options = { data: { ...data, ...(how === 'withdraw' && { withdrawn: true }) }, columns: all };
  return (await actions.within(tx, ticket, verdict.action, actor, options)).rings;
}

/** @throws CodedError `dispatch-ended` */
export function refuseEnded({ state }: Pick<DispatchRecord, 'state'>): void {
  if (state === 'returned' || state === 'withdrawn' || state === 'done')
    throw new CodedError('dispatch-ended', `the dispatch has ended: it is ${state}`, false);
}
