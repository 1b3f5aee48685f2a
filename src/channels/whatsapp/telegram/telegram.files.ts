import type { FileFacts, MediaRules } from '../../../messaging/outbound-message.js';
import { chatMedia, mediaType } from '../chat-parts.js';

const MB = 1024 * 1024;

/** https://core.telegram.org/bots/api#sendphoto */
const LARGEST_PHOTO = 10 * MB;
/** https://core.telegram.org/bots/api#senddocument */
const LARGEST_DOCUMENT = 50 * MB;
const LONGEST_CAPTION = 1024;

export const telegramCaption = (): number => LONGEST_CAPTION;

/** Any file goes as a document. */
export const TELEGRAM_MEDIA: MediaRules = chatMedia(({ size }) => size <= LARGEST_DOCUMENT, telegramCaption);

/** The method that sends it, and the field that it travels in. */
export function telegramMethod(file: FileFacts): { method: 'sendPhoto' | 'sendDocument'; field: 'photo' | 'document' } {
  const photo = ['image/jpeg', 'image/png'].includes(mediaType(file)) && file.size <= LARGEST_PHOTO;
  return photo ? { method: 'sendPhoto', field: 'photo' } : { method: 'sendDocument', field: 'document' };
}
