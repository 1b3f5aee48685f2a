import { cleanText } from '../../wire/text.js';
import { type MailHeaders, readHeaders } from './headers.js';
import { readParameterised } from './parameters.js';
import { decodeTransfer } from './transfer.js';

/** A node of a mail's MIME tree (RFC 2045, 2046). */
export interface MimePart {
  headers: MailHeaders;
  /** `text/plain`, in lower case. */
  type: string;
  parameters: ReadonlyMap<string, string>;
  /** In lower case; absent where the part says nothing. */
  disposition?: string;
  filename?: string;
  /** Without its angle brackets. */
  contentId?: string;
  /** `1.2`: second part of the first; the whole mail is `1`. */
  path: string;
  /** Empty for leaves. */
  children: MimePart[];
  /** Decoded from its transfer encoding; for a multipart nothing. */
  content(): Buffer;
  /** The whole content as it was sent. */
  encoded: Buffer;
}

export const DEEPEST_NEST = 150;
export const MOST_PARTS = 1_000;
const LONGEST_NAME = 255;

/** Bytes looked through for delimiters, over all levels: keeps deep nests of huge mails from taking minutes. */
const MOST_SCANNED = 2 * 1024 ** 3;

/**
 * Takes a mail apart. Never fails: what is nested deeper than `DEEPEST_NEST` or comes after `MOST_PARTS` parts
 * stays in one piece, a multipart without its boundary is text.
 */
export function readMime(raw: Buffer): MimePart {
  const bytes = withLineFeeds(raw);
  const root = readPart(
    bytes,
    { start: mailStart(bytes), end: bytes.length, path: '1', depth: 0, fallback: 'text/plain' },
    { left: MOST_PARTS, scan: MOST_SCANNED },
  );
  root.headers = root.headers.readIn(charsetWithin(root, 0));
  return root;
}

/** The charset of the first text that names one. */
function charsetWithin(part: MimePart, depth: number): string | undefined {
  const label = part.parameters.get('charset');
  if (label !== undefined || depth > 5) return label;
  for (const child of part.children) {
    const found = charsetWithin(child, depth + 1);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Lines that end in bare carriage returns throughout (old Macs, some scanners), as lines. */
function withLineFeeds(bytes: Buffer): Buffer {
  if (bytes.includes(0x0a) || !bytes.includes(0x0d)) return bytes;
  return Buffer.from(bytes.map((byte) => (byte === 0x0d ? 0x0a : byte)));
}

interface Budget {
  left: number;
  scan: number;
}

interface Place {
  start: number;
  end: number;
  path: string;
  depth: number;
  /** The type of a part that names none. */
  fallback: string;
}

function readPart(bytes: Buffer, place: Place, budget: Budget): MimePart {
  budget.left -= 1;
  const { headers, body } = readHeaders(bytes, place.start, place.end);
  const contentType = readParameterised(headers.raw('content-type') ?? '');
  const disposition = readParameterised(headers.raw('content-disposition') ?? '');
  const type = mediaType(contentType.value, place.fallback);
  const encoding = (headers.raw('content-transfer-encoding') ?? '')
    .replace(/[;(].*$/s, '')
    .trim()
    .toLowerCase();
  const encoded = bytes.subarray(body, place.end);
  const filename = cleanName(disposition.parameters.get('filename') ?? contentType.parameters.get('name'));
  const contentId = headers.raw('content-id')?.replace(/^[<\s]+|[>\s]+$/g, '');
  const isWords = (type === 'text/plain' || type === 'text/html') && filename === undefined;
  let decoded: Buffer | undefined;
  const part: MimePart = {
    headers,
    type,
    parameters: contentType.parameters,
    ...(disposition.value === '' ? {} : { disposition: disposition.value }),
    ...(filename === undefined ? {} : { filename }),
    ...(contentId === undefined || contentId === '' ? {} : { contentId }),
    path: place.path,
    children: [],
    content: () => (decoded ??= decodeTransfer(encoded, encoding, isWords)),
    encoded,
  };
  if (!type.startsWith('multipart/')) return part;
  budget.scan -= place.end - body;
  const tooDeep = place.depth >= DEEPEST_NEST || budget.scan < 0;
  const ranges = tooDeep ? [] : splitMultipart(bytes, body, place.end, contentType.parameters.get('boundary') ?? '');
  const fallback = type === 'multipart/digest' ? 'message/rfc822' : 'text/plain';
  for (const [index, [start, end]] of ranges.entries()) {
    if (budget.left <= 0) break;
    const path = `${place.path}.${String(index + 1)}`;
    part.children.push(readPart(bytes, { start, end, path, depth: place.depth + 1, fallback }, budget));
  }
  // A multipart that can't be split is shown as what it is: text.
  if (part.children.length === 0) part.type = tooDeep ? 'application/octet-stream' : 'text/plain';
  return part;
}

/** By the boundary that the header names, else by the delimiter that the content really has. */
function splitMultipart(bytes: Buffer, from: number, to: number, boundary: string): [number, number][] {
  const ranges = boundary === '' ? [] : splitByBoundary(bytes, from, to, boundary);
  if (ranges.length > 0) return ranges;
  const found = boundaryWithin(bytes, from, to);
  return found === undefined ? [] : splitByBoundary(bytes, from, to, found);
}

const DELIMITER_SOUGHT_BYTES = 64 * 1024;

/** What follows the dashes of the first line that stands above a part's header. */
function boundaryWithin(bytes: Buffer, from: number, to: number): string | undefined {
  const text = bytes.toString('latin1', from, Math.min(to, from + DELIMITER_SOUGHT_BYTES));
  return /^--([^\r\n]{1,200}?)[ \t]*\r?\n(?=content-[a-z-]{2,40}[ \t]{0,20}:)/im.exec(text)?.[1];
}

/** Where each part between delimiter lines starts and ends; the last may lack its end (RFC 2046, 5.1.1). */
function splitByBoundary(bytes: Buffer, from: number, to: number, boundary: string): [number, number][] {
  const needle = Buffer.from(`--${boundary}`, 'latin1');
  const ranges: [number, number][] = [];
  let open: number | undefined;
  let at = bytes.indexOf(needle, from);
  while (at !== -1 && at < to) {
    const after = at + needle.length;
    const line = at === from || bytes[at - 1] === 0x0a ? delimiterEnd(bytes, after, to) : undefined;
    if (line !== undefined) {
      if (open !== undefined) ranges.push([open, beforeLineBreak(bytes, open, at)]);
      open = line.closes ? undefined : line.end;
      if (line.closes || ranges.length >= MOST_PARTS) return ranges;
    }
    at = bytes.indexOf(needle, after);
  }
  if (open !== undefined && open < to) ranges.push([open, to]);
  return ranges;
}

/** Only white space may follow on a delimiter's line. */
function delimiterEnd(bytes: Buffer, after: number, to: number): { end: number; closes: boolean } | undefined {
  const closes = bytes[after] === 0x2d && bytes[after + 1] === 0x2d;
  for (let at = closes ? after + 2 : after; at < to; at += 1) {
    const byte = bytes[at];
    if (byte === 0x0a) return { end: at + 1, closes };
    if (byte !== 0x0d && byte !== 0x20 && byte !== 0x09) return undefined;
  }
  return { end: to, closes };
}

/** The line break before a delimiter belongs to the delimiter. */
function beforeLineBreak(bytes: Buffer, start: number, delimiter: number): number {
  let end = delimiter;
  if (end > start && bytes[end - 1] === 0x0a) end -= 1;
  if (end > start && bytes[end - 1] === 0x0d) end -= 1;
  return end;
}

function mediaType(value: string, fallback: string): string {
  if (value === '') return fallback;
  if (/^[\w!#$&^.+-]+\/[\w!#$&^.+-]+$/.test(value)) return value;
  if (value === 'html') return 'text/html';
  return value.startsWith('multipart') || value.startsWith('text') || !value.includes('/')
    ? 'text/plain'
    : 'application/octet-stream';
}

/** Empty lines and a mailbox file's `From ` line come before the header. */
function mailStart(bytes: Buffer): number {
  let start = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
  while (bytes[start] === 0x0a || bytes[start] === 0x0d) start += 1;
  if (/^>?From [^:\s]/.test(bytes.toString('latin1', start, start + 7))) {
    const lineFeed = bytes.indexOf(0x0a, start);
    return lineFeed === -1 ? bytes.length : lineFeed + 1;
  }
  return start;
}

/** A file name without control characters, and without the folders of a path; `Surat 12/XI.pdf` is no path. */
export function cleanName(name: string | undefined): string | undefined {
  const isPath = /^(?:[A-Za-z]:)?[/\\]|^\.{1,2}[/\\]|[\\]/.test(name?.trim() ?? '');
  const bare = (isPath ? name?.split(/[/\\]/).at(-1) : name?.replaceAll('/', '_'))?.replace(/\p{Cc}/gu, '').trim();
  return bare === undefined || bare === '' ? undefined : cleanText(bare.slice(-LONGEST_NAME));
}
