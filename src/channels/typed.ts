import { parsePhoneNumberFromString } from 'libphonenumber-js/min';
import type { Address } from '../messaging/inbound-event.js';

/**
 * One way of writing for one text: LF line ends, composed characters (NFC), no control characters
 * (PostgreSQL takes no NUL), no half surrogates, no invisible direction overrides.
 */
export function cleanText(typed: string): string {
  return typed
    .toWellFormed()
    .normalize('NFC')
    .replace(/\r\n?/g, '\n')
    .replace(/[\u202A-\u202E\u2066-\u2069]/g, '')
    .replace(/[^\P{Cc}\n\t]/gu, '')
    .trim();
}

/** Written as people write it (`0811 ...`); E.164 comes out. */
export function parsePhone(typed: string): Address | undefined {
  const parsed = typed === '' ? undefined : parsePhoneNumberFromString(typed, 'ID');
  return parsed?.isValid() ? { kind: 'phone', value: parsed.number } : undefined;
}

/** Undefined for what can't be a mailbox; in small letters. */
export function parseEmail(typed: string): Address | undefined {
  return /^[^\s@<>()"',;:]+@[^\s@<>()"',;:]+\.[\p{L}\d-]{2,}$/u.test(typed)
    ? { kind: 'email', value: typed.toLowerCase() }
    : undefined;
}
