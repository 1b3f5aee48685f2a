import type { Database } from '../database/database.js';
import type { Clock } from '../observability/clock.js';
import { recordOwn } from './account-log.js';
import type { AccountHashes } from './account-names.js';
import type { AttemptCounter, AttemptLimit } from './attempt-counter.js';
import { hashPassword, outdated, passwordMatches, temporaryPassword } from './passwords.js';
import type { Sessions } from './sessions.js';

const QUARTER_SECONDS = 15 * 60;
/**
 * Somebody who guesses from one place meets the first limit soon; somebody who guesses from everywhere the second, which
 * is generous, so that nobody locks a colleague out by typing nonsense. The third is for one place and many accounts.
 */
const HERE: AttemptLimit = { name: 'account-here', free: 5, firstWaitSeconds: 30, mostWaitSeconds: QUARTER_SECONDS };
const ACCOUNT: AttemptLimit = { name: 'account', free: 50, firstWaitSeconds: 30, mostWaitSeconds: QUARTER_SECONDS };
const FORGOTTEN: AttemptLimit = { name: 'forgotten', free: 20, firstWaitSeconds: 60, mostWaitSeconds: QUARTER_SECONDS };
const NETWORK: AttemptLimit = { name: 'network', free: 100, firstWaitSeconds: 60, mostWaitSeconds: QUARTER_SECONDS };

export interface Credentials {
  /** User name or mailbox, as typed. */
  name: string;
  password: string;
  /** What stands for the place that it comes from; only a keyed hash of it is kept. */
  network: string;
  device: string;
}

export type SignInResult =
  | { kind: 'in'; token: string }
  /** Wrong name, wrong password, disabled: nobody is told which. */
  | { kind: 'refused' }
  | { kind: 'wait'; seconds: number };

export interface SignInParts {
  database: Database;
  clock: Clock;
  hashes: AccountHashes;
  sessions: Sessions;
  attempts: AttemptCounter;
}

interface Known extends Record<string, unknown> {
  id: string;
  passwordHash: string | null;
  factor: boolean;
  disabled: boolean;
}

/** Lets people in by what they know. */
export class SignIn {
  /** Checked where there is no such account: the answer takes as long. */
  private readonly nobody = hashPassword(temporaryPassword());

  constructor(private readonly parts: SignInParts) {}

  async attempt({ name, password, network, device }: Credentials): Promise<SignInResult> {
    const { attempts, clock, database, hashes, sessions } = this.parts;
    const { username, email } = hashes.of(name);
    const subject = username.toString('base64');
    const fromHere = await attempts.attempt(NETWORK, network);
    if (fromHere.wait > 0) return { kind: 'wait', seconds: fromHere.wait };
    const limits: [AttemptLimit, string][] = [
      [ACCOUNT, subject],
      [HERE, `${subject}\n${network}`],
    ];
    for (const [limit, each] of limits) {
      const seconds = await attempts.take(limit, each);
      if (seconds > 0) return { kind: 'wait', seconds };
    }
    const known = await this.find(username, email);
    const matches = await passwordMatches(known?.passwordHash ?? (await this.nobody), password);
    if (!known?.passwordHash || known.disabled || !matches) {
      // What was typed for a name is kept nowhere: people type their password there.
      if (known) await recordOwn(database, known.id, 'sign-in-refused', clock.now());
      return { kind: 'refused' };
    }
    await fromHere.giveBack();
    await attempts.clear(ACCOUNT, subject);
    await attempts.clear(HERE, `${subject}\n${network}`);
    await this.came(known, password);
    await recordOwn(database, known.id, 'sign-in', clock.now());
    return { kind: 'in', token: await sessions.open(known.id, device, known.factor) };
  }

  /** @returns seconds to wait before a mail for a forgotten password may be asked for from this place; counted where 0 */
  async mayAsk(network: string): Promise<number> {
    return this.parts.attempts.take(FORGOTTEN, network);
  }

  private async find(username: Buffer, email: Buffer): Promise<Known | undefined> {
    const [known] = await this.parts.database.query<Known>(
      `SELECT id, password_hash AS "passwordHash", totp_confirmed_at IS NOT NULL AS factor, disabled_at IS NOT NULL AS disabled
       FROM user_account WHERE username_hash = $1 OR email_hash = $2`,
      [username, email],
    );
    return known;
  }

  private async came({ id, passwordHash }: Known, password: string): Promise<void> {
    const renewed = outdated(passwordHash ?? '') ? await hashPassword(password) : null;
    await this.parts.database.query(
      `UPDATE user_account SET last_signed_in_at = $2, password_hash = coalesce($3, password_hash)
       WHERE id = $1 AND password_hash = $4`,
      [id, this.parts.clock.now(), renewed, passwordHash],
    );
  }
}
