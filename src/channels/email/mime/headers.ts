import { decodeText } from './charset.js';
import { decodeBase64 } from './transfer.js';

/** One header field; `raw` is its unfolded value with a character a byte (latin1). */
export interface HeaderField {
  /** In lower case. */
  name: string;
  raw: string;
}

/** A part's header. Names are asked for in lower case. */
export class MailHeaders {
  constructor(readonly fields: readonly HeaderField[]) {}

  /** The first field's raw value. */
  raw(name: string): string | undefined {
    return this.fields.find((field) => field.name === name)?.raw;
  }

  allRaw(name: string): string[] {
    return this.fields.filter((field) => field.name === name).map(({ raw }) => raw);
  }

  /** The first field's value as text, encoded words and raw bytes decoded. */
  text(name: string): string | undefined {
    const raw = this.raw(name);
    return raw === undefined ? undefined : decodeHeaderText(raw);
  }

  has(name: string): boolean {
    return this.fields.some((field) => field.name === name);
  }
}

const MOST_FIELDS = 5_000;
/** Beyond this a header field is cut: nothing honest is as long, and hundreds of recipients fit. */
const LONGEST_FIELD = 256 * 1024;
const FIELD = /^([\x21-\x39\x3b-\x7e]{1,200})[ \t]*:(.*)$/s;

/**
 * Reads the header at `start`; `body` is where the content begins. Lines that are no fields are passed over,
 * as is the `From ` line of a mailbox file.
 */
export function readHeaders(bytes: Buffer, start: number, end: number): { headers: MailHeaders; body: number } {
  const fields: { name: string; lines: string[]; length: number }[] = [];
  let at = start;
  let body = end;
  while (at < end) {
    const lineFeed = bytes.indexOf(0x0a, at);
    const next = lineFeed === -1 || lineFeed >= end ? end : lineFeed + 1;
    const line = bytes.toString('latin1', at, Math.min(next, at + LONGEST_FIELD)).replace(/\r?\n$/, '');
    at = next;
    if (line === '' || line === '\r') {
      body = at;
      break;
    }
    const current = fields.at(-1);
    if (/^[ \t]/.test(line)) {
      if (current !== undefined && current.length < LONGEST_FIELD) {
        current.lines.push(line);
        current.length += line.length;
      }
      continue;
    }
    const match = fields.length < MOST_FIELDS ? FIELD.exec(line) : null;
    // What begins with anything else has no header at all: all of it is content.
    if (match === null && fields.length === 0) return { headers: new MailHeaders([]), body: start };
    if (match?.[1] !== undefined)
      fields.push({ name: match[1].toLowerCase(), lines: [match[2] ?? ''], length: line.length });
  }
  return {
    headers: new MailHeaders(fields.map(({ name, lines }) => ({ name, raw: lines.join('').trim() }))),
    body,
  };
}

const WORD = /=\?([^?\s]{1,60})\?([bBqQ])\?([^?]*)\?=/g;

/**
 * A raw header value as text: encoded words (RFC 2047) and bare 8-bit bytes. Neighbouring words of one charset
 * are joined before decoding, since mailers cut them in the middle of a character.
 */
export function decodeHeaderText(raw: string): string {
  const pieces: string[] = [];
  let pending: { charset: string; bytes: Buffer[] } | undefined;
  const flush = (): void => {
    if (pending !== undefined) pieces.push(decodeText(Buffer.concat(pending.bytes), pending.charset));
    pending = undefined;
  };
  let last = 0;
  for (const match of raw.matchAll(WORD)) {
    const between = raw.slice(last, match.index);
    // White space between two encoded words is not part of the text (RFC 2047, 6.2).
    if (between !== '' && !(pending !== undefined && /^\s*$/.test(between))) {
      flush();
      pieces.push(decodeText(Buffer.from(between, 'latin1')));
    }
    const charset = (match[1] ?? '').replace(/\*.*$/, '');
    if (pending !== undefined && pending.charset !== charset) flush();
    pending ??= { charset, bytes: [] };
    pending.bytes.push(wordBytes(match[2] ?? 'Q', match[3] ?? ''));
    last = match.index + match[0].length;
  }
  flush();
  pieces.push(decodeText(Buffer.from(raw.slice(last), 'latin1')));
  return pieces.join('').replace(/\s+/g, ' ').trim();
}

function wordBytes(encoding: string, text: string): Buffer {
  if (encoding === 'B' || encoding === 'b') return decodeBase64(Buffer.from(text, 'latin1'));
  const plain = text
    .replace(/_/g, ' ')
    .replace(/=([0-9A-Fa-f]{2})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));
  return Buffer.from(plain, 'latin1');
}
