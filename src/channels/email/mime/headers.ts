import { decodeBare, decodeText } from './charset.js';
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

  /** The same header with bare bytes that are no UTF-8 read in the charset of the mail's text, as mail programs do. */
  readIn(charset: string | undefined): MailHeaders {
    return new MailHeaders(
      this.fields.map(({ name, raw }) => {
        if (!/[\x80-\xff]/.test(raw) && !raw.includes('\u001b')) return { name, raw };
        const text = decodeBare(Buffer.from(raw, 'latin1'), charset);
        return { name, raw: Buffer.from(text, 'utf8').toString('latin1') };
      }),
    );
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
    const lineStart = at;
    const lineFeed = bytes.indexOf(0x0a, at);
    const next = lineFeed === -1 || lineFeed >= end ? end : lineFeed + 1;
    const line = bytes.toString('latin1', at, Math.min(next, at + LONGEST_FIELD)).replace(/\r*\n$/, '');
    at = next;
    if (/^\r*$/.test(line)) {
      body = at;
      break;
    }
    const current = fields.at(-1);
    if (current !== undefined && endsHeader(line, bytes, at, end)) {
      body = line.startsWith('--') ? lineStart : at;
      break;
    }
    if (/^[ \t]/.test(line) || (current !== undefined && isUnfolded(current.lines.at(-1) ?? '', line))) {
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

/** Relays leave a space on the empty line below the header, or forget the line before the first delimiter. */
function endsHeader(line: string, bytes: Buffer, next: number, end: number): boolean {
  if (/^--[^\s:]+$/.test(line)) return true;
  if (!/^[ \t]+$/.test(line)) return false;
  const following = bytes.toString('latin1', next, Math.min(end, next + 240)).split('\n', 1)[0] ?? '';
  return !/^[ \t]/.test(following) && !FIELD.test(following);
}

/** A parameter that should have been indented: `boundary="..."` on a line of its own, below a line that ends in `;`. */
function isUnfolded(above: string, line: string): boolean {
  return /;\s*$/.test(above) && /^[A-Za-z][\w*-]{0,60}=/.test(line);
}

/** The text may hold question marks, and the end may have been cut off. */
const WORD = /=\?([^?\s]{1,60})\?([bBqQ])\?([^?]*(?:\?(?!=)[^?]*)*)(?:\?=|$)/g;

/**
 * A raw header value as text: encoded words (RFC 2047) and bare 8-bit bytes. Neighbouring words of one charset
 * are joined before decoding, since mailers cut them in the middle of a character, or of a base64 group.
 */
export function decodeHeaderText(raw: string): string {
  const pieces: string[] = [];
  let pending: { charset: string; words: { encoding: string; text: string }[] } | undefined;
  const flush = (): void => {
    if (pending !== undefined) pieces.push(decodeText(Buffer.concat(pending.words.map(wordBytes)), pending.charset));
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
    // RFC 2231 puts a language behind the charset.
    const charset = (match[1] ?? '').replace(/\*.*$/, '').toLowerCase();
    if (pending !== undefined && pending.charset !== charset) flush();
    pending ??= { charset, words: [] };
    addWord(pending.words, (match[2] ?? 'Q').toUpperCase(), match[3] ?? '');
    last = match.index + match[0].length;
  }
  flush();
  pieces.push(decodeText(Buffer.from(raw.slice(last), 'latin1')));
  return pieces.join('').replace(/\s+/g, ' ').trim();
}

/** A base64 word that ends in the middle of a group goes on in the next one. */
function addWord(words: { encoding: string; text: string }[], encoding: string, text: string): void {
  const before = words.at(-1);
  const bare = before?.text.replace(/\s/g, '') ?? '';
  if (encoding === 'B' && before?.encoding === 'B' && bare.length % 4 !== 0 && !bare.endsWith('='))
    before.text = bare + text;
  else words.push({ encoding, text });
}

function wordBytes({ encoding, text }: { encoding: string; text: string }): Buffer {
  if (encoding === 'B') return decodeBase64(Buffer.from(text, 'latin1'));
  const plain = text
    .replace(/_/g, ' ')
    .replace(/=([0-9A-Fa-f]{2})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));
  return Buffer.from(plain, 'latin1');
}
