import { randomBytes } from 'node:crypto';
import type { KeyRing } from '../contacts/key-ring.js';
import type { Database } from '../database/database.js';
import { newId } from '../database/new-id.js';
import type { Doorbell } from '../jobs/dispatcher.js';
import type { Clock } from '../observability/clock.js';
import type { Locales } from '../tenants/locales.js';
import { ringAll } from '../tickets/ticket-actions.js';
import type { Account, AccountDirectory } from './account-directory.js';
import { recordOwn } from './account-log.js';
import type { AccountLinkPurpose } from './account-link.entity.js';
import type { AccountMail } from './account-mail.js';
import { hashPassword } from './passwords.js';
import { spendLinks } from './spent-links.js';

const HOUR_MS = 3_600_000;
/** An invitation waits for somebody who is on leave. */
const VALID_MS: Readonly<Record<AccountLinkPurpose, number>> = { reset: HOUR_MS, invitation: 7 * 24 * HOUR_MS };
/** Mails to one account within the time that a link is valid: nobody's mailbox is filled by somebody else. */
const MOST_AT_A_TIME = 3;
const TOKEN = /^[A-Za-z0-9_-]{43}$/;

export interface AccountLinksParts {
  database: Database;
  keys: KeyRing;
  clock: Clock;
  doorbell: Doorbell;
  locales: Locales;
  directory: AccountDirectory;
  mail: AccountMail;
  /** Without a slash at the end. */
  publicUrl: string;
}

/** Links that let somebody choose a password: for a forgotten one, and for a new account. */
export class AccountLinks {
  constructor(private readonly parts: AccountLinksParts) {}

  /** Mails a link where an account with this name has a mailbox. What it found out is told to nobody. */
  async forgotten(typed: string): Promise<void> {
    const account = await this.parts.directory.byName(typed);
    if (account && account.disabledAt === null && account.email !== null) await this.mail(account, 'reset');
  }

  /** @returns whether a mail is on its way: not where the account has no mailbox */
  async invite(userId: string): Promise<boolean> {
    const account = await this.parts.directory.byId(userId);
    if (!account?.email) return false;
    return this.mail(account, 'invitation');
  }

  /** Whose password a link chooses; undefined where it is spent, too old or made up. */
  async open(token: string): Promise<{ account: Account; purpose: AccountLinkPurpose } | undefined> {
    if (!TOKEN.test(token)) return undefined;
    const { database, clock, directory } = this.parts;
    const [link] = await database.query<{ userId: string; purpose: AccountLinkPurpose }>(
      `SELECT user_id AS "userId", purpose FROM account_link WHERE token_hash = $1 AND used_at IS NULL AND expires_at > $2`,
      [this.hash(token), clock.now()],
    );
    const account = link && (await directory.byId(link.userId));
    return account && account.disabledAt === null ? { account, purpose: link.purpose } : undefined;
  }

  /**
   * The link is spent and all others of the account with it, and whoever is signed in goes out.
   * @returns false where it was spent meanwhile
   */
  async redeem(token: string, password: string): Promise<boolean> {
    const passwordHash = await hashPassword(password);
    const now = this.parts.clock.now();
    return this.parts.database.transaction(async (tx) => {
      const [link] = await tx.query<{ userId: string }>(
        `UPDATE account_link SET used_at = $2 WHERE token_hash = $1 AND used_at IS NULL AND expires_at > $2
         RETURNING user_id AS "userId"`,
        [this.hash(token), now],
      );
      if (!link) return false;
      spendLinks(tx, link.userId, now);
      tx.send('DELETE FROM session WHERE user_id = $1', [link.userId]);
      await tx.query(
        `UPDATE user_account SET password_hash = $2, password_temporary = false, password_changed_at = $3, updated_at = $3
         WHERE id = $1`,
        [link.userId, passwordHash, now],
      );
      await recordOwn(tx, link.userId, 'password-changed', now);
      return true;
    });
  }

  private async mail(account: Account, purpose: AccountLinkPurpose): Promise<boolean> {
    const { database, clock, doorbell, locales, mail, publicUrl } = this.parts;
    const id = newId();
    const token = randomBytes(32).toString('base64url');
    const now = clock.now();
    const say = (part: string): string =>
      locales.translate(account.locale, `console.mail.${purpose}.${part}`, {
        name: account.name,
        url: `${publicUrl}/console/sandi/${token}`,
        console: `${publicUrl}/console`,
      });
    const rings = await database.transaction(async (tx) => {
      // One at a time for one account, so that the count holds.
      await tx.query('SELECT 1 FROM user_account WHERE id = $1 FOR UPDATE', [account.id]);
      const [open] = await tx.query<{ count: number }>(
        `SELECT count(*)::int AS count FROM account_link WHERE user_id = $1 AND purpose = $2 AND created_at > $3`,
        [account.id, purpose, new Date(now.getTime() - HOUR_MS)],
      );
      if ((open?.count ?? 0) >= MOST_AT_A_TIME) return [];
      tx.send(
        `INSERT INTO account_link (id, user_id, purpose, token_hash, created_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6)`,
        [id, account.id, purpose, this.hash(token), now, new Date(now.getTime() + VALID_MS[purpose])],
      );
      const letter = { idempotencyKey: `account-link:${id}`, subject: say('subject'), text: say('text'), now };
      return mail.queue(tx, account, letter);
    });
    ringAll(doorbell, rings);
    return rings.length > 0;
  }

  private hash(token: string): Buffer {
    return this.parts.keys.hmac('account-link', token);
  }
}
