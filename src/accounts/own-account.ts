import type { Vault } from '../contacts/vault.js';
import type { Database } from '../database/database.js';
import type { Clock } from '../observability/clock.js';
import type { LocaleName } from '../tenants/tenant.js';
import type { AccountDirectory } from './account-directory.js';
import { recordOwn } from './account-log.js';
import type { AccountHashes } from './account-names.js';
import type { AttemptCounter, AttemptLimit } from './attempt-counter.js';
import { hashPassword, passwordMatches } from './passwords.js';
import type { FactorResult } from './second-factor.js';
import { sealNames } from './sealed-names.js';
import { spendLinks } from './spent-links.js';

export interface OwnAccountParts {
  database: Database;
  vault: Vault;
  clock: Clock;
  hashes: AccountHashes;
  directory: AccountDirectory;
  attempts: AttemptCounter;
}

/** Whoever sits down at a session that was left open guesses no faster than at the sign-in. */
const OWN_PASSWORD: AttemptLimit = { name: 'own-password', free: 5, firstWaitSeconds: 30, mostWaitSeconds: 15 * 60 };

/** What people change of their own account. */
export class OwnAccount {
  constructor(private readonly parts: OwnAccountParts) {}

  async setLocale(id: string, locale: LocaleName): Promise<void> {
    await this.parts.database.query('UPDATE user_account SET locale = $2, updated_at = $3 WHERE id = $1', [
      id,
      locale,
      this.parts.clock.now(),
    ]);
  }

  async rename(id: string, name: string): Promise<void> {
    const { database, directory, clock } = this.parts;
    const account = await directory.byId(id);
    if (!account) return;
    const values = [id, clock.now(), ...sealNames(this.parts, id, { ...account, name })];
    await database.query(
      `UPDATE user_account SET updated_at = $2, key_id = $3, name_sealed = $4, username_sealed = $5, username_hash = $6,
         email_sealed = $7, email_hash = $8 WHERE id = $1`,
      values,
    );
  }

  /** Whether this is the account's own password; attempts are counted, as at the sign-in. */
  async checkPassword(id: string, password: string): Promise<FactorResult> {
    const { database, clock, attempts } = this.parts;
    const seconds = await attempts.take(OWN_PASSWORD, id);
    if (seconds > 0) return { kind: 'wait', seconds };
    const [row] = await database.query<{ hash: string | null }>(
      'SELECT password_hash AS hash FROM user_account WHERE id = $1',
      [id],
    );
    if (!(await passwordMatches(row?.hash ?? '', password))) {
      await recordOwn(database, id, 'password-refused', clock.now());
      return { kind: 'wrong' };
    }
    await attempts.clear(OWN_PASSWORD, id);
    return { kind: 'right' };
  }

  /** Every other session ends, and what was mailed for the old one: somebody else may know it, or have asked for it. */
  async setPassword(id: string, password: string, sessionId: string): Promise<void> {
    const passwordHash = await hashPassword(password);
    const now = this.parts.clock.now();
    await this.parts.database.transaction(async (tx) => {
      tx.send('DELETE FROM session WHERE user_id = $1 AND id <> $2', [id, sessionId]);
      spendLinks(tx, id, now);
      await tx.query(
        `UPDATE user_account SET password_hash = $2, password_temporary = false, password_changed_at = $3, updated_at = $3
         WHERE id = $1`,
        [id, passwordHash, now],
      );
      await recordOwn(tx, id, 'password-changed', now);
    });
  }
}
