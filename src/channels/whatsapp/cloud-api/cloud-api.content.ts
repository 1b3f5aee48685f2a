import type { GeoLocation, InboundAttachment } from '../../../messaging/inbound-event.js';
import { MalformedPayloadError } from '../../../messaging/errors.js';
import { textAt } from '../../wire/json-path.js';
import { cleanText } from '../../wire/text.js';
import { geoLocation } from '../geo.js';
import { type JsonObject, limitedText, objectAt, objectsAt, parseJson, reasonWord, requiredId } from '../json.js';

/** What a message says; or why it is none that a person wrote to us. */
export type Content =
  | { text: string; attachments: InboundAttachment[]; location?: GeoLocation; /** A button's label. */ tapped?: true }
  | { ignored: string };

/** WhatsApp's own limit is 65,536 for a text. */
const LONGEST_TEXT = 70_000;
const MEDIA = new Set(['image', 'video', 'audio', 'voice', 'document', 'sticker']);
/** Kinds that carry no words of a person, or none that can be read. */
const WORDLESS = new Set(['reaction', 'ephemeral', 'request_welcome']);

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
    case 'unsupported':
    case 'unknown':
      return { ignored: unsupported(message) };
    default:
      return { ignored: 'type-unknown' };
  }
}

function said(text: string): { text: string; attachments: InboundAttachment[] } {
  return { text, attachments: [] };
}

function media(message: JsonObject, type: string): Content {
  const field = `messages.${type}`;
  const file = objectAt(message, type);
  if (file === undefined) throw new MalformedPayloadError(field, 'the media that the type announces');
  const sha256 = hexDigest(textAt(file, 'sha256'));
  const filename = textAt(file, 'filename');
  const attachment: InboundAttachment = {
    ...(filename === undefined || filename === '' ? {} : { filename: cleanText(filename.slice(0, 255)) }),
    contentType: mediaTypeOf(textAt(file, 'mime_type')),
    ...(sha256 === undefined ? {} : { sha256 }),
    inline: false,
    ref: requiredId(file, 'id', `${field}.id`, 200),
  };
  return { text: limitedText(file, 'caption', `${field}.caption`, LONGEST_TEXT), attachments: [attachment] };
}

/** `audio/ogg; codecs=opus` without its parameters. */
function mediaTypeOf(header: string | undefined): string {
  const type = header?.split(';')[0]?.trim().toLowerCase() ?? '';
  return /^[\w.+-]+\/[\w.+-]+$/.test(type) ? type : 'application/octet-stream';
}

/** Meta gives the digest in Base64. */
function hexDigest(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  if (/^[0-9a-f]{64}$/i.test(text)) return text.toLowerCase();
  const bytes = /^[A-Za-z0-9+/]{43}=?$/.test(text) ? Buffer.from(text, 'base64') : undefined;
  return bytes?.length === 32 ? bytes.toString('hex') : undefined;
}

/** The label that was tapped; its payload is ours, and says nothing that the citizen saw. */
function buttonText(message: JsonObject): string {
  const label = limitedText(message, 'button.text', 'messages.button.text', LONGEST_TEXT);
  return label === '' ? limitedText(message, 'button.payload', 'messages.button.payload', LONGEST_TEXT) : label;
}

function interactive(message: JsonObject): Content {
  const type = textAt(message, 'interactive.type');
  if (type === 'button_reply' || type === 'list_reply')
    return {
      ...said(limitedText(message, `interactive.${type}.title`, `messages.interactive.${type}.title`, LONGEST_TEXT)),
      tapped: true,
    };
  if (type === 'nfm_reply') return said(flowText(message));
  return { ignored: `interactive-${reasonWord(type)}` };
}

/** What was filled into a flow, a line a field. */
function flowText(message: JsonObject): string {
  const path = 'interactive.nfm_reply';
  const raw = limitedText(
    message,
    `${path}.response_json`,
    'messages.interactive.nfm_reply.response_json',
    LONGEST_TEXT,
  );
  const lines = Object.entries(parseJson(raw) ?? {})
    .filter(([name]) => name !== 'flow_token')
    .map(([name, value]) => `${name}: ${typeof value === 'string' ? value : JSON.stringify(value)}`);
  if (lines.length > 0) return cleanText(lines.join('\n'));
  const body = limitedText(message, `${path}.body`, 'messages.interactive.nfm_reply.body', LONGEST_TEXT);
  return body === '' ? raw : body;
}

function location(message: JsonObject): Content {
  const value = objectAt(message, 'location');
  const place = value === undefined ? undefined : geoLocation(value);
  if (place === undefined) throw new MalformedPayloadError('messages.location', 'latitude and longitude');
  return { text: '', attachments: [], location: place };
}

/** Name, numbers and mail of a contact card, as a line. */
function contactLine(contact: JsonObject): string {
  const parts = [
    textAt(contact, 'name.formatted_name'),
    textAt(contact, 'org.company'),
    ...objectsAt(contact, 'phones').map((phone) => textAt(phone, 'phone') ?? textAt(phone, 'wa_id')),
    ...objectsAt(contact, 'emails').map((mail) => textAt(mail, 'email')),
  ];
  return cleanText(
    parts
      .filter((part) => part !== undefined && part !== '')
      .join(', ')
      .slice(0, LONGEST_TEXT),
  );
}

/** We sell nothing; but who writes a line with an order has written to us. */
function order(message: JsonObject): Content {
  const text = limitedText(message, 'order.text', 'messages.order.text', LONGEST_TEXT);
  return text.trim() === '' ? { ignored: 'order' } : said(text);
}

/** Polls, edits, view-once and whatever comes next: Meta hands over that there was something, not what. */
function unsupported(message: JsonObject): string {
  const type = textAt(message, 'unsupported.type');
  return type === undefined || type === 'unknown' ? 'unsupported' : `unsupported-${reasonWord(type)}`;
}
