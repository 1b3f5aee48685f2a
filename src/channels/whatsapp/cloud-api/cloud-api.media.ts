import { MalformedPayloadError } from '../../../messaging/errors.js';
import type { InboundAttachment } from '../../../messaging/inbound-event.js';
import { textAt } from '../../wire/json-path.js';
import { cleanText, isProviderId } from '../../wire/text.js';
import type { JsonObject } from '../json.js';

const LONGEST_ID = 200;

/**
 * A file of a message as its webhook describes it. A caption without a file that can be fetched is still
 * what the citizen wrote: the file then stands there without `ref`.
 * @throws MalformedPayloadError where there is neither.
 */
export function mediaFile(file: JsonObject, field: string, caption: string): InboundAttachment {
  const known = fileOf(file);
  if (known !== undefined) return known;
  if (caption.trim() === '')
    throw new MalformedPayloadError(`${field}.id`, 'an id of at most 200 printable characters');
  return describe(file);
}

/** Undefined where nothing names bytes at Meta. */
export function fileOf(file: JsonObject): InboundAttachment | undefined {
  const id = textAt(file, 'id');
  return id !== undefined && isProviderId(id, LONGEST_ID) ? { ...describe(file), ref: id } : undefined;
}

function describe(file: JsonObject): InboundAttachment {
  const sha256 = hexDigest(textAt(file, 'sha256'));
  // Flows write it with a low line.
  const filename = textAt(file, 'filename') ?? textAt(file, 'file_name');
  return {
    ...(filename === undefined || filename === '' ? {} : { filename: cleanText(filename.slice(0, 255)) }),
    contentType: mediaTypeOf(textAt(file, 'mime_type')),
    ...(sha256 === undefined ? {} : { sha256 }),
    inline: false,
  };
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
