import { recordAccess, type Access } from '../tickets/access-log.writes.js';
import type { Database } from '../database/database.js';
import type { Clock } from '../observability/clock.js';
import type { Account, AccountDirectory } from './account-directory.js';
import type { AccountLinks } from './account-links.js';
import type { Accounts, AccountChange, NewAccount } from './accounts.js';
import { actorOfUser, type ConsoleUser } from './console-user.js';
import { rolesBelow } from './permissions.js';
import type { SecondFactor } from './second-factor.js';
import type { Sessions } from './sessions.js';

export interface AccountAdminParts {
  database: Database;
  clock: Clock;
  accounts: Accounts;
  directory: AccountDirectory;
  links: AccountLinks;
  factor: SecondFactor;
  sessions: Sessions;
}

/** How somebody gets their password: by mail, or from whoever made the account. */
export type Handed = { kind: 'mailed' } | { kind: 'shown'; password: string };

/** What one user does to others' accounts: within their own office, and never above their own role. */
export class AccountAdmin {
  constructor(private readonly parts: AccountAdminParts) {}

  /** @param tenant the office that is looked at; central admins are in every list of a central admin */
  async list(by: ConsoleUser, tenant: string): Promise<Account[]> {
    const all = await this.parts.directory.list(by.tenant ?? undefined);
    return all.filter(
      (account) => !account.forgotten && maySee(by, account) && (account.tenant === tenant || account.tenant === null),
    );
  }

  /** Undefined for what is another office's, as for what does not exist. */
  async find(by: ConsoleUser, id: string): Promise<Account | undefined> {
    const account = await this.parts.directory.byId(id);
    return account && !account.forgotten && maySee(by, account) ? account : undefined;
  }

  /** @throws CodedError `account-known` */
  async add(by: ConsoleUser, wanted: NewAccount): Promise<{ id: string; handed: Handed }> {
    const { id, password } = await this.parts.accounts.add(wanted);
    await this.record(by, id, 'account-added');
    return { id, handed: await this.hand(id, password) };
  }

  /** @throws CodedError `account-known`, `account-last-admin` */
  async change(by: ConsoleUser, account: Account, change: AccountChange): Promise<void> {
    await this.parts.accounts.change(account.id, change);
    await this.record(by, account.id, 'account-changed');
  }

  /** By mail where they have a mailbox, else a password to hand on; whoever is signed in by the account goes out. */
  async resetPassword(by: ConsoleUser, { id }: Account): Promise<Handed> {
    const password = await this.parts.accounts.resetPassword(id);
    await this.record(by, id, 'account-password-reset');
    return this.hand(id, password);
  }

  /** For a lost telephone. */
  async removeFactor(by: ConsoleUser, { id }: Account): Promise<void> {
    await this.parts.factor.remove(id);
    await this.record(by, id, 'account-factor-removed');
  }

  async endSessions(by: ConsoleUser, { id }: Account): Promise<void> {
    await this.parts.sessions.endAll(id);
    await this.record(by, id, 'account-signed-out');
  }

  /** @throws CodedError `account-last-admin` */
  async disable(by: ConsoleUser, { id }: Account): Promise<void> {
    await this.parts.accounts.disable(id);
    await this.record(by, id, 'account-disabled');
  }

  async enable(by: ConsoleUser, { id }: Account): Promise<void> {
    await this.parts.accounts.enable(id);
    await this.record(by, id, 'account-enabled');
  }

  private async hand(id: string, password: string): Promise<Handed> {
    return (await this.parts.links.invite(id)) ? { kind: 'mailed' } : { kind: 'shown', password };
  }

  private async record(by: ConsoleUser, subjectId: string, action: Access['action']): Promise<void> {
    const at = this.parts.clock.now();
    await recordAccess(this.parts.database, { actor: actorOfUser(by), action, subjectId, ticketId: null, at });
  }
}

function maySee(by: ConsoleUser, { role, tenant }: Account): boolean {
  return rolesBelow(by.role).includes(role) && (by.tenant === null || by.tenant === tenant);
}
