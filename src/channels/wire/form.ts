import { isAscii } from 'node:buffer';
import { MalformedPayloadError } from '../../messaging/errors.js';

/** Fields of a urlencoded body or query string; without prototype, the first of repeated names wins. */
export type FormFields = Readonly<Record<string, string>>;

export interface Form {
  fields: FormFields;
  /** A name came more than once; `fields` holds its first value. */
  repeated: boolean;
}

const decoder = new TextDecoder('utf-8', { fatal: true });
const MOST_FIELDS = 400;
const PERCENT_CODES = 'percent codes that make UTF-8 text';

/**
 * Strict reading of application/x-www-form-urlencoded (WHATWG URL, 5.1), where Node's readers replace
 * what is wrong: a complaint whose letters were lost must be seen, not stored.
 * @throws MalformedPayloadError for invalid UTF-8, a broken percent code or too many fields.
 */
export function parseForm(bytes: Buffer | string, where: string): Form {
  const fields = Object.create(null) as Record<string, string>;
  const source = typeof bytes === 'string' ? bytes : decodeUtf8(bytes, where);
  let repeated = false;
  if (source === '') return { fields, repeated };
  const pairs = source.split('&');
  if (pairs.length > MOST_FIELDS) throw new MalformedPayloadError(where, `at most ${String(MOST_FIELDS)} fields`);
  for (const pair of pairs) {
    if (pair === '') continue;
    const equals = pair.indexOf('=');
    const name = fieldName(equals < 0 ? pair : pair.slice(0, equals));
    if (name === undefined) throw new MalformedPayloadError(where, PERCENT_CODES);
    if (name in fields) {
      repeated = true;
      continue;
    }
    const value = equals < 0 ? '' : decodePart(pair.slice(equals + 1));
    if (value === undefined) throw new MalformedPayloadError(isFieldName(name) ? name : where, PERCENT_CODES);
    fields[name] = value;
  }
  return { fields, repeated };
}

/** Bytes as UTF-8 text. @throws MalformedPayloadError where they are not. */
export function decodeUtf8(bytes: Buffer, where: string): string {
  // Forms are ASCII but for careless writers, and those bytes are one character each.
  if (isAscii(bytes)) return bytes.toString('latin1');
  try {
    return decoder.decode(bytes);
  } catch {
    throw new MalformedPayloadError(where, 'UTF-8 text');
  }
}

/** The query string of a URL, without its question mark. */
export function queryOf(url: string): string {
  const start = url.indexOf('?');
  if (start < 0) return '';
  const end = url.indexOf('#', start);
  return url.slice(start + 1, end < 0 ? undefined : end);
}

/** The path of a URL, without query and fragment. */
export function pathOf(url: string): string {
  return url.replace(/[?#].*$/s, '').replace(/^[a-z][a-z0-9+.-]*:\/\/[^/]*/i, '');
}

/** The media type of a Content-Type header in lower case, without parameters; empty where absent. */
export function mediaType(header: string | undefined): string {
  if (header === undefined) return '';
  const end = header.indexOf(';');
  return (end < 0 ? header : header.slice(0, end)).trim().toLowerCase();
}

/** True for a name that may stand in an error; others may be anything, a citizen's text included. */
function isFieldName(name: string): boolean {
  return /^[A-Za-z_][\w.-]{0,40}$/.test(name);
}

/** Names that came before. As a property's key a string that is known is found at once; one newly cut from a body is not. */
const knownNames = new Map<string, string>();
const MOST_KNOWN_NAMES = 1_000;

function fieldName(part: string): string | undefined {
  const known = knownNames.get(part);
  if (known !== undefined) return known;
  const name = decodePart(part);
  if (name !== undefined && name === part && isFieldName(name) && knownNames.size < MOST_KNOWN_NAMES) {
    knownNames.set(name, name);
  }
  return name;
}

function decodePart(part: string): string | undefined {
  const spaced = part.includes('+') ? part.replaceAll('+', ' ') : part;
  if (!spaced.includes('%')) return spaced;
  try {
    return decodeURIComponent(spaced);
  } catch {
    return undefined;
  }
}
