import { createHash } from 'node:crypto';
import { MalformedPayloadError } from '../../../messaging/errors.js';
import type { MessageEvent, StoredEvent } from '../../../messaging/inbound-event.js';
import { optKeyword } from '../opt-keywords.js';
import type { SmsAddress } from '../phone.js';
import { cleanText } from '../../wire/text.js';
import { readAddress } from './addresses.js';
import { codingOf, decodeText, type Coding, type DefaultCharset } from './charset.js';
import { readUserData, type UserData } from './concat.js';
import { unpack } from './gsm7.js';
import { looksLikeReceipt } from './receipt.js';
import type { ShortMessage, SmppAddress } from './sm.js';

/** How this SMSC writes texts. */
export interface ReadingRules {
  charset: DefaultCharset;
  /** Septets of the default alphabet come packed, eight in seven octets. */
  packed: boolean;
  /** Seconds within which the same text of the same sender is a repeated delivery. */
  repeatSeconds: number;
}

/**
 * The message that these parts make, in order; undefined stands for a part that never came, and the text
 * says so in its place. One `ShortMessage` is a message of one part.
 * @throws MalformedPayloadError for a sender that is none
 */
export function messageEvent(parts: readonly (ShortMessage | undefined)[], rules: ReadingRules, at: Date): StoredEvent {
  const first = parts.find((part) => part !== undefined);
  if (first === undefined) throw new MalformedPayloadError('parts', 'at least one part');
  const datas = parts.map((part) => (part === undefined ? undefined : { part, data: readUserData(part) }));
  const text = joinedText(datas, rules);
  const externalId = identity(first, text ?? first.payload.toString('base64'), rules, at);
  if (datas.some((entry) => entry?.data.port !== undefined))
    return { type: 'ignored', externalId, reason: 'for-an-application' };
  if (text === undefined) return { type: 'ignored', externalId, reason: 'binary-message' };
  const from = sender(first.source);
  const opt = from === undefined || from.machine ? undefined : optKeyword(text);
  if (opt !== undefined && from !== undefined) return { type: opt, from: from.address, externalId };
  const event: MessageEvent = {
    type: 'message',
    externalId,
    from: from?.address ?? null,
    to: receivers(first.destination),
    text,
    attachments: [],
    thread: {},
    nature: looksLikeReceipt(text) ? 'delivery-report' : from?.machine === true ? 'auto-reply' : 'person',
  };
  return event;
}

interface Entry {
  part: ShortMessage;
  data: UserData;
}

/**
 * Parts of one coding are joined before they are decoded: an SMSC may cut inside a character. Undefined
 * where nothing of it is text.
 */
function joinedText(entries: readonly (Entry | undefined)[], rules: ReadingRules): string | undefined {
  const runs: (Run | string)[] = [];
  entries.forEach((entry, index) => {
    if (entry === undefined) {
      runs.push(` [bagian ${String(index + 1)}/${String(entries.length)} tidak diterima] `);
      return;
    }
    const coding = codingOf(entry.part.dataCoding, rules.charset);
    const octets = coding === 'gsm' && rules.packed ? unpack(entry.data.text, fillBits(entry.data)) : entry.data.text;
    const last = runs.at(-1);
    if (typeof last === 'object' && last.coding === coding) last.octets.push(octets);
    else runs.push({ coding, octets: [octets] });
  });
  const texts = runs.map((run) =>
    typeof run === 'string' ? undefined : decodeText(Buffer.concat(run.octets), run.coding),
  );
  if (texts.every((text) => text === undefined)) return undefined;
  const text = cleanText(runs.map((run, index) => (typeof run === 'string' ? run : (texts[index] ?? ''))).join(''));
  return entries.includes(undefined) ? text.trim() : text;
}

interface Run {
  coding: Coding;
  octets: Buffer[];
}

/** Packed text begins at a septet's border after the header (TS 23.040, 9.2.3.24). */
function fillBits({ headerLength }: UserData): number {
  return (7 - ((headerLength * 8) % 7)) % 7;
}

/** Absent where the network names no sender; a name or number that can't be read is an error. */
function sender(source: SmppAddress): SmsAddress | undefined {
  if (source.value.trim() === '') return undefined;
  const found = readAddress(source);
  if (found === undefined)
    throw new MalformedPayloadError('source_addr', 'a telephone number, short code or alphanumeric sender');
  return found;
}

function receivers(destination: SmppAddress): string[] {
  const found = readAddress(destination);
  return found === undefined ? [] : [found.address.value];
}

/**
 * SMPP gives messages no id. A repeated delivery (our response did not arrive) has the same sender,
 * receiver and text, and comes soon: within one span of `repeatSeconds`.
 */
function identity(message: ShortMessage, content: string, rules: ReadingRules, at: Date): string {
  const span = Math.floor(at.getTime() / (rules.repeatSeconds * 1000));
  const known = JSON.stringify([message.source.value, message.destination.value, content, span]);
  return `sm:${createHash('sha256').update(known).digest('hex')}`;
}
