import type { GeoLocation, InboundAttachment } from '../../../messaging/inbound-event.js';
import { textAt } from '../../wire/json-path.js';
import { cleanText } from '../../wire/text.js';
import { geoLocation } from '../geo.js';
import { type JsonObject, objectAt, objectsAt } from '../json.js';

const LONGEST_URL = 4_000;
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

/** Where cards stand: in a template, and in a product's. */
const CARDS = ['payload.elements', 'payload.generic.elements', 'payload.product.elements'];

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
    const isFile = contentType !== undefined && url !== undefined && isAddress(url);
    if (THUMBS.has(textAt(item, 'payload.sticker_id') ?? '')) {
      found.words.push('👍');
      continue;
    }
    const point = type === 'location' ? place(item) : undefined;
    if (point !== undefined) found.location = point;
    else if (isFile) found.attachments.push({ contentType, inline: false, ref: url });
    const shown = point?.name === undefined ? written : `${written}\n${point.name}`;
    found.words.push(...linkWords(item, isFile || point !== undefined ? undefined : url, shown));
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

/** Titles and texts of links, posts and cards; `url` where it is none of a file that we fetch. */
function linkWords(item: JsonObject, url: string | undefined, written: string): string[] {
  const cards = [...CARDS.flatMap((path) => objectsAt(item, path)), ...objectsAt(item, 'elements')];
  const parts = [
    textAt(item, 'title'),
    textAt(item, 'payload.title'),
    textAt(item, 'subtitle'),
    textAt(item, 'payload.text'),
    ...cards.flatMap((card) => [textAt(card, 'title'), textAt(card, 'subtitle')]),
    url,
  ];
  return [...new Set(parts)]
    .filter((part): part is string => part !== undefined && part !== '' && !written.includes(part))
    .map(cleanText);
}

function isAddress(url: string): boolean {
  return url.length <= LONGEST_URL && /^https?:\/\/[^\s\0]+$/.test(url);
}
