import type { Database } from '../database/database.js';
import type { Transaction } from '../database/transaction.js';
import { recordAccess, type AccountDeed } from '../tickets/access-log.writes.js';
import { actorOfUser } from './console-user.js';

/** Writes down what somebody did to, or tried with, their own account. */
export async function recordOwn(
  on: Pick<Database, 'query'> | Pick<Transaction, 'query'>,
  id: string,
  action: AccountDeed,
  at: Date,
): Promise<void> {
  await recordAccess(on, { actor: actorOfUser({ id }), action, subjectId: id, ticketId: null, at });
}
