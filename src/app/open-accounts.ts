import { AccountDirectory } from '../accounts/account-directory.js';
import { AccountHashes } from '../accounts/account-names.js';
import { Accounts } from '../accounts/accounts.js';
import { AttemptCounter } from '../accounts/attempt-counter.js';
import { OwnAccount } from '../accounts/own-account.js';
import { Sessions } from '../accounts/sessions.js';
import { SignIn } from '../accounts/sign-in.js';
import type { KeyRing } from '../contacts/key-ring.js';
import type { Vault } from '../contacts/vault.js';
import type { Database } from '../database/database.js';
import type { Clock } from '../observability/clock.js';
import type { AccountsConfig } from '../settings/gateway-config.js';

/** The console's users: who they are, who is in, how they come in. */
export interface AccountDesk {
  accounts: Accounts;
  directory: AccountDirectory;
  sessions: Sessions;
  signIn: SignIn;
  own: OwnAccount;
}

export interface AccountDeskParts {
  database: Database;
  vault: Vault;
  keys: KeyRing;
  clock: Clock;
  config: AccountsConfig;
  /** Offers the second factor to all and demands it of none. */
  sandbox: boolean;
}

export function openAccounts({ sandbox, config: configured, ...parts }: AccountDeskParts): AccountDesk {
  const config = sandbox ? { ...configured, secondFactor: { required: [] } } : configured;
  const hashes = new AccountHashes(parts.vault, parts.keys);
  const sessions = new Sessions({ ...parts, config });
  const attempts = new AttemptCounter(parts);
  return {
    accounts: new Accounts({ ...parts, hashes }),
    directory: new AccountDirectory({ ...parts, hashes }),
    sessions,
    signIn: new SignIn({ ...parts, hashes, sessions, attempts }),
    own: new OwnAccount(parts),
  };
}
