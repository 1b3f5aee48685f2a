import { parseEmail, parsePhone } from '../../channels/typed.js';
import type { Address } from '../../messaging/inbound-event.js';
import { formatTicketNumber } from '../../pipeline/identify/ticket-number.js';
import type { Tenant } from '../../tenants/tenant.js';

/**
 * What somebody means by what they typed: a ticket's number, a citizen's address, or words. `words` is a query for
 * PostgreSQL's full-text search; null where nothing of it can be looked for.
 */
export type SearchTerm =
  | { kind: 'number'; number: string }
  | { kind: 'contact'; addresses: readonly Address[] }
  | { kind: 'words'; words: string | null };

/** More words than these narrow nothing down. */
const MOST_WORDS = 8;

/** Pure. @param text trimmed */
export function searchTerm(text: string, { ticketPrefix }: Pick<Tenant, 'ticketPrefix'>): SearchTerm {
  const number = new RegExp(`^#?(?:${ticketPrefix}[-–\\s.]?)?0*(\\d{1,8})$`, 'iu').exec(text)?.[1];
  // A telephone number has more digits, or begins as one does.
  if (number !== undefined && !/^(?:\+|08|62)\d{6,}$/.test(text.replace(/[\s.-]/g, '')))
    return { kind: 'number', number: formatTicketNumber(ticketPrefix, Number(number)) };
  const addresses = addressesOf(plain(text));
  if (addresses.length > 0) return { kind: 'contact', addresses };
  return { kind: 'words', words: wordsQuery(text) };
}

/**
 * Whether a text names a citizen, or may: a mailbox, or as many digits as a telephone number or a NIK has, however they are
 * grouped. It stands in no address then (promise 10). Ticket numbers have fewer. Pure.
 */
export function namesSomebody(text: string, tenant: Pick<Tenant, 'ticketPrefix'>): boolean {
  const term = searchTerm(text, tenant);
  if (term.kind === 'number') return false;
  return term.kind === 'contact' || MAILBOX.test(text) || MANY_DIGITS.test(text);
}

const MAILBOX = /[^\s@]@[^\s@]/u;
const MANY_DIGITS = /\p{Nd}(?:[^\p{L}\p{N}]{0,3}\p{Nd}){6,}/u;
/** What stands before a number or a mailbox that was copied from somewhere. */
const LABEL = /^(?:(?:nomor|no|hp|telepon|telp|tlp|tel|phone|wa|whatsapp|sms|email|e-mail|surel|mailto)[\s.:]+)+/iu;

/** An address as it would be typed: without a label, invisible marks, brackets, other scripts' digits and dashes. */
function plain(text: string): string {
  const typed = text.normalize('NFKC').replace(/[\p{Cf}\p{Cc}]/gu, '').replace(/\p{Pd}/gu, '-').trim();
  const within = /<([^<>]+)>$/.exec(typed)?.[1] ?? typed;
  return within.replace(LABEL, '').replace(/[.,;]+$/, '').trim();
} // prettier-ignore

/** A telephone number may be known by SMS or by WhatsApp. */
function addressesOf(text: string): Address[] {
  if (text.includes('@')) {
    const mailbox = parseEmail(text);
    return mailbox ? [mailbox] : [];
  }
  if (!/^\+?[\d\s()./-]{7,30}$/.test(text)) return [];
  // 00 is what is dialled for +; 62 without either is what WhatsApp shows.
  const digits = text.replace(/[^\d+]/g, '').replace(/^(?:00)?62(?=8)/, '+62');
  const phone = parsePhone(digits);
  return phone ? [phone, { kind: 'whatsapp', value: phone.value }] : [];
}

/** All words must be there; the last one may be the beginning of a longer one, since people search while they type. */
function wordsQuery(text: string): string | null {
  const words = (text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []).slice(0, MOST_WORDS);
  if (words.length === 0) return null;
  return words.map((word, index) => (index === words.length - 1 && word.length > 2 ? `${word}:*` : word)).join(' & ');
}
