import type { KeyRing } from '../contacts/key-ring.js';
import type { Database } from '../database/database.js';
import type { Clock } from '../observability/clock.js';

export interface AttemptLimit {
  name: string;
  /** Attempts that cost no wait. */
  free: number;
  /** The wait after those, doubled with each further failure. */
  firstWaitSeconds: number;
  mostWaitSeconds: number;
}

/** An attempt that was counted, or has to wait. */
export interface Attempt {
  /** Seconds to wait; 0: it may be made. */
  wait: number;
  /** It succeeded, and says nothing of the others that are counted with it: they keep their count and their wait. */
  giveBack(): Promise<void>;
}

/** A count without a further failure is forgotten after so long. */
const FORGET_MS = 60 * 60_000;

/**
 * Counts attempts over all processes. The count rises before the attempt is made and falls when it succeeds: of a
 * hundred that come at once no more are tried than one by one. Nobody is locked out for longer than the longest wait.
 */
export class AttemptCounter {
  constructor(private readonly parts: { database: Database; keys: KeyRing; clock: Clock }) {}

  /** @returns seconds to wait; 0 where the attempt may be made, and is counted */
  async take(limit: AttemptLimit, subject: string): Promise<number> {
    return (await this.attempt(limit, subject)).wait;
  }

  async attempt(limit: AttemptLimit, subject: string): Promise<Attempt> {
    const { database, clock } = this.parts;
    const now = clock.now();
    const key = this.key(limit, subject);
    const [counted] = await database.query<{ until: Date | null }>(
      `INSERT INTO sign_in_attempts AS a (key_hash, failures, blocked_until, forget_at)
       VALUES ($1, 1, CASE WHEN $3::int <= 1 THEN $2::timestamptz + make_interval(secs => $4::float8) END, $6)
       ON CONFLICT (key_hash) DO UPDATE SET
         failures = CASE WHEN a.forget_at <= $2 THEN 1 ELSE least(a.failures + 1, 1000) END,
         blocked_until = CASE WHEN a.forget_at > $2 AND a.failures + 1 >= $3::int
           THEN $2::timestamptz + make_interval(secs => least($5::float8, $4::float8 * power(2, least(a.failures + 1 - $3::int, 30)))) END,
         forget_at = excluded.forget_at
       WHERE a.blocked_until IS NULL OR a.blocked_until <= $2
       RETURNING blocked_until AS until`,
      [key, now, limit.free, limit.firstWaitSeconds, limit.mostWaitSeconds, new Date(now.getTime() + FORGET_MS)],
    );
    if (counted) return { wait: 0, giveBack: () => this.giveBack(key, counted.until) };
    const [blocked] = await database.query<{ until: Date | null }>(
      'SELECT blocked_until AS until FROM sign_in_attempts WHERE key_hash = $1',
      [key],
    );
    const until = blocked?.until?.getTime() ?? now.getTime();
    return { wait: Math.max(1, Math.ceil((until - now.getTime()) / 1000)), giveBack: async () => undefined };
  }

  /** The attempt succeeded: the count begins anew. */
  async clear(limit: AttemptLimit, subject: string): Promise<void> {
    await this.parts.database.query('DELETE FROM sign_in_attempts WHERE key_hash = $1', [this.key(limit, subject)]);
  }

  /** @param block that this attempt began; another's stays */
  private async giveBack(key: Buffer, block: Date | null): Promise<void> {
    await this.parts.database.query(
      `UPDATE sign_in_attempts SET failures = greatest(failures - 1, 0), blocked_until = nullif(blocked_until, $2::timestamptz)
       WHERE key_hash = $1`,
      [key, block],
    );
  }

  private key({ name }: AttemptLimit, subject: string): Buffer {
    return this.parts.keys.hmac('sign-in-attempts', `${name}\n${subject}`);
  }
}
