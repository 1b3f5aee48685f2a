import { MalformedPayloadError } from '../../../messaging/errors.js';
import type { InboundAttachment } from '../../../messaging/inbound-event.js';
import { cleanText } from '../../wire/text.js';
import { inlineRef } from './android.media.js';
import { isObject, type Fields } from './fields.js';

const MOST_ATTACHMENTS = 50;

/**
 * The files of an MMS, and what its text parts say: the app writes the first of them as `body`, when it can.
 * @throws MalformedPayloadError
 */
export function mmsFiles(payload: Fields, where: string): { attachments: InboundAttachment[]; words: string[] } {
  const list: unknown = payload.attachments ?? [];
  if (!Array.isArray(list) || list.length > MOST_ATTACHMENTS)
    throw new MalformedPayloadError(`${where}.attachments`, `a list of at most ${String(MOST_ATTACHMENTS)}`);
  const items = list.filter(isObject).map((item) => ({ item, type: contentTypeOf(item) }));
  return {
    attachments: items.filter(({ type }) => !NOT_FILES.has(type)).map(({ item, type }) => attachment(item, type)),
    words: items.filter(({ type }) => type === 'text/plain').map(({ item }) => words(item)),
  };
}

/** The slide show's plan, and the texts. */
const NOT_FILES = new Set(['application/smil', 'text/plain']);

function contentTypeOf({ contentType }: Fields): string {
  const type = typeof contentType === 'string' ? (contentType.toLowerCase().split(';')[0]?.trim() ?? '') : '';
  return /^[\w.+-]+\/[\w.+-]+$/.test(type) ? type : 'application/octet-stream';
}

function words({ data }: Fields): string {
  if (typeof data !== 'string') return '';
  // What is no base64 is the text itself.
  return cleanText(inlineRef(data) === undefined ? data : Buffer.from(data, 'base64').toString('utf8'));
}

function attachment(item: Fields, contentType: string): InboundAttachment {
  const name = typeof item.name === 'string' ? cleanText(item.name).slice(0, 200) : '';
  const ref = typeof item.data === 'string' ? inlineRef(item.data) : undefined;
  return {
    contentType,
    inline: false,
    ...(name === '' ? {} : { filename: name }),
    ...(typeof item.size === 'number' && Number.isSafeInteger(item.size) && item.size >= 0 ? { size: item.size } : {}),
    ...(ref === undefined ? {} : { ref }),
  };
}
