import { MalformedPayloadError } from '../../../messaging/errors.js';
import type { GeoLocation, InboundAttachment } from '../../../messaging/inbound-event.js';
import { textAt } from '../../wire/json-path.js';
import { cleanText } from '../../wire/text.js';
import { geoLocation } from '../geo.js';
import { type JsonObject, limitedText, objectAt, objectsAt, requiredId } from '../json.js';
import { contactLine, listWords, richWords, withLinks } from './telegram.words.js';

export type TelegramContent =
  { text: string; attachments: InboundAttachment[]; location?: GeoLocation } | { ignored: string };

/** Telegram's limit is 4,096 characters for a text and 1,024 for a caption; the rest is room, not promise. */
const LONGEST_TEXT = 10_000;
/** Kinds of files, and the type of those that come without one. `animation` stands before `document`, which repeats it. */
const FILES: readonly (readonly [kind: string, contentType: string])[] = [
  ['animation', 'video/mp4'],
  ['document', 'application/octet-stream'],
  ['live_photo', 'video/mp4'],
  ['video', 'video/mp4'],
  ['video_note', 'video/mp4'],
  ['voice', 'audio/ogg'],
  ['audio', 'audio/mpeg'],
  ['sticker', 'image/webp'],
];
/** Kinds that are said to us but hold nothing to read, and what happens in a chat by itself. */
const WORDLESS = ['poll', 'dice', 'game', 'story', 'invoice', 'checklist', 'paid_media', 'giveaway', 'rich_message'];
/** Telegram's limit is 32,768 characters for a formatted message. */
const LONGEST_RICH = 70_000;
const MOST_PAID_MEDIA = 50;

/** What a message says; or why it is none that a person wrote to us. @throws MalformedPayloadError */
export function telegramContent(message: JsonObject, field: string): TelegramContent {
  const text = limitedText(message, 'text', `${field}.text`, LONGEST_TEXT);
  if (text !== '') return { text: withLinks(text, objectsAt(message, 'entities')), attachments: [] };
  const written = limitedText(message, 'caption', `${field}.caption`, LONGEST_TEXT);
  const caption = written === '' ? '' : withLinks(written, objectsAt(message, 'caption_entities'));
  const attachments = files(message, field);
  if (attachments.length > 0) return { text: caption, attachments };
  const place = objectAt(message, 'venue') ?? objectAt(message, 'location');
  if (place !== undefined) return location(place, field);
  const contact = objectAt(message, 'contact');
  if (contact !== undefined) return { text: contactLine(contact), attachments: [] };
  const words = [caption, listWords(message), richWords(message)].filter((part) => part !== '').join('\n');
  if (words.length > LONGEST_RICH)
    throw new MalformedPayloadError(`${field}.rich_message`, `at most ${String(LONGEST_RICH)} characters`);
  if (words.trim() !== '') return { text: cleanText(words), attachments: [] };
  const wordless = WORDLESS.find((kind) => objectAt(message, kind) !== undefined);
  return { ignored: wordless === undefined ? 'service-message' : `type-${wordless.replace('_', '-')}` };
}

function files(message: JsonObject, field: string): InboundAttachment[] {
  const photos = objectsAt(message, 'photo');
  if (photos.length > 0) return [largest(photos, field)];
  for (const [kind, contentType] of FILES) {
    const file = objectAt(message, kind);
    if (file !== undefined) return [attachment(file, `${field}.${kind}`, contentType)];
  }
  return objectsAt(message, 'paid_media.paid_media')
    .slice(0, MOST_PAID_MEDIA)
    .flatMap((media) => files(media, `${field}.paid_media`));
}

/** A photo comes in several sizes, smallest first by custom only. */
function largest(photos: readonly JsonObject[], field: string): InboundAttachment {
  const area = (photo: JsonObject): number =>
    Number(textAt(photo, 'width') ?? 0) * Number(textAt(photo, 'height') ?? 0);
  const best = photos.reduce((one, other) => (area(other) >= area(one) ? other : one));
  return attachment(best, `${field}.photo`, 'image/jpeg');
}

function attachment(file: JsonObject, field: string, fallback: string): InboundAttachment {
  const type = textAt(file, 'mime_type')?.toLowerCase() ?? '';
  const filename = textAt(file, 'file_name');
  const size = Number(textAt(file, 'file_size') ?? NaN);
  return {
    ...(filename === undefined || filename === '' ? {} : { filename: cleanText(filename.slice(0, 255)) }),
    contentType: /^[\w.+-]+\/[\w.+-]+$/.test(type) ? type : fallback,
    ...(Number.isSafeInteger(size) && size >= 0 ? { size } : {}),
    inline: false,
    ref: requiredId(file, 'file_id', `${field}.file_id`, 300),
  };
}

/** A venue has its point, title and address; a location is the point alone. */
function location(place: JsonObject, field: string): TelegramContent {
  const point = objectAt(place, 'location') ?? place;
  const [name, address] = [textAt(place, 'title'), textAt(place, 'address')];
  const found = geoLocation({ ...point, name, address });
  if (found !== undefined) return { text: '', attachments: [], location: found };
  const words = [name, address].filter((part) => part !== undefined && part !== '').join('\n');
  if (words === '') throw new MalformedPayloadError(`${field}.location`, 'latitude and longitude');
  return { text: cleanText(words), attachments: [] };
}
