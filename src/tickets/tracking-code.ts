import type { KeyRing } from '../contacts/key-ring.js';

/** Crockford's base 32: no I, L, O, U (https://www.crockford.com/base32.html). */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const WELL_FORMED = /^[0-9A-HJKMNP-TV-Z]+$/;
const LENGTH = 12;

/**
 * The citizen's key to their report: 60 bits of a keyed HMAC over the opening message's id, so that the
 * web process can show it before a worker has opened the ticket. Never stored in clear.
 * @returns `XXXX-XXXX-XXXX`
 */
export function trackingCode(keys: KeyRing, inboundId: string): string {
  let bits = keys.hmac('tracking-code', inboundId).readBigUInt64BE(0) >> 4n;
  let code = '';
  for (let index = 0; index < LENGTH; index += 1) {
    code = ALPHABET.charAt(Number(bits & 31n)) + code;
    bits >>= 5n;
  }
  return `${code.slice(0, 4)}-${code.slice(4, 8)}-${code.slice(8)}`;
}

/**
 * Reads a code as people type it: any case, spaces, dashes, O for 0, I or L for 1.
 * @returns the code as `trackingCode` writes it, or undefined when it can't be one.
 */
export function parseTrackingCode(typed: string): string | undefined {
  const code = typed
    .toUpperCase()
    .replace(/[\s\-–—.]/g, '')
    .replace(/O/g, '0')
    .replace(/[IL]/g, '1');
  if (code.length !== LENGTH || !WELL_FORMED.test(code)) return undefined;
  return `${code.slice(0, 4)}-${code.slice(4, 8)}-${code.slice(8)}`;
}

/** What is stored of a code: enough to find its ticket, not to show it. */
export function trackingHash(keys: KeyRing, code: string): Buffer {
  return keys.hmac('tracking-hash', code);
}
