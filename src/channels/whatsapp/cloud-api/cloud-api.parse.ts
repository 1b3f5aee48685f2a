import { MalformedPayloadError } from '../../../messaging/errors.js';
import type { Address, InboundEvent, MessageEvent } from '../../../messaging/inbound-event.js';
import { textAt } from '../../wire/json-path.js';
import { optKeyword } from '../../sms/opt-keywords.js';
import { cleanText, isProviderId } from '../../wire/text.js';
import type { BatchReader } from '../batch.js';
import { type JsonObject, objectAt, objectsAt, reasonWord, requiredId, secondsToIso } from '../json.js';
import { whatsappAddress } from '../whatsapp-address.js';
import { messageContent } from './cloud-api.content.js';
import { statusEvent } from './cloud-api.status.js';

const LONGEST_NAME = 200;

/**
 * Every event of one change of a WhatsApp Business account.
 * https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/messages
 */
export function readWhatsappChange(change: JsonObject, reader: BatchReader): InboundEvent[] {
  const field = textAt(change, 'field');
  const value = objectAt(change, 'value');
  if (value === undefined || (field !== undefined && field !== 'messages'))
    return reader.read(() => ({ type: 'ignored', reason: `field-${reasonWord(field)}` }));
  const context: ChangeContext = {
    to: businessNumber(textAt(value, 'metadata.display_phone_number')),
    contacts: objectsAt(value, 'contacts'),
  };
  const events = [
    ...objectsAt(value, 'messages').flatMap((message) => reader.read(() => messageEvent(message, context))),
    ...objectsAt(value, 'statuses').flatMap((status) => reader.read(() => statusEvent(status))),
    ...objectsAt(value, 'errors').flatMap((error) => reader.read(() => accountError(error))),
  ];
  return events.length > 0 ? events : reader.read(() => ({ type: 'ignored', reason: 'nothing-in-it' }));
}

interface ChangeContext {
  to: string[];
  contacts: readonly JsonObject[];
}

function messageEvent(message: JsonObject, { to, contacts }: ChangeContext): InboundEvent {
  const externalId = requiredId(message, 'id', 'messages.id');
  // Whoever answers into a group answers to everybody in it.
  if (textAt(message, 'group_id') !== undefined) return { type: 'ignored', externalId, reason: 'group-message' };
  const content = messageContent(message);
  if ('ignored' in content) return { type: 'ignored', externalId, reason: content.ignored };
  const from = sender(message, contacts);
  const opt = textAt(message, 'type') === 'text' ? optKeyword(content.text) : undefined;
  if (opt !== undefined) return { type: opt, from, externalId };
  const timestamp = textAt(message, 'timestamp');
  const sentAt = secondsToIso(timestamp);
  const quotedId = content.edits ?? textAt(message, 'context.id');
  const event: MessageEvent = {
    type: 'message',
    // An edit under the name of what it changes is a message of its own.
    externalId: content.edits === externalId ? `${externalId}:edit:${timestamp ?? ''}`.slice(0, 300) : externalId,
    from,
    to,
    ...(sentAt === undefined ? {} : { sentAt }),
    text: content.text,
    attachments: content.attachments,
    ...(content.location === undefined ? {} : { location: content.location }),
    thread: quotedId !== undefined && isProviderId(quotedId, 300) ? { quotedId } : {},
    nature: 'person',
    ...(content.tapped && { tapped: true }),
  };
  return event;
}

/** The number where it shows, else Meta's user id; the profile's name beside it. */
function sender(message: JsonObject, contacts: readonly JsonObject[]): Address {
  const number = textAt(message, 'from');
  const userId = textAt(message, 'from_user_id');
  const contact =
    contacts.find((known) => isSame(known, 'wa_id', number) || isSame(known, 'user_id', userId)) ??
    // Number and WhatsApp id differ in some countries; one contact alone is the sender's all the same.
    (contacts.length === 1 ? contacts[0] : undefined);
  const address =
    whatsappAddress(number) ??
    whatsappAddress(userId) ??
    (number === undefined && contact !== undefined
      ? (whatsappAddress(textAt(contact, 'wa_id')) ?? whatsappAddress(textAt(contact, 'user_id')))
      : undefined);
  if (address === undefined)
    throw new MalformedPayloadError('messages.from', 'a telephone number or a user id of Meta');
  const name = contact === undefined ? undefined : profileName(contact);
  return name === undefined ? address : { ...address, name };
}

function profileName(contact: JsonObject): string | undefined {
  const name = [textAt(contact, 'profile.name'), textAt(contact, 'profile.username')]
    .map((known) => known?.trim() ?? '')
    .find((known) => known !== '');
  return name === undefined ? undefined : cleanText(name.slice(0, LONGEST_NAME));
}

function isSame(contact: JsonObject, field: string, value: string | undefined): boolean {
  return value !== undefined && textAt(contact, field) === value;
}

/** Meta writes our own number with or without plus, spaces and brackets. */
function businessNumber(text: string | undefined): string[] {
  const digits = text?.replace(/[^\d]/g, '') ?? '';
  return /^[1-9]\d{6,14}$/.test(digits) ? [`+${digits}`] : [];
}

function accountError(error: JsonObject): InboundEvent {
  const code = textAt(error, 'code') ?? '';
  return { type: 'ignored', reason: `error-${/^\d{1,7}$/.test(code) ? code : 'other'}` };
}
