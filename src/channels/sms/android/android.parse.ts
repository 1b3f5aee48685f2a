import { createHash } from 'node:crypto';
import { MalformedPayloadError } from '../../../messaging/errors.js';
import type { Address, InboundEvent, MessageEvent } from '../../../messaging/inbound-event.js';
import { decodeUtf8 } from '../../wire/form.js';
import { optKeyword } from '../opt-keywords.js';
import { smsAddress, type SmsAddress } from '../phone.js';
import { cleanText, isProviderId, joinNew } from '../../wire/text.js';
import { receiptEvent } from './android.receipt.js';
import type { AndroidSettings } from './android.settings.js';
import { mmsFiles } from './android.files.js';
import { isObject, text, type Fields } from './fields.js';

const LONGEST_TEXT = 10_000;
const LONGEST_ID = 64;
const MOST_IN_BATCH = 1_000;

/** Events that mean something to us, and what reads one payload of each. */
const READERS: Readonly<Record<string, (payload: Fields, context: Context) => InboundEvent>> = {
  'sms:received': smsMessage,
  'mms:received': mmsNotice,
  'mms:downloaded': mmsMessage,
  'sms:sent': (payload, { where }) => receiptEvent('sent', payload, where),
  'sms:delivered': (payload, { where }) => receiptEvent('delivered', payload, where),
  'sms:failed': (payload, { where }) => receiptEvent('failed', payload, where),
  'sms:cancelled': (payload, { where }) => receiptEvent('cancelled', payload, where),
};
/** Events that we know and don't need. */
const NOT_NEEDED: Readonly<Record<string, string>> = {
  'system:ping': 'ping',
  'app:started': 'app-started',
  'sms:data-received': 'data-message',
};

interface Context {
  deviceId: string;
  /** Where the payload stands, for errors. */
  where: string;
}

/**
 * Every event of one webhook of "SMS Gateway for Android".
 * https://docs.sms-gate.app/features/webhooks/
 * @throws MalformedPayloadError
 */
export function parseAndroid(body: Buffer, settings: Pick<AndroidSettings, 'deviceId' | 'simNumber'>): InboundEvent[] {
  const envelope = parseJson(body);
  const event = text(envelope, 'event', 'event', LONGEST_ID);
  // Batches have the name of what they hold, with `batch` in its middle.
  const name = event.replace(':batch:', ':');
  const reader = Object.hasOwn(READERS, name) ? READERS[name] : undefined;
  if (reader === undefined)
    return [{ type: 'ignored', ...eventId(envelope, name), reason: NOT_NEEDED[name] ?? 'event-unknown' }];
  const deviceId = identifier(envelope, 'deviceId', 'deviceId');
  if (settings.deviceId !== undefined && settings.deviceId !== deviceId)
    return [{ type: 'ignored', ...eventId(envelope, name), reason: 'other-device' }];
  const { payload } = envelope;
  if (!isObject(payload)) throw new MalformedPayloadError('payload', 'an object');
  if (name === event) return [read(reader, payload, { deviceId, where: 'payload' }, settings.simNumber)];
  return batch(payload, (item, where) => read(reader, item, { deviceId, where }, settings.simNumber));
}

function read(
  reader: (payload: Fields, context: Context) => InboundEvent,
  payload: Fields,
  context: Context,
  simNumber: number | undefined,
): InboundEvent {
  const event = reader(payload, context);
  const { simNumber: sim } = payload;
  // Where the telephone does not say which, the message is taken: better twice than never.
  if (simNumber === undefined || typeof sim !== 'number' || sim === simNumber) return event;
  return { type: 'ignored', reason: 'other-sim' };
}

/** One bad message must not keep the others out; without a good one the whole is malformed. */
function batch(payload: Fields, read: (item: Fields, where: string) => InboundEvent): InboundEvent[] {
  const { messages } = payload;
  if (!Array.isArray(messages) || messages.length === 0 || messages.length > MOST_IN_BATCH)
    throw new MalformedPayloadError('payload.messages', `a list of 1 to ${String(MOST_IN_BATCH)} messages`);
  let firstError: MalformedPayloadError | undefined;
  let good = 0;
  const events = messages.map((item: unknown, index): InboundEvent => {
    const where = `payload.messages[${String(index)}]`;
    try {
      if (!isObject(item)) throw new MalformedPayloadError(where, 'an object');
      const event = read(item, where);
      good += 1;
      return event;
    } catch (error) {
      if (!(error instanceof MalformedPayloadError)) throw error;
      firstError ??= error;
      return { type: 'ignored', reason: 'malformed-item' };
    }
  });
  if (good === 0 && firstError !== undefined) throw firstError;
  return events;
}

function smsMessage(payload: Fields, context: Context): InboundEvent {
  const body = cleanText(text(payload, 'message', `${context.where}.message`, LONGEST_TEXT, true));
  const sender = senderOf(payload, context);
  if (sender === undefined)
    throw new MalformedPayloadError(`${context.where}.sender`, 'a telephone number, short code or name; it is missing');
  const id = messageId(payload, context);
  // The app's id is 32 bits of a hash of sender, time and text: too few to tell a year's messages apart.
  const externalId = `${context.deviceId}:${id}:${fingerprint(sender.address, body)}`;
  const opt = sender.machine ? undefined : optKeyword(body);
  if (opt !== undefined) return { type: opt, from: sender.address, externalId };
  return message(payload, sender, { externalId, text: body, attachments: [] });
}

/** An MMS that waits at the operator: no content yet. Its own identity, since mms:downloaded may follow. */
function mmsNotice(payload: Fields, context: Context): InboundEvent {
  const id = messageId(payload, context);
  return message(payload, senderOf(payload, context), {
    externalId: `${context.deviceId}:${id}:notice`,
    text: optionalText(payload, 'subject'),
    attachments: [],
  });
}

function mmsMessage(payload: Fields, context: Context): InboundEvent {
  const id = messageId(payload, context);
  const sender = senderOf(payload, context);
  const files = mmsFiles(payload, context.where);
  const body = joinNew(optionalText(payload, 'body'), files.words);
  const subject = optionalText(payload, 'subject');
  return message(payload, sender, {
    externalId: `${context.deviceId}:${id}:${fingerprint(sender?.address, `${subject}\n${body}`)}`,
    text: body === '' ? subject : body,
    attachments: files.attachments,
    ...(subject === '' || body === '' ? {} : { subject }),
  });
}

function message(
  payload: Fields,
  sender: SmsAddress | undefined,
  content: Pick<MessageEvent, 'externalId' | 'text' | 'attachments' | 'subject'>,
): MessageEvent {
  const sentAt = isoTime(payload.receivedAt);
  const receiver = typeof payload.recipient === 'string' ? smsAddress(payload.recipient) : undefined;
  return {
    type: 'message',
    from: sender?.address ?? null,
    to: receiver === undefined ? [] : [receiver.address.value],
    ...(sentAt === undefined ? {} : { sentAt }),
    ...content,
    thread: {},
    nature: sender?.machine === true ? 'auto-reply' : 'person',
  };
}

/** `sender` since 1.53, `phoneNumber` before; "unknown" is what the app writes for an MMS without one. */
function senderOf(payload: Fields, { where }: Context): SmsAddress | undefined {
  const raw = payload.sender ?? payload.phoneNumber;
  if (raw === null || raw === undefined || raw === '' || raw === 'unknown') return undefined;
  const found = typeof raw === 'string' ? smsAddress(raw) : undefined;
  if (found === undefined)
    throw new MalformedPayloadError(`${where}.sender`, 'a telephone number, short code or alphanumeric sender');
  return found;
}

function fingerprint(sender: Address | undefined, content: string): string {
  return createHash('sha256')
    .update(JSON.stringify([sender?.value ?? null, content]))
    .digest('hex')
    .slice(0, 16);
}

/** The app's id of the message; its first versions gave none, and its time stands in. */
function messageId(payload: Fields, { where }: Context): string {
  const received = isoTime(payload.receivedAt);
  if ((payload.messageId ?? '') === '' && received !== undefined) return `at-${received}`;
  if (Number.isSafeInteger(payload.messageId)) return String(payload.messageId);
  return identifier(payload, 'messageId', `${where}.messageId`);
}

function identifier(fields: Fields, name: string, where: string): string {
  const id = text(fields, name, where, LONGEST_ID).trim();
  if (!isProviderId(id, LONGEST_ID))
    throw new MalformedPayloadError(where, `an id of at most ${String(LONGEST_ID)} printable characters`);
  return id;
}

function optionalText(fields: Fields, name: string): string {
  const value = fields[name];
  return typeof value === 'string' ? cleanText(value) : '';
}

/** The delivery's own id where there is no message: pings and the like. */
function eventId(envelope: Fields, name: string): { externalId?: string } {
  const { id } = envelope;
  const known = /^[a-z:-]{1,40}$/.test(name) ? name : 'event';
  return typeof id === 'string' && isProviderId(id, LONGEST_ID) ? { externalId: `${known}:${id}` } : {};
}

function isoTime(value: unknown): string | undefined {
  if (typeof value !== 'string' || !/^\d{4}-\d{2}-\d{2}T[\d:.]+(?:Z|[+-]\d{2}:?\d{2})$/.test(value)) return undefined;
  const at = Date.parse(value);
  return Number.isNaN(at) ? undefined : new Date(at).toISOString();
}

/** JSON.parse makes `__proto__` an own property and pollutes nothing. */
function parseJson(body: Buffer): Fields {
  let document: unknown;
  try {
    document = JSON.parse(decodeUtf8(body, 'body').replace(/^\uFEFF/, '')) as unknown;
  } catch (error) {
    if (error instanceof MalformedPayloadError) throw error;
    throw new MalformedPayloadError('body', 'JSON');
  }
  if (!isObject(document)) throw new MalformedPayloadError('body', 'an object');
  return document;
}
