import type { Transaction } from '../database/transaction.js';
import { CodedError } from '../messaging/errors.js';

/**
 * Before an account ends or gets another role. Central admins are locked, so that the last two can't end each other at once.
 * @throws CodedError `account-last-admin` where no central admin would be left
 */
export async function keepCentralAdmin(tx: Transaction, id: string): Promise<void> {
  const active = await tx.query<{ id: string }>(
    `SELECT id FROM user_account WHERE role = 'central-admin' AND disabled_at IS NULL ORDER BY id FOR UPDATE`,
  );
  if (active.length === 1 && active[0]?.id === id)
    throw new CodedError('account-last-admin', 'the last central admin cannot be taken away', false);
}
