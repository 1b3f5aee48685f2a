import type { Transaction } from '../database/transaction.js';
import type { Ring, TicketActor, TicketChange, TicketChangeListener } from '../tickets/ticket-actions.js';
import type { DispatchState } from './dispatch.entity.js';
import type { Dispatches } from './dispatch.service.js';

const AT_WORK: readonly DispatchState[] = ['sent', 'accepted'];
const GATEWAY: TicketActor = { kind: 'gateway', by: 'gateway' };

/**
 * Takes back what agencies still have when their ticket comes to its end: answered without them, archived, taken back by its
 * reporter, or merged into another one. What they have said of an answered ticket is the answer's (dispatch/response-endings.ts).
 */
export class DispatchEndings implements TicketChangeListener {
  constructor(private readonly dispatches: Pick<Dispatches, 'takeAllBack'>) {}

  async changed(tx: Transaction, { action, ticket }: TicketChange): Promise<readonly Ring[]> {
    if (action === 'answer') return this.dispatches.takeAllBack(tx, ticket, AT_WORK, GATEWAY);
    if (action === 'archive' || action === 'cancel' || action === 'merge')
      return this.dispatches.takeAllBack(tx, ticket, [...AT_WORK, 'responded'], GATEWAY);
    return [];
  }
}
