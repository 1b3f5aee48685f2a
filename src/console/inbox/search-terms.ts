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
  const addresses = addressesOf(text);
  if (addresses.length > 0) return { kind: 'contact', addresses };
  return { kind: 'words', words: wordsQuery(text) };
}

/** A telephone number may be known by SMS or by WhatsApp. */
function addressesOf(text: string): Address[] {
  if (text.includes('@')) {
    const mailbox = parseEmail(text);
    return mailbox ? [mailbox] : [];
  }
  if (!/^[+\d][\d\s().-]{6,24}$/.test(text)) return [];
  const phone = parsePhone(text);
  return phone ? [phone, { kind: 'whatsapp', value: phone.value }] : [];
}

/** All words must be there; the last one may be the beginning of a longer one, since people search while they type. */
function wordsQuery(text: string): string | null {
  const words = (text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []).slice(0, MOST_WORDS);
  if (words.length === 0) return null;
  return words.map((word, index) => (index === words.length - 1 && word.length > 2 ? `${word}:*` : word)).join(' & ');
}
