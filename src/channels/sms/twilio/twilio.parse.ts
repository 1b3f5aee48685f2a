import { MalformedPayloadError } from '../../../messaging/errors.js';
import type {
  Address,
  InboundAttachment,
  InboundEvent,
  MessageEvent,
  ReceiptEvent,
  ReceiptState,
} from '../../../messaging/inbound-event.js';
import type { FormFields } from '../../wire/form.js';
import { optKeyword } from '../opt-keywords.js';
import { smsAddress, type SmsAddress } from '../phone.js';
import { cleanText, isProviderId, sanitise } from '../../wire/text.js';
import { isPermanentDeliveryError } from './twilio.errors.js';

/** Twilio's own limit is 1,600 characters, concatenated; the rest is room, not promise. */
const LONGEST_BODY = 10_000;
/** SM or MM and 32 hexadecimal digits; left wider, since the identity only has to be one. */
const LONGEST_SID = 64;
const LONGEST_URL = 2_000;
/** Ten files is Twilio's limit for one message. */
const MOST_MEDIA = 50;

/** MessageStatus values on the way to a result, and those that belong to messages coming in. */
const INTERIM = new Set(['queued', 'accepted', 'scheduled', 'sending', 'receiving', 'received', 'partially_delivered']);
const RESULTS: Readonly<Record<string, ReceiptState>> = Object.freeze({
  sent: 'sent',
  delivered: 'delivered',
  read: 'read',
  undelivered: 'failed',
  failed: 'failed',
  canceled: 'failed',
});
/** Fields that only other products' webhooks have: voice, conversations, studio, the debugger. */
const OTHER_EVENTS = ['CallSid', 'EventType', 'ConversationSid', 'FlowSid', 'PayloadType', 'TaskSid'];

/** What differs between the lines that Twilio has: SMS, WhatsApp. */
export interface TwilioReading {
  /** An address as Twilio writes it on this line; undefined for any other. */
  address(raw: string): SmsAddress | undefined;
  /** What `address` takes, in words. */
  expected: string;
  /** Adds what only this line's messages carry. */
  complete?(event: MessageEvent, fields: FormFields): InboundEvent;
}

const SMS: TwilioReading = {
  address: smsAddress,
  expected: 'a telephone number, short code or alphanumeric sender',
};

/**
 * Every event of one Twilio webhook: a message, an opt-out, a delivery report, or something else.
 * https://www.twilio.com/docs/messaging/guides/webhook-request
 * @throws MalformedPayloadError
 */
export function parseTwilio(fields: FormFields, reading: TwilioReading = SMS): InboundEvent[] {
  const status = fields.Body === undefined ? reportedStatus(fields) : undefined;
  if (status !== undefined) return [statusEvent(fields, status, reading)];
  const sid = fields.MessageSid ?? fields.SmsMessageSid ?? fields.SmsSid;
  if (sid === undefined && OTHER_EVENTS.some((name) => fields[name] !== undefined)) {
    return [{ type: 'ignored', reason: 'not-a-message' }];
  }
  return [messageEvent(fields, messageSid(sid), reading)];
}

/** Callbacks set up the older way have `SmsStatus` alone; what comes in has it too, as `received`. */
function reportedStatus({ MessageStatus, SmsStatus }: FormFields): string | undefined {
  return MessageStatus ?? (SmsStatus === undefined || /^receiv/i.test(SmsStatus) ? undefined : SmsStatus);
}

function messageEvent(fields: FormFields, externalId: string, reading: TwilioReading): InboundEvent {
  const { address: from, machine } = sender(fields.From, reading);
  const text = cleanText(limited('Body', fields.Body ?? '', LONGEST_BODY));
  const attachments = media(fields);
  const opt = optEvent(fields.OptOutType, text, from, externalId, attachments.length > 0 || machine);
  if (opt !== undefined) return opt;
  const event: MessageEvent = {
    type: 'message',
    externalId,
    from,
    to: receivers(fields.To, reading),
    text,
    attachments,
    thread: quote(fields.OriginalRepliedMessageSid),
    nature: machine ? 'auto-reply' : 'person',
  };
  return reading.complete?.(event, fields) ?? event;
}

function quote(sid: string | undefined): { quotedId?: string } {
  return sid !== undefined && isProviderId(sid, LONGEST_SID) ? { quotedId: sid } : {};
}

/** OptOutType comes with Advanced Opt-Out, where Twilio has already acted and answered. */
function optEvent(
  type: string | undefined,
  text: string,
  from: Address,
  externalId: string,
  wordsDontCount: boolean,
): InboundEvent | undefined {
  const named = type?.toUpperCase();
  if (named === 'STOP') return { type: 'opt-out', from, externalId };
  if (named === 'START') return { type: 'opt-in', from, externalId };
  if (named === 'HELP') return { type: 'ignored', externalId, reason: 'help-answered-by-twilio' };
  const keyword = wordsDontCount ? undefined : optKeyword(text);
  return keyword === undefined ? undefined : { type: keyword, from, externalId };
}

function statusEvent(fields: FormFields, raw: string, reading: TwilioReading): InboundEvent {
  const providerId = messageSid(fields.MessageSid ?? fields.SmsSid);
  const status = raw.toLowerCase();
  const state = Object.hasOwn(RESULTS, status) ? RESULTS[status] : undefined;
  if (state === undefined) {
    const known = INTERIM.has(status) ? status.replace('_', '-') : 'unknown';
    // The id of the report, not of the message: a message passes through several states.
    return { type: 'ignored', externalId: `status:${providerId}:${known}`, reason: `status-${known}` };
  }
  const receipt: ReceiptEvent = { type: 'receipt', providerId, state };
  const recipient = fields.To === undefined ? undefined : reading.address(fields.To)?.address.value;
  if (recipient !== undefined) receipt.recipient = recipient;
  if (state === 'failed') receipt.error = deliveryError(status, fields);
  return receipt;
}

function deliveryError(status: string, fields: FormFields): NonNullable<ReceiptEvent['error']> {
  const words = sanitise(fields.ErrorMessage ?? fields.ChannelStatusMessage ?? '');
  const text = words === '' ? {} : { text: words };
  const code = fields.ErrorCode;
  if (code !== undefined && /^\d{5}$/.test(code))
    return { code: `twilio:${code}`, ...text, permanent: isPermanentDeliveryError(Number(code)) };
  return { code: `twilio:${status}`, ...text, permanent: status === 'canceled' };
}

function sender(raw: string | undefined, reading: TwilioReading): SmsAddress {
  if (raw === undefined || raw === '') throw new MalformedPayloadError('From', 'a telephone number; it is missing');
  const found = reading.address(raw);
  if (found === undefined) throw new MalformedPayloadError('From', reading.expected);
  return found;
}

/** The channel says already where it came in: a receiver of another sort costs no message. */
function receivers(raw: string | undefined, reading: TwilioReading): string[] {
  const found = raw === undefined || raw === '' ? undefined : reading.address(raw);
  return found === undefined ? [] : [found.address.value];
}

function media(fields: FormFields): InboundAttachment[] {
  const count = fields.NumMedia ?? '0';
  if (!/^\d{1,3}$/.test(count) || Number(count) > MOST_MEDIA) {
    throw new MalformedPayloadError('NumMedia', `a number from 0 to ${String(MOST_MEDIA)}`);
  }
  const attachments: InboundAttachment[] = [];
  for (let index = 0; index < Number(count); index += 1) {
    const name = `MediaUrl${String(index)}`;
    const ref = fields[name];
    if (ref === undefined || ref.length > LONGEST_URL || !/^https?:\/\/[^\s\0]+$/.test(ref)) {
      throw new MalformedPayloadError(
        name,
        `a URL of at most ${String(LONGEST_URL)} characters, since NumMedia counts it`,
      );
    }
    const type = fields[`MediaContentType${String(index)}`]?.toLowerCase() ?? '';
    attachments.push({
      contentType: /^[\w.+-]+\/[\w.+-]+$/.test(type) ? type : 'application/octet-stream',
      inline: false,
      ref,
    });
  }
  return attachments;
}

function messageSid(sid: string | undefined): string {
  if (sid === undefined || sid === '')
    throw new MalformedPayloadError('MessageSid', 'the id of the message; it is missing');
  if (!isProviderId(sid, LONGEST_SID))
    throw new MalformedPayloadError('MessageSid', `an id of at most ${String(LONGEST_SID)} printable characters`);
  return sid;
}

function limited(field: string, value: string, most: number): string {
  if (value.length > most) throw new MalformedPayloadError(field, `at most ${String(most)} characters`);
  return value;
}
