import { createHash } from 'node:crypto';
import type { Clock } from '../observability/clock.js';
import { AttemptLimiter, visitorNetwork } from '../public/attempt-limiter.js';
import type { ApiKey, ApiKeys, Authentication } from './api-keys.js';

const MINUTE_MS = 60_000;
/** Wrong keys from one network in a quarter of an hour: nobody guesses 256 bits, and nobody shall ask the database for it. */
const WRONG_KEYS = { name: 'wrong-key', max: 60, windowMs: 15 * MINUTE_MS };
/** More programs than that work through no gateway; the one that was longest silent is forgotten. */
const MAX_PROVEN = 1_000;

export type Admission =
  | { ok: true; key: ApiKey }
  | { ok: false; reason: Extract<Authentication, { ok: false }>['reason'] }
  | { ok: false; reason: 'too-many'; retryAfterSeconds: number };

/**
 * Which key a program has, and whether it comes too often. A network that has tried too many wrong ones is turned away
 * before the database is asked; a key that was right before is let through all the same: an office's whole house is one
 * network.
 */
export class KeyGate {
  private readonly limiter: AttemptLimiter;
  /** Digests of keys that were right, the one that came last at the end; in this process's memory alone. */
  private readonly proven = new Set<string>();

  constructor(private readonly parts: { keys: Pick<ApiKeys, 'authenticate'>; clock: Clock }) {
    this.limiter = new AttemptLimiter(parts.clock);
  }

  /** @param address whom the request comes from, as the server knows it */
  async admit(given: string, address: string): Promise<Admission> {
    const digest = createHash('sha256').update(given).digest('base64');
    const network = visitorNetwork(address);
    const tries = this.limiter.look(WRONG_KEYS, network);
    if (!tries.allowed && !this.proven.has(digest)) return tooMany(tries.retryAfterSeconds);
    const found = await this.parts.keys.authenticate(given);
    if (!found.ok) {
      this.proven.delete(digest);
      const attempt = this.limiter.take(WRONG_KEYS, network);
      return attempt.allowed ? found : tooMany(attempt.retryAfterSeconds);
    }
    this.remember(digest);
    const rule = { name: 'api', max: found.key.ratePerMinute, windowMs: MINUTE_MS };
    const attempt = this.limiter.take(rule, found.key.id);
    return attempt.allowed ? found : tooMany(attempt.retryAfterSeconds);
  }

  private remember(digest: string): void {
    this.proven.delete(digest);
    this.proven.add(digest);
    const [oldest] = this.proven;
    if (this.proven.size > MAX_PROVEN && oldest !== undefined) this.proven.delete(oldest);
  }
}

function tooMany(retryAfterSeconds: number): Admission {
  return { ok: false, reason: 'too-many', retryAfterSeconds };
}
