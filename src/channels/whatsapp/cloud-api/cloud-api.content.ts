import type { GeoLocation, InboundAttachment } from '../../../messaging/inbound-event.js';
import { MalformedPayloadError } from '../../../messaging/errors.js';
import { textAt } from '../../wire/json-path.js';
import { cleanText } from '../../wire/text.js';
import { geoLocation } from '../geo.js';
import { isObject, type JsonObject, limitedText, objectAt, objectsAt, parseJson, reasonWord } from '../json.js';
import { flowAnswer } from './cloud-api.flow.js';
import { fileOf, mediaFile } from './cloud-api.media.js';
import { contactLine, wordsOf } from './cloud-api.words.js';

/** What a message says; or why it is none that a person wrote to us. */
export type Content =
  | {
      text: string;
      attachments: InboundAttachment[];
      location?: GeoLocation;
      /** A button's label. */
      tapped?: true;
      /** The message that this one replaces. */
      edits?: string;
    }
  | { ignored: string };

/** WhatsApp's own limit is 65,536 for a text. */
const LONGEST_TEXT = 70_000;
const MEDIA = new Set(['image', 'video', 'audio', 'voice', 'document', 'sticker']);
/** Kinds that carry no words of a person, or none that can be read. */
const WORDLESS = new Set(['reaction', 'ephemeral', 'request_welcome', 'revoke']);

/** @throws MalformedPayloadError */
export function messageContent(message: JsonObject): Content {
  const type = textAt(message, 'type') ?? '';
  if (MEDIA.has(type)) return media(message, type);
  if (WORDLESS.has(type)) return { ignored: reasonWord(type) };
  switch (type) {
    case 'text':
      return said(limitedText(message, 'text.body', 'messages.text.body', LONGEST_TEXT));
    case 'button':
      return { ...said(buttonText(message)), tapped: true };
    case 'interactive':
      return interactive(message);
    case 'location':
      return location(message);
    case 'contacts':
      return said(objectsAt(message, 'contacts').map(contactLine).join('\n'));
    case 'order':
      return order(message);
    case 'system':
      return { ignored: `system-${reasonWord(textAt(message, 'system.type'))}` };
    case 'edit':
      return edit(message);
    case 'unsupported':
    case 'unknown':
      return otherKind(message, type, unsupported(message));
    default:
      return otherKind(message, type, 'type-unknown');
  }
}

function said(text: string): { text: string; attachments: InboundAttachment[] } {
  return { text, attachments: [] };
}

function media(message: JsonObject, type: string): Content {
  const field = `messages.${type}`;
  const file = objectAt(message, type);
  if (file === undefined) throw new MalformedPayloadError(field, 'the media that the type announces');
  const caption = limitedText(file, 'caption', `${field}.caption`, LONGEST_TEXT);
  return { text: caption, attachments: [mediaFile(file, field, caption)] };
}

/** The label that was tapped; its payload is ours, and says nothing that the citizen saw. */
function buttonText(message: JsonObject): string {
  const label = limitedText(message, 'button.text', 'messages.button.text', LONGEST_TEXT);
  return label === '' ? limitedText(message, 'button.payload', 'messages.button.payload', LONGEST_TEXT) : label;
}

function interactive(message: JsonObject): Content {
  const value = objectAt(message, 'interactive') ?? {};
  const type = textAt(value, 'type') ?? INTERACTIVE.find((name) => objectAt(value, name) !== undefined);
  if (type === 'nfm_reply') return flow(message);
  if (type === 'button_reply' || type === 'list_reply') {
    const path = `interactive.${type}`;
    const title = limitedText(message, `${path}.title`, `messages.${path}.title`, LONGEST_TEXT);
    // Buttons without words have an emoji as title; the id is ours, and better than an empty answer.
    return {
      ...said(title === '' ? limitedText(message, `${path}.id`, `messages.${path}.id`, 300) : title),
      tapped: true,
    };
  }
  return otherKind(value, type ?? '', `interactive-${reasonWord(type)}`);
}

const INTERACTIVE = ['button_reply', 'list_reply', 'nfm_reply'];

function flow(message: JsonObject): Content {
  const path = 'interactive.nfm_reply';
  const field = `messages.${path}.response_json`;
  const raw = limitedText(message, `${path}.response_json`, field, LONGEST_TEXT);
  const answer = parseJson(raw) ?? objectAt(message, `${path}.response_json`);
  const filled = flowAnswer(answer ?? {});
  if (filled.text !== '' || filled.attachments.length > 0) return filled;
  const body = limitedText(message, `${path}.body`, `messages.${path}.body`, LONGEST_TEXT);
  return said(body === '' ? raw : body);
}

/** A changed message is one of its own that quotes the first: both stay to be read. */
function edit(message: JsonObject): Content {
  const changed = objectAt(message, 'edit.message') ?? objectAt(message, 'edit') ?? {};
  const type = textAt(changed, 'type') ?? '';
  const content = type === 'edit' ? otherKind(changed, type, 'edit') : messageContent(changed);
  const original = textAt(message, 'edit.original_message_id');
  return 'ignored' in content || original === undefined ? content : { ...content, edits: original };
}

/** A kind that we don't know: whatever words, file or place it has are taken all the same. */
function otherKind(message: JsonObject, type: string, reason: string): Content {
  const text = wordsOf(message, type);
  if (text.length > LONGEST_TEXT)
    throw new MalformedPayloadError('messages', `at most ${String(LONGEST_TEXT)} characters of text`);
  const own = Object.hasOwn(message, type) ? message[type] : undefined;
  const file = isObject(own) && textAt(own, 'mime_type') !== undefined ? fileOf(own) : undefined;
  const place = isObject(own) ? geoLocation(own) : undefined;
  if (text.trim() === '' && file === undefined && place === undefined) return { ignored: reason };
  return { text, attachments: file === undefined ? [] : [file], ...(place === undefined ? {} : { location: place }) };
}

function location(message: JsonObject): Content {
  const value = objectAt(message, 'location');
  const place = value === undefined ? undefined : geoLocation(value);
  if (place !== undefined) return { text: '', attachments: [], location: place };
  // A place that is not on the map has a name all the same.
  const words = value === undefined ? [] : [textAt(value, 'name'), textAt(value, 'address')].filter(isText);
  if (words.length === 0) throw new MalformedPayloadError('messages.location', 'latitude and longitude');
  return said(cleanText(words.join('\n').slice(0, LONGEST_TEXT)));
}

function isText(text: string | undefined): text is string {
  return text !== undefined && text.trim() !== '';
}

/** We sell nothing; but who writes a line with an order has written to us. */
function order(message: JsonObject): Content {
  const text = limitedText(message, 'order.text', 'messages.order.text', LONGEST_TEXT);
  return text.trim() === '' ? { ignored: 'order' } : said(text);
}

/** Polls, view-once and whatever comes next: Meta hands over that there was something, not what. */
function unsupported(message: JsonObject): string {
  const type = textAt(message, 'unsupported.type');
  return type === undefined || type === 'unknown' ? 'unsupported' : `unsupported-${reasonWord(type)}`;
}
