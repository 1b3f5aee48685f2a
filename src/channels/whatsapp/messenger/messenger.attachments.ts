import type { GeoLocation, InboundAttachment } from '../../../messaging/inbound-event.js';
import { textAt } from '../../wire/json-path.js';
import { cleanText } from '../../wire/text.js';
import { geoLocation } from '../geo.js';
import { type JsonObject, objectAt } from '../json.js';

const LONGEST_URL = 4_000;
const LONGEST_WORDS = 2_000;
/** The thumb in its three sizes: an answer, not a picture. */
const THUMBS = new Set(['369239263222822', '369239343222814', '369239383222810']);
/** Messenger names no media type; this one stands until the file was fetched and looked at. */
const TYPES: Readonly<Record<string, string>> = Object.freeze({
  image: 'image/jpeg',
  video: 'video/mp4',
  audio: 'audio/mpeg',
  reel: 'video/mp4',
  ig_reel: 'video/mp4',
  file: 'application/octet-stream',
});

interface Found {
  attachments: InboundAttachment[];
  location?: GeoLocation;
  /** What the attachments say in words: a thumb, the title and address of a shared link. */
  words: string[];
}

/** @param written the message's text, which repeats a shared link more often than not. */
export function messengerAttachments(items: readonly JsonObject[], written: string): Found {
  const found: Found = { attachments: [], words: [] };
  for (const item of items) {
    const type = textAt(item, 'type') ?? '';
    const url = textAt(item, 'payload.url') ?? textAt(item, 'url');
    const contentType = Object.hasOwn(TYPES, type) ? TYPES[type] : undefined;
    if (THUMBS.has(textAt(item, 'payload.sticker_id') ?? '')) found.words.push('👍');
    else if (type === 'location') found.location = place(item) ?? found.location;
    else if (contentType !== undefined && url !== undefined && isAddress(url))
      found.attachments.push({ contentType, inline: false, ref: url });
    else found.words.push(...linkWords(item, url, written));
  }
  return found;
}

function place(item: JsonObject): GeoLocation | undefined {
  const coordinates = objectAt(item, 'payload.coordinates');
  return coordinates === undefined
    ? undefined
    : geoLocation({
        latitude: textAt(coordinates, 'lat'),
        longitude: textAt(coordinates, 'long'),
        name: textAt(item, 'title') ?? textAt(item, 'payload.title'),
      });
}

function linkWords(item: JsonObject, url: string | undefined, written: string): string[] {
  return [textAt(item, 'title') ?? textAt(item, 'payload.title'), url]
    .filter((part): part is string => part !== undefined && part !== '' && !written.includes(part))
    .map((part) => cleanText(part.slice(0, LONGEST_WORDS)));
}

function isAddress(url: string): boolean {
  return url.length <= LONGEST_URL && /^https?:\/\/[^\s\0]+$/.test(url);
}
