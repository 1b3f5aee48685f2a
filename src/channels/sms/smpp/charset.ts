import { decodeGsm, encodeGsm, gsmCodes, isGsm } from './gsm7.js';

/** What `data_coding` 0 means at an SMSC; the specification leaves it open (SMPP 3.4, 5.2.19). */
export type DefaultCharset = 'gsm' | 'latin1' | 'ascii' | 'utf8';

/** How a message's octets are to be read. `octets` are no text by their label, and often text all the same. */
export type Coding =
  'gsm' | 'ascii' | 'latin1' | 'utf8' | 'ucs2' | 'octets' | 'cyrillic' | 'hebrew' | 'japanese' | 'korean';

export const DATA_CODING = { smscDefault: 0x00, latin1: 0x03, ucs2: 0x08 } as const;

/** SMPP 3.4, 5.2.19; from 0x10 on the coding groups of 3GPP TS 23.038, 4. */
export function codingOf(dataCoding: number, fallback: DefaultCharset): Coding {
  if (dataCoding < 0x10) return SMPP_CODINGS[dataCoding] ?? fallback;
  const group = dataCoding >> 4;
  // General data coding: bits 3 and 2 name the alphabet, bit 5 a compression that nobody uses.
  if (group < 0x8) return (dataCoding & 0x20) !== 0 ? 'octets' : (GROUP_ALPHABETS[(dataCoding >> 2) & 3] ?? fallback);
  // Message waiting: 0xE in UCS-2, 0xC and 0xD in the default alphabet.
  if (group === 0xe) return 'ucs2';
  if (group === 0xf) return (dataCoding & 0x04) === 0 ? 'gsm' : 'octets';
  return group >= 0xc ? 'gsm' : fallback;
}

const SMPP_CODINGS: Readonly<Record<number, Coding>> = {
  0x01: 'ascii',
  0x02: 'octets',
  0x03: 'latin1',
  0x04: 'octets',
  0x05: 'japanese',
  0x06: 'cyrillic',
  0x07: 'hebrew',
  0x08: 'ucs2',
  0x0a: 'japanese',
  0x0e: 'korean',
};
const GROUP_ALPHABETS: readonly Coding[] = ['gsm', 'octets', 'ucs2'];
const LABELS = { cyrillic: 'iso-8859-5', hebrew: 'iso-8859-8-i', japanese: 'shift_jis', korean: 'euc-kr' } as const;

/**
 * Text of a message's octets; undefined where they are no text. SMSCs mislabel: octets that the named
 * charset can't have are read as UTF-8 where they are UTF-8, else as Windows-1252, so that no letter is lost.
 */
export function decodeText(bytes: Buffer, coding: Coding): string | undefined {
  switch (coding) {
    case 'gsm':
      return isGsm(bytes) ? decodeGsm(bytes) : guess(bytes);
    case 'ucs2':
      return decodeUcs2(bytes);
    case 'latin1':
    case 'ascii':
    case 'utf8':
      return guess(bytes, coding === 'latin1');
    case 'octets':
      return isProbablyText(bytes) ? guess(bytes) : undefined;
    default:
      return new TextDecoder(LABELS[coding]).decode(bytes);
  }
}

/** Latin-1 by its label is UTF-8 only where whole sequences of it are found: "Ã©" is nobody's text. */
function guess(bytes: Buffer, labelled = false): string {
  const utf8 = strictUtf8(bytes);
  if (utf8 !== undefined && (!labelled || !isGsm(bytes))) return utf8;
  return bytes
    .toString('latin1')
    .replace(/[\u0080-\u009f]/g, (control) => WINDOWS_1252[control.charCodeAt(0) - 0x80] ?? control);
}

/** 0x80 to 0x9F; the five that Windows leaves out stay. Node's decoder of that name reads ISO 8859-1. */
const WINDOWS_1252 = Array.from('€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ');

function strictUtf8(bytes: Buffer): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** Big-endian as the standard wants it, else by its byte order mark or where the other order alone makes sense. */
function decodeUcs2(bytes: Buffer): string {
  // An odd octet at the end is half a character, unless all of it is something else by mistake.
  if (bytes.length % 2 === 1 && isGsm(bytes) && !bytes.includes(0)) return decodeGsm(bytes);
  if (isPlainAscii(bytes)) return bytes.toString('latin1');
  const marked = bytes.length >= 2 && bytes[0] === 0xff && bytes[1] === 0xfe;
  const label = marked || looksLittleEndian(bytes) ? 'utf-16le' : 'utf-16be';
  return new TextDecoder(label).decode(bytes);
}

/** Latin letters in the wrong order, for the most part: more than half of the second octets are zero, and none of the first. */
function looksLittleEndian(bytes: Buffer): boolean {
  if (bytes.length < 4) return false;
  let swapped = 0;
  for (let index = 0; index + 1 < bytes.length; index += 2) {
    if (bytes[index] === 0 && bytes[index + 1] !== 0) return false;
    if (bytes[index + 1] === 0) swapped += 1;
  }
  return swapped * 4 > bytes.length;
}

/**
 * ASCII under the label of UCS-2. Read as that, these octets would be Chinese signs whose halves all happen to be
 * printable ASCII: of four in a row not one text in four hundred.
 */
function isPlainAscii(bytes: Buffer): boolean {
  return bytes.length >= 8 && bytes.every((byte) => (byte >= 0x20 && byte < 0x7f) || byte === 0x0a || byte === 0x0d);
}

/** No control characters but the usual white space. */
function isProbablyText(bytes: Buffer): boolean {
  if (bytes.length === 0) return true;
  const text = strictUtf8(bytes);
  return (
    text !== undefined &&
    Array.from(text).every((character) => (character.codePointAt(0) ?? 0) >= 0x20 || '\n\r\t'.includes(character))
  );
}

export interface EncodedText {
  dataCoding: number;
  /** Characters with their octets; a message is cut between them, never inside one. */
  units: { octets: Buffer; /** In the alphabet's own unit: septets, or octets of UCS-2. */ weight: number }[];
  alphabet: 'gsm' | 'ucs2';
}

/**
 * A text for the SMSC: in the default alphabet where every character is in GSM-7 (and in the SMSC's own
 * charset, where that is another one), else in UCS-2.
 */
export function encodeText(text: string, charset: DefaultCharset): EncodedText {
  const characters = Array.from(text);
  const septets = characters.map((character) => gsmCodes(character));
  const octets = characters.map((character) => defaultOctets(character, charset));
  if (septets.every((codes) => codes !== undefined) && octets.every((bytes) => bytes !== undefined)) {
    const units = characters.map((_character, index) => ({
      octets: octets[index] ?? Buffer.alloc(0),
      weight: septets[index]?.length ?? 0,
    }));
    return { dataCoding: DATA_CODING.smscDefault, alphabet: 'gsm', units };
  }
  const units = characters.map((character) => {
    const bytes = Buffer.from(character, 'utf16le').swap16();
    return { octets: bytes, weight: bytes.length };
  });
  return { dataCoding: DATA_CODING.ucs2, alphabet: 'ucs2', units };
}

function defaultOctets(character: string, charset: DefaultCharset): Buffer | undefined {
  if (charset === 'gsm') return encodeGsm(character);
  if (charset === 'utf8') return Buffer.from(character, 'utf8');
  const code = character.codePointAt(0) ?? 0;
  return code < (charset === 'ascii' ? 0x80 : 0x100) ? Buffer.from([code]) : undefined;
}
