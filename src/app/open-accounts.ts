import { AccountAdmin } from '../accounts/account-admin.js';
import { AccountDirectory } from '../accounts/account-directory.js';
import { AccountLinks } from '../accounts/account-links.js';
import { AccountMail } from '../accounts/account-mail.js';
import { AccountHashes } from '../accounts/account-names.js';
import { Accounts } from '../accounts/accounts.js';
import { AttemptCounter } from '../accounts/attempt-counter.js';
import { CentralMail } from '../accounts/central-mail.js';
import { OwnAccount } from '../accounts/own-account.js';
import { SecondFactor } from '../accounts/second-factor.js';
import { Sessions } from '../accounts/sessions.js';
import { SignIn } from '../accounts/sign-in.js';
import type { KeyRing } from '../contacts/key-ring.js';
import type { Vault } from '../contacts/vault.js';
import type { Database } from '../database/database.js';
import type { Doorbell } from '../jobs/dispatcher.js';
import type { ChannelRegistry } from '../messaging/ports.js';
import type { Clock } from '../observability/clock.js';
import type { Logger } from '../observability/logger.js';
import type { AccountsConfig } from '../settings/gateway-config.js';
import type { Locales } from '../tenants/locales.js';
import type { TenantRegistry } from '../tenants/tenant-registry.js';

/** The console's users: who they are, who is in, how they come in. */
export interface AccountDesk {
  accounts: Accounts;
  directory: AccountDirectory;
  sessions: Sessions;
  signIn: SignIn;
  own: OwnAccount;
  factor: SecondFactor;
  links: AccountLinks;
  admin: AccountAdmin;
  central: CentralMail;
}

export interface AccountDeskParts {
  database: Database;
  vault: Vault;
  keys: KeyRing;
  clock: Clock;
  config: AccountsConfig;
  channels: ChannelRegistry;
  tenants: TenantRegistry;
  locales: Locales;
  doorbell: Doorbell;
  logger: Logger;
  publicUrl: string;
  ringAfterSeconds: number;
  /** Offers the second factor to all and demands it of none. */
  sandbox: boolean;
}

export function openAccounts({ sandbox, config: configured, ...parts }: AccountDeskParts): AccountDesk {
  const config = sandbox ? { ...configured, secondFactor: { required: [] } } : configured;
  const hashes = new AccountHashes(parts.vault, parts.keys);
  const sessions = new Sessions({ ...parts, config });
  const attempts = new AttemptCounter(parts);
  const directory = new AccountDirectory({ ...parts, hashes });
  const accounts = new Accounts({ ...parts, hashes });
  const factor = new SecondFactor({ ...parts, attempts });
  const mail = new AccountMail(parts);
  const links = new AccountLinks({ ...parts, directory, mail });
  return {
    accounts,
    directory,
    sessions,
    signIn: new SignIn({ ...parts, hashes, sessions, attempts }),
    own: new OwnAccount({ ...parts, hashes, directory, attempts }),
    factor,
    links,
    central: new CentralMail({ directory, mail }),
    admin: new AccountAdmin({ ...parts, accounts, directory, links, factor, sessions }),
  };
}
