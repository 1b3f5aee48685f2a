import type { Transaction } from '../database/transaction.js';
import type { ActionOptions, HeldTicket, Ring, TicketActions } from '../tickets/ticket-actions.js';
import { decideTransition } from '../tickets/transitions.js';
import { CANCELLED } from './archive-reasons.js';

const CITIZEN = { kind: 'citizen' } as const;
const LEADS = 'SELECT 1 FROM ticket WHERE merged_into = $1 LIMIT 1';

/** What came of it. `noted`: it speaks for others and goes on; `over`: said before, or somebody was quicker. */
export type Cancelled = 'cancelled' | 'noted' | 'over';

/**
 * A reporter takes their ticket back. It is archived; agencies that have it are told by what listens to the change.
 * Of several that are merged each reporter takes back their own part only: one that follows leaves its leader as it
 * is, and one that speaks for others goes on for them.
 * @param ticket held by the caller, as is its leader where it follows one
 * @returns what came of it, and what to ring for after the commit
 */
export async function cancelWithin(
  tx: Transaction,
  actions: TicketActions,
  ticket: HeldTicket,
  origin: Pick<ActionOptions, 'inboundId'>,
): Promise<{ became: Cancelled; rings: Ring[] }> {
  // The message is kept, and changes nothing.
  if (!decideTransition(ticket.state, 'cancel', 'citizen').ok) return { became: 'over', rings: [] };
  if ((await tx.query(LEADS, [ticket.id])).length > 0) {
    actions.note(tx, ticket, 'cancel-noted', CITIZEN, origin);
    return { became: 'noted', rings: [] };
  }
  const { mergedInto } = ticket;
  const { change, rings } = await actions.within(tx, ticket, 'cancel', CITIZEN, {
    ...origin,
    data: { reason: CANCELLED, ...(mergedInto !== null && { of: mergedInto }) },
    columns: { archive_reason: CANCELLED, wake_at: null, merged_into: null, state_before: null },
  });
  if (mergedInto !== null) {
    const data = { ticket: ticket.id, number: ticket.number, event: change.eventId, reason: CANCELLED };
    actions.note(tx, { id: mergedInto }, 'unmerged-from', CITIZEN, { data });
  }
  return { became: 'cancelled', rings };
}
