import { CodedError } from '../../../messaging/errors.js';
import type { FetchedMedia, MediaPort } from '../../../messaging/ports.js';

const PREFIX = 'base64:';
const FALLBACK_TYPE = 'application/octet-stream';

/** A file that came in the webhook itself; undefined where it is no Base64. */
export function inlineRef(base64: string): string | undefined {
  const compact = base64.replace(/\s+/g, '');
  return compact !== '' && /^[A-Za-z0-9+/]+={0,2}$/.test(compact) ? PREFIX + compact : undefined;
}

/** Files of MMS: the app puts them into the webhook, so that nothing is fetched from anywhere. */
export class AndroidMedia implements MediaPort {
  async fetch(ref: string, maxBytes: number): Promise<FetchedMedia> {
    if (!ref.startsWith(PREFIX)) throw new CodedError('media-host-refused', 'the media is not in the webhook', false);
    const bytes = Buffer.from(ref.slice(PREFIX.length), 'base64');
    if (bytes.length > maxBytes)
      throw new CodedError('media-too-large', `media has more than ${String(maxBytes)} bytes`, false);
    const { fileTypeFromBuffer } = await import('file-type');
    const type = await fileTypeFromBuffer(bytes);
    return { bytes, contentType: type?.mime ?? FALLBACK_TYPE };
  }
}
