import { timingSafeEqual } from 'node:crypto';
import type { KeyRing } from '../contacts/key-ring.js';
import type { Clock } from '../observability/clock.js';

/** As long as an agency may have for an answer, and some; the ticket's own state says what can still be done. */
const LIFETIME_MS = 90 * 86_400_000;
/** Bytes of the signature: 96 bits can't be guessed, and an SMS has little room. */
const SIGNATURE_BYTES = 12;
/** Of links' expiry: whole hours since 1970 are short in base 36. */
const HOUR_MS = 3_600_000;

/**
 * Signed, expiring addresses by which an officer works on a dispatch without an account. Whoever holds one acts as
 * that officer on that dispatch, and on nothing else.
 */
export class DispatchLinks {
  constructor(private readonly parts: { keys: KeyRing; clock: Clock }) {}

  /** Without scheme and host. */
  path(dispatchId: string, officerId: string): string {
    const until = Math.ceil((this.parts.clock.now().getTime() + LIFETIME_MS) / HOUR_MS);
    const claim = `${packed(dispatchId)}${packed(officerId)}${until.toString(36)}`;
    return `/d/${claim}.${this.sign(claim).toString('base64url')}`;
  }

  /** @param token what stands behind `/d/`. Undefined for a forged or altered one, and for one that has run out. */
  read(token: string): { dispatchId: string; officerId: string } | undefined {
    const found = this.inspect(token);
    return found && !found.expired ? { dispatchId: found.dispatchId, officerId: found.officerId } : undefined;
  }

  /** What a link says that we gave; undefined for a forged or altered one. Who holds an expired one may ask for another. */
  inspect(token: string): { dispatchId: string; officerId: string; expired: boolean } | undefined {
    const [claim = '', signature = '', ...more] = token.split('.');
    const given = Buffer.from(signature, 'base64url');
    const expected = this.sign(claim);
    if (more.length > 0 || given.length !== expected.length || !timingSafeEqual(given, expected)) return undefined;
    // Base64 has several spellings of one value; the link has one.
    if (given.toString('base64url') !== signature) return undefined;
    const until = parseInt(claim.slice(2 * PACKED), 36) * HOUR_MS;
    const expired = !(until > this.parts.clock.now().getTime());
    return {
      dispatchId: unpacked(claim.slice(0, PACKED)),
      officerId: unpacked(claim.slice(PACKED, 2 * PACKED)),
      expired,
    };
  }

  private sign(claim: string): Buffer {
    return this.parts.keys.hmac('dispatch-link', claim).subarray(0, SIGNATURE_BYTES);
  }
}

/** Characters of a UUID's 16 bytes in base64url. */
const PACKED = 22;

function packed(id: string): string {
  return Buffer.from(id.replaceAll('-', ''), 'hex').toString('base64url');
}

function unpacked(text: string): string {
  const hex = Buffer.from(text, 'base64url').toString('hex');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
