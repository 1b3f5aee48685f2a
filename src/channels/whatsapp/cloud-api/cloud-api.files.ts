import type { FileFacts, MediaRules, OutboundFile, SendOutcome } from '../../../messaging/outbound-message.js';
import { isProviderId } from '../../wire/text.js';
import { textAt } from '../../wire/json-path.js';
import { chatMedia, mediaType } from '../chat-parts.js';
import { parseJson } from '../json.js';
import type { Graph } from '../meta/graph.js';
import { uploadFailure, uploadOutcome } from '../meta/meta.outcome.js';
import { cloudApiMeaning } from './cloud-api.errors.js';

const MB = 1024 * 1024;
const LONGEST_CAPTION = 1024;
const OFFICE = 'application/vnd.openxmlformats-officedocument.';

export type WhatsappMediaType = 'image' | 'video' | 'audio' | 'document';

/** https://developers.facebook.com/documentation/business-messaging/whatsapp/business-phone-numbers/media#supported-media-types */
const TYPES: Readonly<Record<WhatsappMediaType, { types: ReadonlySet<string>; bytes: number }>> = {
  image: { types: new Set(['image/jpeg', 'image/png']), bytes: 5 * MB },
  video: { types: new Set(['video/mp4', 'video/3gpp']), bytes: 16 * MB },
  audio: {
    types: new Set(['audio/aac', 'audio/amr', 'audio/mpeg', 'audio/mp4', 'audio/ogg']),
    bytes: 16 * MB,
  },
  document: {
    types: new Set([
      'application/pdf', 'text/plain', 'application/msword', 'application/vnd.ms-excel', 'application/vnd.ms-powerpoint',
      `${OFFICE}wordprocessingml.document`, `${OFFICE}spreadsheetml.sheet`, `${OFFICE}presentationml.presentation`,
    ]), // prettier-ignore
    bytes: 100 * MB,
  },
};

/** As which of its kinds WhatsApp shows a file; undefined for one that it does not take. */
export function whatsappMediaType(file: FileFacts): WhatsappMediaType | undefined {
  const type = mediaType(file);
  return (Object.keys(TYPES) as WhatsappMediaType[]).find(
    (kind) => TYPES[kind].types.has(type) && file.size <= TYPES[kind].bytes,
  );
}

/** A recording has no caption. */
export function whatsappCaption(file: FileFacts): number {
  return whatsappMediaType(file) === 'audio' ? 0 : LONGEST_CAPTION;
}

export const CLOUD_API_MEDIA: MediaRules = chatMedia((file) => whatsappMediaType(file) !== undefined, whatsappCaption);

/**
 * Brings a file to Meta, where nobody sees it until a message names its id; after 30 days it is gone again. Whatever
 * becomes of an upload, it may be tried anew. @returns the id, or what is to become of the message
 */
export async function uploadToWhatsapp(
  graph: Graph,
  phoneNumberId: string,
  file: OutboundFile,
  now: () => number,
): Promise<{ id: string } | SendOutcome> {
  const { filename } = file;
  const contentType = mediaType(file);
  const bytes = await file.read();
  try {
    const fields = { messaging_product: 'whatsapp', type: contentType };
    const reply = await graph.upload(`${phoneNumberId}/media`, fields, { field: 'file', filename, contentType, bytes });
    const id = reply.status === 200 ? textAt(parseJson(reply.body), 'id') : undefined;
    return id !== undefined && isProviderId(id, 200) ? { id } : uploadOutcome(reply, cloudApiMeaning, now());
  } catch (error) {
    return uploadFailure(error);
  }
}
