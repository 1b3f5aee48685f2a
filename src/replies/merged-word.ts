import type { Transaction } from '../database/transaction.js';
import type { ActionOptions, HeldTicket, Ring, TicketActions } from '../tickets/ticket-actions.js';
import { decideTransition } from '../tickets/transitions.js';

const CITIZEN = { kind: 'citizen' } as const;

/**
 * The word of one who reported what follows another ticket: what is not fixed for one of them is not fixed, so the
 * leading ticket opens again for all. That it is fixed for one closes it for nobody else.
 * @param ticket merged; held by the caller, as is its leader where the order of locks matters
 */
export async function wordOnMerged(
  tx: Transaction,
  actions: TicketActions,
  ticket: HeldTicket,
  fixed: boolean,
  origin: Pick<ActionOptions, 'inboundId'> = {},
): Promise<Ring[]> {
  if (ticket.mergedInto === null) return [];
  if (fixed) {
    actions.note(tx, ticket, 'confirmed-fixed', CITIZEN, origin);
    return [];
  }
  const leader = await actions.hold(tx, { id: ticket.mergedInto });
  // Another of them was quicker: it is open again.
  if (!decideTransition(leader.state, 'not-fixed', 'citizen').ok) return [];
  actions.note(tx, ticket, 'not-fixed', CITIZEN, origin);
  const columns = leader.urgency === 'danger' ? {} : { columns: { urgency: 'high' } };
  const reopened = await actions.within(tx, leader, 'not-fixed', CITIZEN, { data: { ticket: ticket.id }, ...columns });
  return reopened.rings;
}
