import type { Transaction } from '../database/transaction.js';

/** Every link of an account that is still open opens nothing any more. */
export function spendLinks(tx: Pick<Transaction, 'send'>, userId: string, now: Date): void {
  tx.send('UPDATE account_link SET used_at = $2 WHERE user_id = $1 AND used_at IS NULL', [userId, now]);
}
