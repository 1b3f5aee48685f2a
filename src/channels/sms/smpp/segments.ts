import { createHash } from 'node:crypto';
import { encodeText, type DefaultCharset, type EncodedText } from './charset.js';
import { concatHeader, sarTlvs } from './concat.js';
import { pack } from './gsm7.js';
import { UDHI } from './sm.js';
import type { LongMessages } from './smpp.settings.js';

/** One submit_sm's share of a text. */
export interface Segment {
  esmClass: number;
  dataCoding: number;
  payload: Buffer;
  inPayload: boolean;
  tlvs: ReadonlyMap<number, Buffer>;
}

export interface WritingRules {
  charset: DefaultCharset;
  packed: boolean;
  longMessages: LongMessages;
}

/** An SMS carries 140 octets, 160 septets (3GPP TS 23.040, 9.2.3.24). */
const OCTETS = 140;
const MOST_SEGMENTS = 255;
/** Octets of the header that joins parts; where the SMSC writes it, it may be the longer one. */
const HEADER: Readonly<Record<LongMessages, number>> = { udh8: 6, udh16: 7, sar: 7, payload: 7 };

/**
 * A text as the parts that are submitted one after the other. The same message gets the same reference
 * each time: a part sent again after a break joins those that arrived before.
 * @returns undefined for a text of more than 255 parts
 */
export function segmentsOf(
  text: string,
  messageId: string,
  rules: WritingRules,
): { segments: Segment[]; count: number } | undefined {
  const encoded = encodeText(text, rules.charset);
  const whole = cut(encoded, capacity(encoded, 0));
  const chunks = whole.length === 1 ? whole : cut(encoded, capacity(encoded, HEADER[rules.longMessages]));
  if (chunks.length > MOST_SEGMENTS) return undefined;
  const single = chunks.length === 1;
  if (single || rules.longMessages === 'payload') {
    const octets = packedIfAsked(Buffer.concat(chunks), encoded, rules, 0);
    return { segments: [{ ...plain(encoded), payload: octets, inPayload: !single }], count: chunks.length };
  }
  const reference = referenceOf(messageId);
  const segments = chunks.map((chunk, index): Segment => {
    const { longMessages } = rules;
    if (longMessages === 'sar') {
      const payload = packedIfAsked(chunk, encoded, rules, 0);
      return { ...plain(encoded), payload, tlvs: sarTlvs(reference, chunks.length, index + 1) };
    }
    const header = concatHeader(longMessages === 'udh8' ? 'udh8' : 'udh16', reference, chunks.length, index + 1);
    const body = packedIfAsked(chunk, encoded, rules, header.length);
    return { ...plain(encoded), esmClass: UDHI, payload: Buffer.concat([header, body]) };
  });
  return { segments, count: segments.length };
}

function plain(encoded: EncodedText): Segment {
  return { esmClass: 0, dataCoding: encoded.dataCoding, payload: Buffer.alloc(0), inPayload: false, tlvs: new Map() };
}

/** In the alphabet's unit: septets, or octets of UCS-2, which never begin in the middle of a character. */
function capacity({ alphabet }: EncodedText, headerOctets: number): number {
  const octets = OCTETS - headerOctets;
  return alphabet === 'gsm' ? Math.floor((octets * 8) / 7) : octets - (octets % 2);
}

/** Between characters: neither an escape from its code nor half of a surrogate pair is left behind. */
function cut({ units }: EncodedText, most: number): Buffer[] {
  const chunks: Buffer[] = [];
  let current: Buffer[] = [];
  let weight = 0;
  for (const unit of units) {
    if (weight + unit.weight > most) {
      chunks.push(Buffer.concat(current));
      current = [];
      weight = 0;
    }
    current.push(unit.octets);
    weight += unit.weight;
  }
  if (current.length > 0 || chunks.length === 0) chunks.push(Buffer.concat(current));
  return chunks;
}

function packedIfAsked(octets: Buffer, { alphabet }: EncodedText, rules: WritingRules, headerOctets: number): Buffer {
  const isPacked = rules.packed && rules.charset === 'gsm' && alphabet === 'gsm';
  return isPacked ? pack(octets, (7 - ((headerOctets * 8) % 7)) % 7) : octets;
}

function referenceOf(messageId: string): number {
  return createHash('sha256').update(messageId).digest().readUInt16BE(0);
}
