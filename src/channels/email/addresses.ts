import type { Address } from '../../messaging/inbound-event.js';
import { decodeHeaderText } from './mime/headers.js';

const LONGEST = 254;
/** A mailbox as RFC 5321 allows it without quotes, and names of hosts in any script. */
const BARE = /[^\s@<>()[\]\\,;:"]{1,128}@[\p{L}\p{N}](?:[\p{L}\p{N}._-]{0,189}[\p{L}\p{N}])?/u;
const WHOLE = new RegExp(`^${BARE.source}$`, 'u');
const LONGEST_NAME = 200;

/**
 * The first valid address of a From-like header, whatever is wrong with it: no angle brackets, empty ones, commas
 * in an unquoted name, the address in the name. Undefined where there is none.
 * @param raw a character a byte, as in `MailHeaders.raw`
 */
export function firstAddress(raw: string | undefined): Address | undefined {
  if (raw === undefined) return undefined;
  const names: string[] = [];
  for (const segment of splitAddresses(raw)) {
    const found = readSegment(segment);
    if (found.value !== undefined) {
      // `Budi, S.H. <budi@...>`: what stood before the comma belongs to the name.
      const name = [...names, found.name]
        .filter((part) => part !== '')
        .join(', ')
        .slice(0, LONGEST_NAME)
        .trim();
      return { kind: 'email', value: found.value, ...(name === '' ? {} : { name }) };
    }
    names.push(found.name);
  }
  // The whole header, address included, may stand in one encoded word.
  const decoded = decodeHeaderText(raw);
  if (!raw.includes('=?') || decoded === raw) return undefined;
  return firstAddress(Buffer.from(decoded, 'utf8').toString('latin1').replaceAll('=?', ''));
}

/** Every address of To, Cc and the like, once each, in order. */
export function allAddresses(raws: readonly string[]): string[] {
  const found = new Set<string>();
  for (const raw of raws) {
    for (const segment of splitAddresses(raw)) {
      const { value } = readSegment(segment);
      if (value !== undefined) found.add(value);
    }
  }
  return [...found];
}

/** A mailbox in lower case; undefined for what is none. */
export function mailbox(text: string): string | undefined {
  const bare = text
    .trim()
    .replace(/^mailto:/i, '')
    .replace(/^'(.*)'$/, '$1')
    .replace(/[.,;]+$/, '')
    .toLowerCase();
  return bare.length <= LONGEST && WHOLE.test(bare) ? bare : undefined;
}

/** The first thing in a text that looks like a mailbox. */
export function mailboxIn(text: string): string | undefined {
  const match = BARE.exec(text.slice(0, 2_000));
  return match === null ? undefined : mailbox(match[0].replace(/^'+/, ''));
}

function readSegment(segment: string): { value?: string; name: string } {
  const open = angleStart(segment);
  if (open !== -1) {
    const close = segment.indexOf('>', open);
    const inside = decodeHeaderText(segment.slice(open + 1, close === -1 ? undefined : close));
    const value = mailbox(inside) ?? quotedMailbox(inside) ?? mailboxIn(inside);
    const before = segment.slice(0, open);
    // Two people without a comma between them: the first counts.
    const earlier = /^([^"<>]*)<([^<>\s"]{1,128}@[^<>\s"]{1,255})>(?!.*")/s.exec(before);
    const first = earlier?.[2] === undefined ? undefined : mailbox(earlier[2]);
    if (first !== undefined) return { value: first, name: displayName(earlier?.[1] ?? '', first) };
    if (value !== undefined) return { value, name: displayName(before, value) };
  }
  const decoded = decodeHeaderText(segment.replace(/^[^:"<@]*:/, ''));
  const value = mailboxIn(decoded);
  if (value === undefined) return { name: displayName(open === -1 ? segment : segment.slice(0, open)) };
  const comment = /\(([^()]*)\)/.exec(decoded)?.[1];
  const around = comment ?? decoded.replace(BARE, '').replace(/[<>()[\]]/g, ' ');
  return { value, name: tidy(around, value) };
}

/** `"budi santoso"@desa.example`: rare, and allowed. */
function quotedMailbox(text: string): string | undefined {
  const match = /^"([^"@\\\r\n]{1,64})"@([\p{L}\p{N}._-]{1,190})$/u.exec(text.trim());
  return match === null ? undefined : text.trim().toLowerCase();
}

function displayName(raw: string, value = ''): string {
  return tidy(decodeHeaderText(raw.replace(/^\s*"(.*)"\s*$/s, '$1')), value);
}

/** A name as it is shown: without quotes; none where it only repeats the address. */
function tidy(text: string, value: string): string {
  const name = text
    .replace(/\\(.)/g, '$1')
    .replace(/["\p{Cc}]/gu, '')
    .replace(/\s+/g, ' ')
    .replace(/^[\s,;']+|[\s,;']+$/g, '');
  return name.toLowerCase() === value ? '' : name;
}

/** Splits at commas and semicolons outside quotes, comments and angle brackets. */
function splitAddresses(raw: string): string[] {
  const segments: string[] = [];
  let from = 0;
  let quoted = false;
  let nested = 0;
  for (let at = 0; at < raw.length; at += 1) {
    const sign = raw[at];
    if (sign === '\\') at += 1;
    else if (sign === '"') quoted = !quoted && raw.includes('"', at + 1);
    else if (quoted) continue;
    else if (sign === '(' || sign === '<') nested += 1;
    else if (sign === ')' || sign === '>') nested = Math.max(0, nested - 1);
    else if ((sign === ',' || sign === ';') && (nested === 0 || !/[>)]/.test(raw.slice(at, at + LONGEST)))) {
      segments.push(raw.slice(from, at));
      from = at + 1;
      nested = 0;
    }
  }
  segments.push(raw.slice(from));
  return segments.filter((segment) => segment.trim() !== '');
}

/** Where the angle bracket of the address opens: outside quotes; the last one, since names may hold some too. */
function angleStart(segment: string): number {
  let quoted = false;
  let found = -1;
  for (let at = 0; at < segment.length; at += 1) {
    const sign = segment[at];
    if (sign === '\\') at += 1;
    else if (sign === '"') quoted = !quoted && segment.includes('"', at + 1);
    else if (!quoted && sign === '<') found = at;
  }
  return found;
}
