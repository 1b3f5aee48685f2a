import { textAt } from '../../channels/wire/json-path.js';
import { parseJson } from '../../channels/whatsapp/json.js';
import { contentOf, isMultipart } from '../multipart-form.js';
import { invalidParameter, MEDIA_UPLOAD, type GraphError } from './graph-errors.js';
import type { MetaLine } from './graph-state.js';
import type { Upload } from './upload-store.js';

const MB = 1024 * 1024;
const OFFICE = 'application/vnd.openxmlformats-officedocument.';

/** Megabytes by type: https://developers.facebook.com/documentation/business-messaging/whatsapp/business-phone-numbers/media */
const WHATSAPP_TYPES: Readonly<Record<string, number>> = {
  'audio/aac': 16, 'audio/amr': 16, 'audio/mpeg': 16, 'audio/mp4': 16, 'audio/ogg': 16,
  'text/plain': 100, 'application/pdf': 100, 'application/msword': 100, 'application/vnd.ms-excel': 100, 'application/vnd.ms-powerpoint': 100,
  [`${OFFICE}wordprocessingml.document`]: 100, [`${OFFICE}spreadsheetml.sheet`]: 100, [`${OFFICE}presentationml.presentation`]: 100,
  'image/jpeg': 5, 'image/png': 5, 'image/webp': 0.5, 'video/mp4': 16, 'video/3gpp': 16,
}; // prettier-ignore
/** https://developers.facebook.com/docs/messenger-platform/reference/attachment-upload-api */
const MESSENGER_TYPES: ReadonlySet<string> = new Set(['image', 'video', 'audio', 'file']);
const MESSENGER_LARGEST = 25 * MB;
const MESSENGER_LARGEST_IMAGE = 8 * MB;

/** Reads the body of POST /<phone number id>/media; the first thing that is wrong, as Meta says it. */
export async function readWhatsappUpload(body: unknown, line: MetaLine): Promise<Upload | GraphError> {
  if (!isMultipart(body) || body.fields.messaging_product !== 'whatsapp')
    return invalidParameter('The parameter messaging_product is required.');
  const file = body.files.find(({ field }) => field === 'file');
  if (file === undefined) return invalidParameter('The parameter file is required.');
  const { bytes, filename } = file;
  const contentType = file.contentType.split(';')[0] ?? '';
  const largest = WHATSAPP_TYPES[contentType];
  if (largest === undefined || (body.fields.type ?? contentType) !== contentType)
    return invalidParameter(
      `Param file must be a file with one of the following types: ${Object.keys(WHATSAPP_TYPES).join(', ')}. Received file of type '${contentType}'.`,
    );
  const content = await contentOf(bytes);
  const asSaid = content === undefined ? contentType === 'text/plain' : content === contentType || !/^(image|video)\//.test(contentType); // prettier-ignore
  if (bytes.length === 0 || bytes.length > largest * MB || !asSaid) return MEDIA_UPLOAD;
  return { lineId: line.id, media: { contentType, filename, bytes } };
}

/** Reads the body of POST /<page id>/message_attachments; the first thing that is wrong, as Meta says it. */
export function readMessengerUpload(body: unknown, line: MetaLine): Upload | GraphError {
  const message = isMultipart(body) ? parseJson(body.fields.message ?? '') : undefined;
  const kind = textAt(message, 'attachment.type') ?? '';
  if (!MESSENGER_TYPES.has(kind))
    return invalidParameter('Param message[attachment][type] must be one of {IMAGE, VIDEO, AUDIO, FILE}');
  const file = isMultipart(body) ? body.files.find(({ field }) => field === 'filedata') : undefined;
  if (file === undefined || file.bytes.length === 0) return invalidParameter('Upload attachment failure.', 2018047);
  const { bytes, filename, contentType } = file;
  if (bytes.length > (kind === 'image' ? MESSENGER_LARGEST_IMAGE : MESSENGER_LARGEST))
    return invalidParameter('Attachment size exceeds allowable limit', 2018074);
  if (kind !== 'file' && !contentType.startsWith(`${kind}/`))
    return invalidParameter('Upload attachment failure.', 2018047);
  return { lineId: line.id, kind, media: { contentType, filename, bytes } };
}
