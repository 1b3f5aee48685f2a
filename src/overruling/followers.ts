import type { Transaction } from '../database/transaction.js';
import type { Ring, TicketChange, TicketChangeListener } from '../tickets/ticket-actions.js';

const NEXT_ROUND = 'UPDATE ticket SET round = round + 1, updated_at = $2 WHERE merged_into = $1';

/** With a leading ticket that is opened again, another round begins for those that follow it: each is asked again. */
export class Followers implements TicketChangeListener {
  changed(tx: Transaction, { action, ticket, now }: TicketChange): Promise<readonly Ring[]> {
    if (action === 'not-fixed' || action === 'reopen') tx.send(NEXT_ROUND, [ticket.id, now]);
    return Promise.resolve([]);
  }
}
