import { randomBytes } from 'node:crypto';
import type { WebSecrets } from './web-secrets.js';

/** A form may lie open this long: long enough to be called away, short enough to bound what a solved challenge is worth. */
export const FORM_LIFETIME_MS = 24 * 60 * 60 * 1000;

/** What one rendered form is: its nonce becomes the report's identity, so a second post of it is the same report. */
export interface FormToken {
  nonce: string;
  /** Milliseconds since the epoch. */
  issuedAt: number;
  /** What the hidden field carries. */
  value: string;
}

export type TokenReading = { ok: true; token: FormToken } | { ok: false; reason: 'missing' | 'forged' | 'expired' };

/** @param random 16 bytes or more; given by tests. */
export function mintFormToken(
  tenant: string,
  now: Date,
  secrets: WebSecrets,
  random: Buffer = randomBytes(16),
): FormToken {
  const nonce = random.toString('base64url');
  const issuedAt = now.getTime();
  const body = `${nonce}.${issuedAt.toString(36)}`;
  return { nonce, issuedAt, value: `${body}.${secrets.sign('web-form', `${tenant}\n${body}`)}` };
}

/** A token counts for the tenant whose form carried it, and not past its lifetime. */
export function readFormToken(tenant: string, value: string, now: Date, secrets: WebSecrets): TokenReading {
  if (value === '') return { ok: false, reason: 'missing' };
  const [nonce = '', issued = '', signature = '', ...rest] = value.split('.');
  if (rest.length > 0 || !secrets.verify('web-form', `${tenant}\n${nonce}.${issued}`, signature))
    return { ok: false, reason: 'forged' };
  const issuedAt = parseInt(issued, 36);
  const age = now.getTime() - issuedAt;
  if (!(age >= -60_000 && age <= FORM_LIFETIME_MS)) return { ok: false, reason: 'expired' };
  return { ok: true, token: { nonce, issuedAt, value } };
}
