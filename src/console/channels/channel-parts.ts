import type { AccountDirectory } from '../../accounts/account-directory.js';
import type { Vault } from '../../contacts/vault.js';
import type { Database } from '../../database/database.js';
import type { Doorbell } from '../../jobs/dispatcher.js';
import type { ChannelRegistry } from '../../messaging/ports.js';
import type { Clock } from '../../observability/clock.js';

/** What stands behind the channels' pages; made by the composition root. */
export interface ChannelConsoleParts {
  database: Database;
  vault: Vault;
  /** Who did what to a channel. */
  directory: AccountDirectory;
  channels: ChannelRegistry;
  doorbell: Doorbell;
  clock: Clock;
}
