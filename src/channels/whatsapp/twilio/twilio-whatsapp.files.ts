import type { FileFacts, MediaRules } from '../../../messaging/outbound-message.js';
import { chatMedia, mediaType } from '../chat-parts.js';

const MB = 1024 * 1024;
/** https://www.twilio.com/docs/whatsapp/guidance-whatsapp-media-messages */
const LARGEST = 16 * MB;
const LARGEST_IMAGE = 5 * MB;
const LONGEST_CAPTION = 1024;
const OFFICE = 'application/vnd.openxmlformats-officedocument.';
const IMAGES: ReadonlySet<string> = new Set(['image/jpeg', 'image/png']);
const OTHERS: ReadonlySet<string> = new Set([
  'application/pdf', 'application/msword', `${OFFICE}wordprocessingml.document`, `${OFFICE}spreadsheetml.sheet`, `${OFFICE}presentationml.presentation`,
  'audio/ogg', 'audio/amr', 'audio/aac', 'audio/mpeg', 'video/mp4',
]); // prettier-ignore

/** Below a picture or a film; of a document Twilio makes the text its name. */
export function twilioCaption(file: FileFacts): number {
  return IMAGES.has(mediaType(file)) || mediaType(file).startsWith('video/') ? LONGEST_CAPTION : 0;
}

export const TWILIO_MEDIA: MediaRules = chatMedia(
  (file) =>
    IMAGES.has(mediaType(file)) ? file.size <= LARGEST_IMAGE : OTHERS.has(mediaType(file)) && file.size <= LARGEST,
  twilioCaption,
);
