import type { Database } from '../database/database.js';
import type { SweepSource } from '../jobs/sweeper.js';
import type { Vault } from '../contacts/vault.js';
import type { Clock } from '../observability/clock.js';
import type { AccountsConfig } from '../settings/gateway-config.js';
import { forgetAccounts } from './forgetting.js';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/**
 * Forgets what is over: sessions, counts of attempts, links (a day later, so that a late reader is told why), and the names
 * of accounts that were disabled long ago.
 */
export class AccountSweep implements SweepSource {
  readonly name = 'accounts';
  private nextAt = 0;

  constructor(
    private readonly parts: {
      database: Database;
      vault: Vault;
      clock: Clock;
      config: Pick<AccountsConfig, 'forgetDays'>;
    },
  ) {}

  /** Once an hour in each process; nothing is to be rung for. */
  async due(): Promise<never[]> {
    const { database, clock } = this.parts;
    const now = clock.now();
    if (now.getTime() < this.nextAt) return [];
    this.nextAt = now.getTime() + HOUR_MS;
    await database.query('DELETE FROM session WHERE expires_at <= $1', [now]);
    await database.query('DELETE FROM sign_in_attempts WHERE forget_at <= $1', [now]);
    await database.query('DELETE FROM account_link WHERE expires_at <= $1', [new Date(now.getTime() - DAY_MS)]);
    await forgetAccounts(this.parts, new Date(now.getTime() - this.parts.config.forgetDays * DAY_MS), now);
    return [];
  }
}
