import { MalformedPayloadError } from '../../../messaging/errors.js';
import type { Address, InboundEvent, MessageEvent } from '../../../messaging/inbound-event.js';
import { textAt } from '../../wire/json-path.js';
import { optKeyword } from '../../sms/opt-keywords.js';
import { isProviderId } from '../../wire/text.js';
import type { BatchReader } from '../batch.js';
import { type JsonObject, limitedText, objectAt, objectsAt, reasonWord, requiredId } from '../json.js';
import { messengerAttachments } from './messenger.attachments.js';

/** Messenger's own limit is 2,000 characters for what we send; people may write more. */
const LONGEST_TEXT = 70_000;
const PAGE_SCOPED_ID = /^\d{5,30}$/;
/** What a person gets by pressing the button before the first message: an explanation. */
const HELP_WORD = 'BANTUAN';
/** Kinds of events that say nothing that a person wrote. */
const OTHERS = [
  'reaction',
  'optin',
  'referral',
  'account_linking',
  'policy_enforcement',
  'pass_thread_control',
  'take_thread_control',
  'request_thread_control',
  'app_roles',
  'messaging_feedback',
  'response_feedback',
  'message_request',
  'game_play',
  'payment',
];

/**
 * Every event of one item of a page's `messaging` list.
 * https://developers.facebook.com/documentation/business-messaging/messenger-platform/webhooks/webhook-events
 */
export function readMessaging(item: JsonObject, reader: BatchReader): InboundEvent[] {
  return reader.read(() => {
    const message = objectAt(item, 'message');
    if (message !== undefined) return messageEvent(item, message);
    const postback = objectAt(item, 'postback');
    if (postback !== undefined) return postbackEvent(item, postback);
    const edit = objectAt(item, 'message_edit');
    if (edit !== undefined) return editEvent(item, edit);
    const delivery = objectAt(item, 'delivery');
    if (delivery !== undefined) return deliveryEvents(item, delivery);
    // A watermark: "everything before this moment was read". It names no message, and so it is no receipt.
    if (objectAt(item, 'read') !== undefined) return { type: 'ignored', reason: 'read-watermark' };
    const other = OTHERS.find((name) => objectAt(item, name) !== undefined);
    return { type: 'ignored', reason: other === undefined ? 'event-unknown' : reasonWord(other) };
  });
}

function messageEvent(item: JsonObject, message: JsonObject): InboundEvent {
  const externalId = requiredId(message, 'mid', 'message.mid');
  if (message.is_echo === true) return { type: 'ignored', externalId, reason: 'echo' };
  if (message.is_deleted === true) return { type: 'ignored', externalId, reason: 'deleted' };
  const from = sender(item);
  const written = limitedText(message, 'text', 'message.text', LONGEST_TEXT);
  const found = messengerAttachments(objectsAt(message, 'attachments'), written);
  const text = [written, ...found.words].filter((part) => part !== '').join('\n');
  if (text === '' && found.attachments.length === 0 && found.location === undefined)
    return { type: 'ignored', externalId, reason: message.is_unsupported === true ? 'unsupported' : 'nothing-in-it' };
  const opt = found.attachments.length === 0 ? optKeyword(text) : undefined;
  if (opt !== undefined) return { type: opt, from, externalId };
  return {
    ...base(item, externalId, from),
    text,
    attachments: found.attachments,
    ...(found.location === undefined ? {} : { location: found.location }),
    thread: quote(textAt(message, 'reply_to.mid')),
    ...(objectAt(message, 'quick_reply') === undefined ? {} : { tapped: true }),
  };
}

/** A button of ours, or "Get started"; its title is what the citizen saw and chose. */
function postbackEvent(item: JsonObject, postback: JsonObject): InboundEvent {
  const from = sender(item);
  const mid = textAt(postback, 'mid');
  const at = textAt(item, 'timestamp');
  const externalId =
    mid !== undefined && isProviderId(mid, 300)
      ? mid
      : requiredId({ id: `postback.${from.value}.${at ?? ''}` }, 'id', 'postback.mid');
  const start = textAt(postback, 'payload')?.toUpperCase() === 'GET_STARTED';
  const title = limitedText(postback, 'title', 'postback.title', LONGEST_TEXT);
  const text = start ? HELP_WORD : title;
  if (text === '') return { type: 'ignored', externalId, reason: 'postback-without-title' };
  const fullText = title === '' || title === text ? {} : { fullText: title };
  // "Get started" asks for an explanation: that is an answer's business, and not a wish to read what waits.
  const tapped = start ? {} : { tapped: true };
  return { ...base(item, externalId, from), text, ...fullText, attachments: [], thread: {}, ...tapped };
}

/** A changed text is a message of its own that quotes the first: both stay to be read. */
function editEvent(item: JsonObject, edit: JsonObject): InboundEvent {
  const mid = requiredId(edit, 'mid', 'message_edit.mid');
  const times = textAt(edit, 'num_edit') ?? '1';
  const externalId = `${mid}:edit:${/^\d{1,3}$/.test(times) ? times : '1'}`;
  const text = limitedText(edit, 'text', 'message_edit.text', LONGEST_TEXT);
  return { ...base(item, externalId, sender(item)), text, attachments: [], thread: { quotedId: mid } };
}

function deliveryEvents(item: JsonObject, delivery: JsonObject): InboundEvent[] {
  const mids = Array.isArray(delivery.mids) ? (delivery.mids as unknown[]) : [];
  const at = millisecondsToIso(textAt(delivery, 'watermark'));
  const recipient = textAt(item, 'sender.id');
  const receipts = mids
    .filter((mid): mid is string => typeof mid === 'string' && isProviderId(mid, 300))
    .map((providerId): InboundEvent => ({
      type: 'receipt',
      providerId,
      state: 'delivered',
      ...(recipient !== undefined && PAGE_SCOPED_ID.test(recipient) ? { recipient } : {}),
      ...(at === undefined ? {} : { at }),
    }));
  return receipts.length > 0 ? receipts : [{ type: 'ignored', reason: 'delivery-watermark' }];
}

function base(
  item: JsonObject,
  externalId: string,
  from: Address,
): Pick<MessageEvent, 'type' | 'externalId' | 'from' | 'to' | 'sentAt' | 'nature'> {
  const page = textAt(item, 'recipient.id');
  const sentAt = millisecondsToIso(textAt(item, 'timestamp'));
  return {
    type: 'message',
    externalId,
    from,
    to: page === undefined || !isProviderId(page, 100) ? [] : [page],
    ...(sentAt === undefined ? {} : { sentAt }),
    nature: 'person',
  };
}

function sender(item: JsonObject): Address {
  const id = textAt(item, 'sender.id');
  if (id === undefined || !PAGE_SCOPED_ID.test(id))
    throw new MalformedPayloadError('sender.id', "the digits of the sender's page-scoped id");
  return { kind: 'messenger', value: id };
}

function quote(mid: string | undefined): { quotedId?: string } {
  return mid !== undefined && isProviderId(mid, 300) ? { quotedId: mid } : {};
}

function millisecondsToIso(text: string | undefined): string | undefined {
  return text !== undefined && /^\d{12,13}$/.test(text) ? new Date(Number(text)).toISOString() : undefined;
}
