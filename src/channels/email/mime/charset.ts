import iconv from 'iconv-lite';
import { cleanText } from '../../wire/text.js';

/** Encodings in which any byte is a character: a wrong label passes unnoticed, so the bytes are asked first. */
const SINGLE_BYTE =
  /^(?:us-ascii|ascii|ansi_x3|iso-?8859|iso_8859|latin-?\d|l\d$|windows-125|cp-?125|koi8|cp437|cp85\d|cp866|ibm\d|(?:x-)?mac|tis-?620|x-unknown|unknown|default|none|binary|8bit)/;

/** What mailers mean by these labels is what Windows and the web put into them. */
const SUPERSETS: Readonly<Record<string, string>> = {
  'us-ascii': 'windows-1252',
  ascii: 'windows-1252',
  'iso-8859-1': 'windows-1252',
  iso8859_1: 'windows-1252',
  latin1: 'windows-1252',
  'iso-8859-9': 'windows-1254',
  'iso-8859-11': 'windows-874',
  'ks_c_5601-1987': 'cp949',
  'euc-kr': 'cp949',
};

/**
 * A text part's or header's bytes as text. Labels lie: what is valid UTF-8 is read as UTF-8 whatever single-byte
 * encoding it claims to be; what claims UTF-8 or nothing and is not is read as UTF-8 where it is, and its stray
 * bytes as windows-1252. No byte is replaced by a question mark where it can be helped.
 * @param label the `charset` parameter, as written
 */
export function decodeText(bytes: Buffer, label?: string): string {
  return cleanText(decode(bytes, label));
}

/** Bytes without a label of their own: UTF-8 where they are, else in the charset of what stands around them. */
export function decodeBare(bytes: Buffer, around: string | undefined): string {
  const label = /^utf-?(?:16|32)/i.test(around ?? '') ? undefined : around;
  return strictUtf8(bytes) !== undefined && !hasEscapes(bytes) ? decodeText(bytes) : decodeText(bytes, label);
}

function decode(bytes: Buffer, label: string | undefined): string {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return mixed(bytes.subarray(3));
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  const name = (label ?? '')
    .trim()
    .replace(/^["']|["']$/g, '')
    .toLowerCase();
  const utf8 = name === '' || name === 'utf-8' || name === 'utf8' || name === 'unicode-1-1-utf-8';
  if (utf8 || SINGLE_BYTE.test(name)) {
    if (hasEscapes(bytes)) return new TextDecoder('iso-2022-jp').decode(bytes);
    const text = strictUtf8(bytes);
    if (text !== undefined) return text;
    if ((utf8 || UNLABELLED.test(name)) && isChinese(bytes)) return iconv.decode(bytes, 'gb18030');
    if (utf8) return mixed(bytes);
  }
  // Node's own decoder takes windows-1252 for latin1 (nodejs/node#56542), so single bytes are iconv-lite's.
  const superset = SUPERSETS[name] ?? name;
  if ((superset !== name || SINGLE_BYTE.test(name)) && iconv.encodingExists(superset))
    return iconv.decode(bytes, superset);
  const known = decoder(name === 'utf-16' ? byteOrder(bytes) : name);
  if (known !== undefined) {
    const text = known.decode(bytes);
    return text.includes('\ufffd') ? (strictUtf8(bytes) ?? text) : text;
  }
  if (iconv.encodingExists(name)) return iconv.decode(bytes, name);
  return mixed(bytes);
}

/** UTF-16 without a mark at its start: Latin letters have their zero byte on one side (RFC 2781, 4.3: else the big end comes first). */
function byteOrder(bytes: Buffer): string {
  let zeros = 0;
  for (let at = 0; at < Math.min(bytes.length, 2_000); at += 1) if (bytes[at] === 0) zeros += at % 2 === 0 ? 1 : -1;
  return zeros < 0 ? 'utf-16le' : 'utf-16be';
}

/** Labels that say nothing of the bytes above 127. */
const UNLABELLED = /^(?:us-ascii|ascii|x-unknown|unknown|default|none|binary|8bit)/;

/** ISO-2022-JP switches alphabets by escape sequences, which no other text holds. */
function hasEscapes(bytes: Buffer): boolean {
  return bytes.includes('\u001b$B') || bytes.includes('\u001b$@');
}

/**
 * Whether bytes without a label are GB 2312: every run of high bytes is made of pairs. European words have single
 * ones, Cyrillic ones runs of any length.
 */
function isChinese(bytes: Buffer): boolean {
  let pairs = 0;
  for (let at = 0; at < bytes.length; at += 1) {
    const lead = bytes[at] ?? 0;
    if (lead < 0x80) continue;
    const trail = bytes[at + 1] ?? 0;
    if (lead < 0xa1 || lead > 0xf7 || trail < 0xa1 || trail > 0xfe) return false;
    pairs += 1;
    at += 1;
  }
  return pairs >= 4;
}

function decoder(name: string): InstanceType<typeof TextDecoder> | undefined {
  try {
    return new TextDecoder(name);
  } catch {
    return undefined;
  }
}

const STRICT = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function strictUtf8(bytes: Buffer): string | undefined {
  try {
    return STRICT.decode(bytes);
  } catch {
    return undefined;
  }
}

/** Valid UTF-8 sequences as such, every other byte as windows-1252. */
function mixed(bytes: Buffer): string {
  const whole = strictUtf8(bytes);
  if (whole !== undefined) return whole;
  const pieces: string[] = [];
  let plainFrom = 0;
  for (let at = 0; at < bytes.length;) {
    const length = sequenceLength(bytes, at);
    if (length > 0) {
      at += length;
      continue;
    }
    pieces.push(bytes.toString('utf8', plainFrom, at), iconv.decode(bytes.subarray(at, at + 1), 'windows-1252'));
    at += 1;
    plainFrom = at;
  }
  pieces.push(bytes.toString('utf8', plainFrom));
  return pieces.join('');
}

/** Length of the UTF-8 sequence at `at`; 0 where there is none (RFC 3629, section 4). */
function sequenceLength(bytes: Buffer, at: number): number {
  const first = bytes[at] ?? 0;
  if (first < 0x80) return 1;
  const length =
    first >= 0xc2 && first < 0xe0 ? 2 : first >= 0xe0 && first < 0xf0 ? 3 : first >= 0xf0 && first < 0xf5 ? 4 : 0;
  if (length === 0 || at + length > bytes.length) return 0;
  for (let index = 1; index < length; index += 1) {
    const next = bytes[at + index] ?? 0;
    if (next < 0x80 || next > 0xbf) return 0;
  }
  const second = bytes[at + 1] ?? 0;
  if (first === 0xe0 && second < 0xa0) return 0;
  if (first === 0xed && second > 0x9f) return 0;
  if (first === 0xf0 && second < 0x90) return 0;
  return first === 0xf4 && second > 0x8f ? 0 : length;
}
