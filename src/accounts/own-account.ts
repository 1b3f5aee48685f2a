import type { Database } from '../database/database.js';
import type { Clock } from '../observability/clock.js';
import type { LocaleName } from '../tenants/tenant.js';
import { hashPassword, passwordMatches } from './passwords.js';

/** What people change of their own account. */
export class OwnAccount {
  constructor(private readonly parts: { database: Database; clock: Clock }) {}

  async setLocale(id: string, locale: LocaleName): Promise<void> {
    await this.parts.database.query('UPDATE user_account SET locale = $2, updated_at = $3 WHERE id = $1', [
      id,
      locale,
      this.parts.clock.now(),
    ]);
  }

  async passwordIs(id: string, password: string): Promise<boolean> {
    const [row] = await this.parts.database.query<{ hash: string | null }>(
      'SELECT password_hash AS hash FROM user_account WHERE id = $1',
      [id],
    );
    return passwordMatches(row?.hash ?? '', password);
  }

  /** Every other session ends: somebody else may know the old one. */
  async setPassword(id: string, password: string, sessionId: string): Promise<void> {
    const passwordHash = await hashPassword(password);
    const now = this.parts.clock.now();
    await this.parts.database.transaction(async (tx) => {
      tx.send(
        `UPDATE user_account SET password_hash = $2, password_temporary = false, password_changed_at = $3, updated_at = $3
         WHERE id = $1`,
        [id, passwordHash, now],
      );
      tx.send('DELETE FROM session WHERE user_id = $1 AND id <> $2', [id, sessionId]);
      await Promise.resolve();
    });
  }
}
