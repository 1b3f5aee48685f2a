import type { FileFacts, MediaRules, OutboundFile, SendOutcome } from '../../../messaging/outbound-message.js';
import { textAt } from '../../wire/json-path.js';
import { isProviderId } from '../../wire/text.js';
import { chatMedia, mediaType } from '../chat-parts.js';
import { parseJson } from '../json.js';
import type { Graph } from '../meta/graph.js';
import { uploadFailure, uploadOutcome } from '../meta/meta.outcome.js';
import { messengerMeaning } from './messenger.errors.js';

const MB = 1024 * 1024;
/** https://developers.facebook.com/docs/messenger-platform/reference/attachment-upload-api */
const LARGEST = 25 * MB;
const LARGEST_IMAGE = 8 * MB;
const TYPES = ['image', 'video', 'audio'] as const;

/** On Messenger nothing stands below a file. */
export const messengerCaption = (): number => 0;

export const MESSENGER_MEDIA: MediaRules = chatMedia(
  (file) => file.size <= (messengerType(file) === 'image' ? LARGEST_IMAGE : LARGEST),
  messengerCaption,
);

/** As what Messenger shows it. */
export function messengerType(file: FileFacts): 'image' | 'video' | 'audio' | 'file' {
  return TYPES.find((type) => mediaType(file).startsWith(`${type}/`)) ?? 'file';
}

/**
 * Brings a file to Meta, where nobody sees it until a message names its id. Whatever becomes of an upload, it may be
 * tried anew. @returns the id, or what is to become of the message
 */
export async function uploadToMessenger(
  graph: Graph,
  pageId: string,
  file: OutboundFile,
  now: () => number,
): Promise<{ id: string } | SendOutcome> {
  const { filename } = file;
  const contentType = mediaType(file);
  const bytes = await file.read();
  const message = JSON.stringify({ attachment: { type: messengerType(file), payload: { is_reusable: false } } });
  try {
    const form = { field: 'filedata', filename, contentType, bytes };
    const reply = await graph.upload(`${pageId}/message_attachments`, { message }, form);
    const id = reply.status === 200 ? textAt(parseJson(reply.body), 'attachment_id') : undefined;
    return id !== undefined && isProviderId(id, 200) ? { id } : uploadOutcome(reply, messengerMeaning, now());
  } catch (error) {
    return uploadFailure(error);
  }
}
