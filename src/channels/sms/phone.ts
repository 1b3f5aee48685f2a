import { parsePhoneNumberFromString, type CountryCode } from 'libphonenumber-js/min';
import type { Address } from '../../messaging/inbound-event.js';

/** Numbers without a country code are read as Indonesian. */
const REGION: CountryCode = 'ID';
/** E.164: at most 15 digits after the plus (ITU-T E.164, 6.1). Below 7 it is a short code. */
const E164 = /^\+[1-9]\d{6,14}$/;
/** Indonesian short codes have 3 to 6 digits; longer service codes exist elsewhere. */
const SHORT_CODE = /^\d{3,8}$/;
/** Alphanumeric sender ID: up to 11 characters of the GSM alphabet, at least one a letter (3GPP TS 23.040, 9.1.2.5). */
const ALPHANUMERIC = /^(?=.*\p{L})[\p{L}\p{N} ._&@#!+*/-]{1,15}$/u;

export interface SmsAddress {
  address: Address;
  /**
   * True for short codes and alphanumeric senders: banks, operators, advertisers. Nobody reads what
   * is sent to them, and an answer may cost money or start a loop: they are never answered.
   */
  machine: boolean;
}

/**
 * Reads a sender or receiver as SMS providers write it: E.164, national, without the plus, short
 * code or alphanumeric. Undefined for what is none of these.
 */
export function smsAddress(raw: string): SmsAddress | undefined {
  if (E164.test(raw)) return person(raw);
  // A plus that nobody encoded arrives as a space in forms and query strings.
  const text = /^ \d{7,15}$/.test(raw) ? `+${raw.slice(1)}` : raw.trim();
  if (E164.test(text)) return person(text);
  if (text === '' || text.length > 40) return undefined;
  if (SHORT_CODE.test(text)) return { address: { kind: 'phone', value: text }, machine: true };
  const number = toE164(text);
  if (number !== undefined) return person(number);
  // Everywhere else a plus says that a number follows.
  const name = text.replace(/^[+\s]+/, '');
  return ALPHANUMERIC.test(name) ? { address: { kind: 'phone', value: name }, machine: true } : undefined;
}

/**
 * E.164 of a number written in any usual way; undefined where it can't be a telephone number. Bare
 * digits lack their plus; those that begin with 8 are Indonesian mobile numbers without their 0.
 */
export function toE164(text: string): string | undefined {
  if (!/^[+\d][\d\s().-]{5,24}$/.test(text)) return undefined;
  const readings = [parsePhoneNumberFromString(text, REGION)];
  if (/^[1-79]/.test(text)) readings.unshift(parsePhoneNumberFromString(`+${text}`));
  const number = readings.find((reading) => reading?.isValid()) ?? readings.find((reading) => reading?.isPossible());
  return number !== undefined && E164.test(number.number) ? number.number : undefined;
}

export type NumberFormat = 'e164' | 'plus-less' | 'national';

/** A stored number as an aggregator wants it. Short codes and foreign numbers have no national form: they stay. */
export function formatNumber(value: string, format: NumberFormat): string {
  if (format === 'e164' || !value.startsWith('+')) return value;
  if (format === 'plus-less') return value.slice(1);
  return value.startsWith('+62') ? `0${value.slice(3)}` : value.slice(1);
}

function person(value: string): SmsAddress {
  return { address: { kind: 'phone', value }, machine: false };
}
