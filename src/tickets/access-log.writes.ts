import { newId } from '../database/new-id.js';
import type { Database } from '../database/database.js';
import type { Statement } from '../database/statement.js';
import type { Transaction } from '../database/transaction.js';

const ADD: Statement = {
  name: 'access-log-add',
  text: 'INSERT INTO access_log (id, actor, action, subject_id, ticket_id, at) VALUES ($1, $2, $3, $4, $5, $6)',
};

type Look =
  | 'reporter'
  | 'task-recipient'
  | 'letter'
  | 'person-export'
  | 'officer'
  | 'contact-search'
  | 'inbound-raw'
  | 'ownerless-handed'
  | 'ownerless-ignored';

/** What happens to the console's accounts; the subject is the account. */
export type AccountDeed =
  | 'sign-in'
  | 'sign-in-refused'
  | 'code-refused'
  | 'password-refused'
  | 'password-changed'
  | 'factor-set-up'
  | 'account-added'
  | 'account-changed'
  | 'account-password-reset'
  | 'account-factor-removed'
  | 'account-signed-out'
  | 'account-disabled'
  | 'account-enabled';

type Writes = Pick<Database, 'query'> | Pick<Transaction, 'query'>;

export interface Access {
  /** `cli`, or an account's or key's id; never a name. */
  actor: string;
  action: Look | AccountDeed;
  /** Of what was looked at. */
  subjectId: string;
  /** Null: it is about no ticket. */
  ticketId: string | null;
  at: Date;
}

/** Records a look at an identity (promise 7). Wait for it before anything is shown. */
export async function recordAccess(database: Writes, access: Access): Promise<void> {
  const { actor, action, subjectId, ticketId, at } = access;
  await database.query(ADD, [newId(), actor, action, subjectId, ticketId, at]);
}
