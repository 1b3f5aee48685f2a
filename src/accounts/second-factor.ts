import { Secret, TOTP } from 'otpauth';
import type { KeyRing } from '../contacts/key-ring.js';
import { sealedIn } from '../contacts/vault-context.js';
import type { Vault } from '../contacts/vault.js';
import type { Database } from '../database/database.js';
import type { Clock } from '../observability/clock.js';
import { recordOwn } from './account-log.js';
import type { AttemptCounter, AttemptLimit } from './attempt-counter.js';
import { readableSecret } from './readable-secret.js';

const PERIOD_SECONDS = 30;
const SECRET_BYTES = 20;
/** Clocks of telephones differ: a step before and a step after count, too (RFC 6238, 5.2). */
const STEPS_AROUND = 1;
const RECOVERY_CODES = 10;
const CODES: AttemptLimit = { name: 'second-factor', free: 5, firstWaitSeconds: 30, mostWaitSeconds: 15 * 60 };

export type FactorResult = { kind: 'right' } | { kind: 'wrong' } | { kind: 'wait'; seconds: number };

export interface SecondFactorParts {
  database: Database;
  vault: Vault;
  keys: KeyRing;
  clock: Clock;
  attempts: AttemptCounter;
}

interface FactorRow extends Record<string, unknown> {
  totpSealed: Buffer | null;
  totpKeyId: string | null;
  confirmed: boolean;
  left: number;
}

/** Codes of an app on somebody's telephone (TOTP, RFC 6238), and codes on paper for when it is lost. */
export class SecondFactor {
  constructor(private readonly parts: SecondFactorParts) {}

  /** @returns whether it is set up, and how many recovery codes are left */
  async state(userId: string): Promise<{ on: boolean; recoveryCodes: number }> {
    const row = await this.read(userId);
    return { on: row?.confirmed === true, recoveryCodes: row?.left ?? 0 };
  }

  /**
   * The secret that waits for its first code, made where there is none; the same until then, however often it is asked for.
   * @param label by which the app shows it
   * @returns undefined where a factor is set up already: its secret is shown to nobody
   */
  async offered(userId: string, label: string): Promise<{ secret: string; uri: string } | undefined> {
    const row = await this.read(userId);
    if (!row || row.confirmed) return undefined;
    const totp = totpOf(this.secretOf(userId, row) ?? (await this.make(userId)), label);
    return { secret: totp.secret.base32, uri: totp.toString() };
  }

  /**
   * Sets it up with the first code.
   * @returns the recovery codes, which are shown once; undefined where the code is wrong
   */
  async confirm(userId: string, code: string): Promise<{ codes: string[] } | Exclude<FactorResult, { kind: 'right' }>> {
    const { database, clock } = this.parts;
    const seconds = await this.parts.attempts.take(CODES, userId);
    if (seconds > 0) return { kind: 'wait', seconds };
    const row = await this.read(userId);
    const secret = row && !row.confirmed ? this.secretOf(userId, row) : undefined;
    const step = secret && this.stepOf(secret, code);
    if (step === undefined) return this.refused(userId);
    const codes = Array.from({ length: RECOVERY_CODES }, () => readableSecret(3, 4));
    const set = await database.query(
      `UPDATE user_account SET totp_confirmed_at = $2, totp_last_step = $3, recovery_hashes = $4, updated_at = $2
       WHERE id = $1 AND totp_confirmed_at IS NULL AND totp_sealed IS NOT NULL RETURNING id`,
      [userId, clock.now(), step, codes.map((each) => this.hash(userId, each))],
    );
    if (set.length === 0) return this.refused(userId);
    await this.parts.attempts.clear(CODES, userId);
    await recordOwn(database, userId, 'factor-set-up', clock.now());
    return { codes };
  }

  /** Takes a code of the app, or one of the recovery codes: each counts once, however many processes are asked at once. */
  async take(userId: string, typed: string): Promise<FactorResult> {
    const seconds = await this.parts.attempts.take(CODES, userId);
    if (seconds > 0) return { kind: 'wait', seconds };
    const code = typed.replace(/[\s-]/g, '').toLowerCase();
    const right = /^\d{6}$/.test(code) ? await this.takeCode(userId, code) : await this.takeRecovery(userId, code);
    if (!right) return this.refused(userId);
    await this.parts.attempts.clear(CODES, userId);
    return { kind: 'right' };
  }

  /** No second factor any more: the telephone is lost, or a new one takes its place. */
  async remove(userId: string): Promise<void> {
    await this.parts.database.query(
      `UPDATE user_account SET totp_sealed = NULL, totp_key_id = NULL, totp_confirmed_at = NULL, totp_last_step = NULL,
         recovery_hashes = '{}', updated_at = $2 WHERE id = $1`,
      [userId, this.parts.clock.now()],
    );
  }

  /** The code itself is kept nowhere: a recovery code may be wrong by one letter only. */
  private async refused(userId: string): Promise<{ kind: 'wrong' }> {
    await recordOwn(this.parts.database, userId, 'code-refused', this.parts.clock.now());
    return { kind: 'wrong' };
  }

  /** By its owner. */
  async giveUp(userId: string): Promise<void> {
    await this.remove(userId);
    await recordOwn(this.parts.database, userId, 'account-factor-removed', this.parts.clock.now());
  }

  private async takeCode(userId: string, code: string): Promise<boolean> {
    const row = await this.read(userId);
    const secret = row?.confirmed ? this.secretOf(userId, row) : undefined;
    const step = secret && this.stepOf(secret, code);
    if (step === undefined) return false;
    const taken = await this.parts.database.query(
      `UPDATE user_account SET totp_last_step = $2
       WHERE id = $1 AND totp_confirmed_at IS NOT NULL AND (totp_last_step IS NULL OR totp_last_step < $2) RETURNING id`,
      [userId, step],
    );
    return taken.length > 0;
  }

  private async takeRecovery(userId: string, code: string): Promise<boolean> {
    const taken = await this.parts.database.query(
      `UPDATE user_account SET recovery_hashes = array_remove(recovery_hashes, $2)
       WHERE id = $1 AND totp_confirmed_at IS NOT NULL AND $2 = ANY(recovery_hashes) RETURNING id`,
      [userId, this.hash(userId, code)],
    );
    return taken.length > 0;
  }

  private async make(userId: string): Promise<Secret> {
    const { database, vault } = this.parts;
    const secret = new Secret({ size: SECRET_BYTES });
    const made = await database.query(
      `UPDATE user_account SET totp_sealed = $2, totp_key_id = $3 WHERE id = $1 AND totp_sealed IS NULL RETURNING id`,
      [userId, vault.seal(Buffer.from(secret.bytes), sealedIn.accountTotp(userId)), vault.keyId],
    );
    if (made.length > 0) return secret;
    // Another tab was quicker: both show the same.
    const row = await this.read(userId);
    return (row && this.secretOf(userId, row)) ?? secret;
  }

  private secretOf(userId: string, { totpSealed, totpKeyId }: FactorRow): Secret | undefined {
    if (totpSealed === null || totpKeyId === null) return undefined;
    const bytes = this.parts.vault.open(totpSealed, totpKeyId, sealedIn.accountTotp(userId));
    return new Secret({ buffer: new Uint8Array(bytes).buffer });
  }

  private stepOf(secret: Secret, code: string): number | undefined {
    const timestamp = this.parts.clock.now().getTime();
    const delta = totpOf(secret, '').validate({ token: code.replace(/\s/g, ''), timestamp, window: STEPS_AROUND });
    return delta === null ? undefined : Math.floor(timestamp / 1000 / PERIOD_SECONDS) + delta;
  }

  private async read(userId: string): Promise<FactorRow | undefined> {
    const [row] = await this.parts.database.query<FactorRow>(
      `SELECT totp_sealed AS "totpSealed", totp_key_id AS "totpKeyId", totp_confirmed_at IS NOT NULL AS confirmed,
         cardinality(recovery_hashes) AS left FROM user_account WHERE id = $1`,
      [userId],
    );
    return row;
  }

  private hash(userId: string, code: string): Buffer {
    return this.parts.keys.hmac('recovery-code', `${userId}\n${code.replace(/-/g, '')}`);
  }
}

function totpOf(secret: Secret, label: string): TOTP {
  return new TOTP({ issuer: 'Kentongan', label, secret, algorithm: 'SHA1', digits: 6, period: PERIOD_SECONDS });
}
