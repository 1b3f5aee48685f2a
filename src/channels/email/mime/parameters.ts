import { decodeText } from './charset.js';
import { decodeHeaderText } from './headers.js';

/** A value with parameters: `text/plain; charset=utf-8`. */
export interface Parameterised {
  /** In lower case. */
  value: string;
  /** Names in lower case. */
  parameters: ReadonlyMap<string, string>;
}

/** `text/plain (teks biasa); ...`; in the value only, file names have brackets of their own. */
const COMMENT = /^([^;"(=]{0,200})\([^()]{0,200}\)/;

/**
 * Reads Content-Type and Content-Disposition: RFC 2045, with the continuations and charsets of RFC 2231, and what
 * mailers really write (encoded words in quotes, raw bytes, spaces without quotes).
 * @param raw a character a byte
 */
export function readParameterised(raw: string): Parameterised {
  const [head = '', ...rest] = splitOutsideQuotes(raw.replace(COMMENT, '$1 '), ';');
  const value = /^\s*([^\s,]*)(?:[\s,]+(.*))?$/s.exec(head);
  // `text/html charset=utf-8`: the semicolon was forgotten.
  if (value?.[2] !== undefined) rest.unshift(value[2]);
  const sections = new Map<string, { index: number; encoded: boolean; raw: string }[]>();
  for (const piece of rest) {
    const equals = piece.indexOf('=');
    if (equals <= 0) continue;
    const match = /^([^*\s]+)(?:\*(\d{1,3}))?(\*)?$/.exec(piece.slice(0, equals).trim().toLowerCase());
    if (match?.[1] === undefined) continue;
    const list = sections.get(match[1]) ?? [];
    list.push({
      index: Number(match[2] ?? -1),
      encoded: match[3] !== undefined,
      raw: unquote(piece.slice(equals + 1)),
    });
    sections.set(match[1], list);
  }
  const parameters = new Map([...sections].map(([name, list]) => [name, join(list)]));
  return { value: (value?.[1] ?? '').toLowerCase(), parameters };
}

function join(list: { index: number; encoded: boolean; raw: string }[]): string {
  const extended = list.filter(({ index, encoded }) => index >= 0 || encoded);
  // Where both forms are given, the extended one is the exact one (RFC 2231, section 4; RFC 6266, 4.3).
  if (extended.length === 0) return decodeHeaderText(list[0]?.raw ?? '');
  const ordered = [...extended].sort((one, other) => one.index - other.index);
  const first = ordered[0];
  if (!ordered.some(({ encoded }) => encoded)) return decodeHeaderText(ordered.map(({ raw }) => raw).join(''));
  const label = first?.encoded ? /^([^']*)'[^']*'/.exec(first.raw) : null;
  const bytes = ordered.map(({ encoded, raw }, position) => {
    const text = position === 0 && label ? raw.slice(label[0].length) : raw;
    return Buffer.from(encoded ? unescape(text) : text, 'latin1');
  });
  return decodeText(Buffer.concat(bytes), label?.[1]).trim();
}

function unescape(text: string): string {
  return text.replace(/%([0-9A-Fa-f]{2})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));
}

function unquote(text: string): string {
  const trimmed = text.trim();
  if (!trimmed.startsWith('"')) return trimmed;
  const inner = /^"((?:[^"\\]|\\.)*)"?/s.exec(trimmed)?.[1] ?? trimmed.slice(1);
  // Only quotes and backslashes are escaped in practice; `C:\foto.jpg` is not.
  return inner.replace(/\\(["\\])/g, '$1');
}

function splitOutsideQuotes(text: string, separator: string): string[] {
  const pieces: string[] = [];
  let from = 0;
  let quoted = false;
  for (let at = 0; at < text.length; at += 1) {
    const sign = text[at];
    if (quoted && sign === '\\') at += 1;
    else if (sign === '"') quoted = !quoted;
    else if (sign === separator && !quoted) {
      pieces.push(text.slice(from, at));
      from = at + 1;
    }
  }
  pieces.push(text.slice(from));
  return pieces;
}
