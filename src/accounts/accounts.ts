import type { Vault } from '../contacts/vault.js';
import type { Database } from '../database/database.js';
import type { Transaction } from '../database/transaction.js';
import { newId } from '../database/new-id.js';
import { CodedError } from '../messaging/errors.js';
import type { Clock } from '../observability/clock.js';
import type { LocaleName } from '../tenants/tenant.js';
import type { AccountHashes } from './account-names.js';
import { keepCentralAdmin } from './central-admins.js';
import { hashPassword, temporaryPassword } from './passwords.js';
import type { Role } from './permissions.js';
import { sealNames } from './sealed-names.js';
import { spendLinks } from './spent-links.js';

/** Serialises the processes that start at once (`pg_advisory_xact_lock`, two arguments). */
const FIRST_ACCOUNT_LOCK = [0xacc0, 0] as const;
const FIRST_USERNAME = 'admin';
const UNIQUE_VIOLATION = '23505';
const OTHER_MAILBOX = 'SELECT 1 FROM user_account WHERE id = $1 AND email_hash IS DISTINCT FROM $2';

export interface FirstAccount {
  username: string;
  password: string;
}

export interface NewAccount {
  role: Role;
  tenant: string | null;
  agency?: string | null;
  unit?: string | null;
  locale?: LocaleName;
  name: string;
  /** One of the two at least. */
  username?: string;
  email?: string;
}

/** What of an account others change. */
export interface AccountChange {
  role: Role;
  tenant: string | null;
  agency: string | null;
  unit: string | null;
  name: string;
  username: string | null;
  email: string | null;
}

/** Whatever writes: a transaction, or the database by itself. */
type Writes = Pick<Transaction, 'query'> | Pick<Database, 'query'>;

export interface AccountsParts {
  database: Database;
  vault: Vault;
  clock: Clock;
  hashes: AccountHashes;
}

/** Accounts are added, given a new password, disabled. */
export class Accounts {
  constructor(private readonly parts: AccountsParts) {}

  /**
   * With a password that whoever adds the account hands on, and that is changed at the first sign-in.
   * @throws CodedError `account-known` where the user name or the mailbox is somebody's already
   */
  async add(wanted: NewAccount): Promise<{ id: string; password: string }> {
    const password = temporaryPassword();
    const id = await this.insert(wanted, await hashPassword(password), true);
    return { id, password };
  }

  /**
   * The account that an empty gateway begins with: a central admin called `admin`. Of several processes one makes it.
   * @param keepPassword whether its password may stay as it is: in the sandbox, which holds nobody's data
   * @returns undefined where there is an account already, whatever became of it
   */
  async first(keepPassword: boolean): Promise<FirstAccount | undefined> {
    const password = temporaryPassword();
    const [known] = await this.parts.database.query('SELECT 1 FROM user_account LIMIT 1');
    if (known) return undefined;
    const passwordHash = await hashPassword(password);
    return this.parts.database.transaction(async (tx) => {
      await tx.query('SELECT pg_advisory_xact_lock($1, $2)', FIRST_ACCOUNT_LOCK);
      const there = await tx.query('SELECT 1 FROM user_account LIMIT 1');
      if (there.length > 0) return undefined;
      const wanted: NewAccount = { role: 'central-admin', tenant: null, name: 'Admin', username: FIRST_USERNAME };
      await this.insert(wanted, passwordHash, !keepPassword, tx);
      return { username: FIRST_USERNAME, password };
    });
  }

  /** @throws CodedError `account-unknown`, `account-known`; `account-last-admin` where no central admin would be left */
  async change(id: string, change: AccountChange): Promise<void> {
    const { role, tenant, agency, unit, ...names } = change;
    const now = this.parts.clock.now();
    const sealed = sealNames(this.parts, id, names);
    const values = [id, role, tenant, agency, unit, now, ...sealed];
    const emailHash = sealed[5];
    try {
      await this.parts.database.transaction(async (tx) => {
        if (role !== 'central-admin') await keepCentralAdmin(tx, id);
        // What was mailed elsewhere may be in another's hands.
        if ((await tx.query(OTHER_MAILBOX, [id, emailHash])).length > 0) spendLinks(tx, id, now);
        const changed = await tx.query(
          `UPDATE user_account SET role = $2, tenant = $3, agency = $4, unit = $5, updated_at = $6, key_id = $7, name_sealed = $8,
             username_sealed = $9, username_hash = $10, email_sealed = $11, email_hash = $12
           WHERE id = $1 AND forgotten_at IS NULL RETURNING id`,
          values,
        );
        if (changed.length === 0) throw unknown();
      });
    } catch (error) {
      throw (error as { code?: unknown }).code === UNIQUE_VIOLATION ? known() : error;
    }
  }

  /** A new temporary password; who is in goes out. @throws CodedError `account-unknown` */
  async resetPassword(id: string): Promise<string> {
    const password = temporaryPassword();
    const passwordHash = await hashPassword(password);
    const now = this.parts.clock.now();
    await this.parts.database.transaction(async (tx) => {
      const changed = await tx.query(
        `UPDATE user_account SET password_hash = $2, password_temporary = true, password_changed_at = $3, updated_at = $3
         WHERE id = $1 RETURNING id`,
        [id, passwordHash, now],
      );
      if (changed.length === 0) throw unknown();
      spendLinks(tx, id, now);
      await tx.query('DELETE FROM session WHERE user_id = $1', [id]);
    });
    return password;
  }

  /**
   * Nobody comes in by it any more, and who is in goes out at once.
   * @throws CodedError `account-unknown`; `account-last-admin` where no central admin would be left
   */
  async disable(id: string): Promise<void> {
    const now = this.parts.clock.now();
    await this.parts.database.transaction(async (tx) => {
      await keepCentralAdmin(tx, id);
      const changed = await tx.query(
        'UPDATE user_account SET disabled_at = coalesce(disabled_at, $2), updated_at = $2 WHERE id = $1 RETURNING id',
        [id, now],
      );
      if (changed.length === 0) throw unknown();
      spendLinks(tx, id, now);
      await tx.query('DELETE FROM session WHERE user_id = $1', [id]);
    });
  }

  /** @throws CodedError `account-unknown` */
  async enable(id: string): Promise<void> {
    const changed = await this.parts.database.query(
      'UPDATE user_account SET disabled_at = NULL, updated_at = $2 WHERE id = $1 AND forgotten_at IS NULL RETURNING id',
      [id, this.parts.clock.now()],
    );
    if (changed.length === 0) throw unknown();
  }

  private async insert(
    wanted: NewAccount,
    passwordHash: string | null,
    temporary: boolean,
    on: Writes = this.parts.database,
  ): Promise<string> {
    const { clock } = this.parts;
    const { role, tenant, agency = null, unit = null, locale = 'id', name, username, email } = wanted;
    const id = newId();
    const now = clock.now();
    const added = await on.query(
      `INSERT INTO user_account (id, role, tenant, agency, unit, locale, key_id, name_sealed, username_sealed, username_hash,
         email_sealed, email_hash, password_hash, password_temporary, created_at, updated_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $15)
       ON CONFLICT DO NOTHING RETURNING id`,
      [
        id, role, tenant, agency, unit, locale,
        ...sealNames(this.parts, id, { name, username: username ?? null, email: email ?? null }),
        passwordHash, temporary, now,
      ],
    ); // prettier-ignore
    if (added.length === 0) throw known();
    return id;
  }
}

function known(): CodedError {
  return new CodedError('account-known', 'there is an account with this user name or mailbox', false);
}

function unknown(): CodedError {
  return new CodedError('account-unknown', 'there is no such account', false);
}
