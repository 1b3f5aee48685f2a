import type { Transaction } from '../database/transaction.js';
import type { Ring, TicketActions } from '../tickets/ticket-actions.js';
import type { DispatchRequest, Dispatched } from './dispatch-types.js';
import type { Dispatches } from './dispatch.service.js';

/**
 * Hands a ticket to several agencies, or to none of them. Whoever leads comes first: it is told so at once, and the others
 * that they don't.
 * @throws CodedError as `Dispatches.dispatchWithin`, and `ticket-unknown`
 */
export async function dispatchSeveral(
  tx: Transaction,
  { actions, dispatches }: { actions: Pick<TicketActions, 'hold'>; dispatches: Pick<Dispatches, 'dispatchWithin'> },
  number: string,
  requests: readonly DispatchRequest[],
): Promise<{ value: Dispatched[]; rings: Ring[] }> {
  const value: Dispatched[] = [];
  const rings: Ring[] = [];
  const leadFirst = [...requests].sort((one, other) => Number(other.lead === true) - Number(one.lead === true));
  for (const request of leadFirst) {
    const done = await dispatches.dispatchWithin(tx, await actions.hold(tx, { number }), request);
    value.push(done.value);
    rings.push(...done.rings);
  }
  return { value, rings };
}
