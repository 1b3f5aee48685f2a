import type { InboundEvent, ReceiptEvent, ReceiptState } from '../../../messaging/inbound-event.js';
import { isProviderId } from '../../wire/text.js';
import { readAddress } from './addresses.js';
import { codingOf, decodeText } from './charset.js';
import { readUserData } from './concat.js';
import { TLV, type ShortMessage } from './sm.js';

/** How the id in a receipt relates to the one that submit_sm_resp gave: some SMSCs write it in another base. */
export type ReceiptIds = 'same' | 'hex-to-decimal' | 'decimal-to-hex';

/** esm_class, bits 5 to 2 (SMPP 3.4, 5.2.12): what a deliver_sm is when it is no citizen's message. */
const MESSAGE_TYPE = 0x3c;
const INTERMEDIATE = 0x20;
const LONGEST_ID = 65;

const STATES: Readonly<Record<string, ReceiptState>> = {
  DELIVRD: 'delivered',
  // Words written out, cut to seven letters.
  DELIVER: 'delivered',
  REJECTE: 'failed',
  FAILED: 'failed',
  EXPIRED: 'failed',
  DELETED: 'failed',
  UNDELIV: 'failed',
  REJECTD: 'failed',
  SKIPPED: 'failed',
};
/** Of message_state (5.2.28), in the words that the text form has for them. */
const STATE_WORDS = [
  'SCHEDULED',
  'ENROUTE',
  'DELIVRD',
  'EXPIRED',
  'DELETED',
  'UNDELIV',
  'ACCEPTD',
  'UNKNOWN',
  'REJECTD',
  'SKIPPED',
];
/** The number or the text will not do another time either; an expired message may have met a dead battery. */
const PERMANENT = new Set(['UNDELIV', 'REJECTD']);

/** True for receipts, acknowledgements and notifications: everything but a message from a person. */
export function isReport(message: ShortMessage): boolean {
  return (message.esmClass & MESSAGE_TYPE) !== 0 || isTlvReceipt(message);
}

function isTlvReceipt({ tlvs }: ShortMessage): boolean {
  return tlvs.has(TLV.receiptedMessageId) && tlvs.has(TLV.messageState);
}

/**
 * What a report says, from its optional parameters or, where an SMSC sends none, from the text that
 * SMPP 3.4, appendix B, describes and every SMSC writes a little differently.
 */
export function readReport(message: ShortMessage, receiptIds: ReceiptIds): InboundEvent {
  const text = reportText(message);
  const id = normaliseId(tlvText(message, TLV.receiptedMessageId) ?? field(text, 'id') ?? '', receiptIds);
  const state = message.tlvs.get(TLV.messageState)?.[0];
  const word = (state === undefined ? undefined : STATE_WORDS[state]) ?? field(text, 'stat')?.toUpperCase().slice(0, 7);
  if (!isProviderId(id, LONGEST_ID) || word === undefined)
    return { type: 'ignored', reason: 'report-without-id-or-state' };
  const result = STATES[word];
  // The id of the report, not of the message: a message passes through several states.
  const known = /^[A-Z]{1,10}$/.test(word) ? word.toLowerCase() : 'unreadable';
  if (result === undefined || (message.esmClass & MESSAGE_TYPE) === INTERMEDIATE)
    return { type: 'ignored', externalId: `status:${id}:${known}`, reason: `status-${known}` };
  const receipt: ReceiptEvent = { type: 'receipt', providerId: id, ...ourReference(message), state: result };
  if (result === 'failed') {
    const network = networkError(message) ?? field(text, 'err');
    const detail =
      network !== undefined && /^[0-9A-Za-z]{1,8}$/.test(network) && !/^0+$/.test(network) ? `-${network}` : '';
    receipt.error = { code: `smpp:${word}${detail}`, permanent: PERMANENT.has(word) };
  }
  return receipt;
}

/**
 * What we gave the message, where the SMSC gives it back (5.3.2.17). It names one together with the citizen, who is
 * the receipt's sender.
 */
function ourReference({ tlvs, source }: ShortMessage): { shortReference?: number; recipient?: string } {
  const reference = tlvs.get(TLV.userMessageReference);
  const recipient = readAddress(source);
  if (reference?.length !== 2 || recipient === undefined || recipient.machine) return {};
  return { shortReference: reference.readUInt16BE(0), recipient: recipient.address.value };
}

/**
 * A receipt by its words alone, which an SMSC forgot to mark as one. It could as well be a citizen's joke, so
 * that it counts as nothing but a report that opens no ticket: nobody may settle our messages by SMS.
 */
export function looksLikeReceipt(text: string): boolean {
  return /^id: ?\S+ sub: ?\d+ dlvrd: ?\d+ submit date: ?\d+ done date: ?\d+ stat: ?[a-z_]{6,}(?: err: ?\w+)?(?:\s|$)/i.test(
    text,
  );
}

/** As a receipt's text is written: in ASCII, or in UCS-2 where an SMSC writes everything so; a header before it is none of it. */
function reportText(message: ShortMessage): string {
  const { text } = readUserData(message);
  return codingOf(message.dataCoding, 'latin1') === 'ucs2' ? (decodeText(text, 'ucs2') ?? '') : text.toString('latin1');
}

/** The id as both submit_sm_resp and receipts are taken to mean it: without leading zeros, in lower case. */
export function normaliseId(raw: string, receiptIds: ReceiptIds = 'same'): string {
  const id = raw.trim().toLowerCase();
  if (receiptIds === 'hex-to-decimal' && /^[0-9a-f]{1,32}$/.test(id)) return BigInt(`0x${id}`).toString(10);
  if (receiptIds === 'decimal-to-hex' && /^\d{1,38}$/.test(id)) return BigInt(id).toString(16);
  return id.replace(/^0+(?=.)/, '');
}

/** `id:`, `stat:` and their like, in any case, with or without a space after the colon, parted by blanks or commas. */
function field(text: string, name: 'id' | 'stat' | 'err'): string | undefined {
  return new RegExp(`(?:^|[\\s,;])${name}: ?([^\\s:,;]+)(?=[\\s,;]|$)`, 'i').exec(text)?.[1];
}

/** receipted_message_id is a C-octet string (5.3.2.12); some SMSCs leave the NUL out. */
function tlvText(message: ShortMessage, tag: number): string | undefined {
  const text = message.tlvs.get(tag)?.toString('latin1').replace(/\0.*$/s, '').trim();
  return text === '' ? undefined : text;
}

/** 5.3.2.31: an octet for the network, two for its error. */
function networkError(message: ShortMessage): string | undefined {
  const value = message.tlvs.get(TLV.networkErrorCode);
  return value?.length === 3 ? String(value.readUInt16BE(1)) : undefined;
}
