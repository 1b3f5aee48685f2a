import type { Transaction } from '../database/transaction.js';
import type { Ring } from '../tickets/ticket-actions.js';
import type { Account, AccountDirectory } from './account-directory.js';
import type { AccountLetter, AccountMail } from './account-mail.js';

/** Mails to those who answer for every office. */
export class CentralMail {
  constructor(private readonly parts: { directory: AccountDirectory; mail: AccountMail }) {}

  /** Each who has a mailbox, in the transaction of what they are told. @returns what to ring for after the commit */
  async tell(tx: Transaction, letterFor: (admin: Account) => AccountLetter): Promise<Ring[]> {
    const { directory, mail } = this.parts;
    const all = await directory.list();
    return all
      .filter(({ role, disabledAt, email }) => role === 'central-admin' && disabledAt === null && email !== null)
      .flatMap((admin) => mail.queue(tx, admin, letterFor(admin)));
  }
}
