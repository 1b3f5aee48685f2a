import { whatsappAddress } from '../../channels/whatsapp/whatsapp-address.js';
import { isObject, objectAt, objectsAt, type JsonObject } from '../../channels/whatsapp/json.js';
import { textAt } from '../../channels/wire/json-path.js';
import {
  invalidParameter,
  invalidValue,
  missingParameter,
  OUTSIDE_WINDOW,
  PARAMETER_FORMAT,
  parameterCount,
  SAME_RECIPIENT,
  templateMissing,
  unsupportedType,
  type GraphError,
} from './graph-errors.js';
import type { StandInMedia } from '../message-log.js';
import { filled, isTemplateParameter, placeholders, TEMPLATES } from '../templates.js';

/** https://developers.facebook.com/documentation/business-messaging/whatsapp/messages/text-messages */
const LONGEST_TEXT = 4096;
const LONGEST_REFERENCE = 512;
const LONGEST_CAPTION = 1024;
/** What may be sent as what. */
const MEDIA_TYPES: Readonly<Record<string, RegExp>> = {
  image: /^image\/(jpeg|png)$/,
  video: /^video\//,
  audio: /^audio\//,
  document: /^(application|text)\//,
};

/** A send that WhatsApp takes. */
export interface WhatsappSend {
  /** E.164, or Meta's user id. */
  to: string;
  text: string;
  buttons?: readonly string[];
  quotes?: string;
  reference?: string;
  file?: Omit<StandInMedia, 'id'>;
}

/** What a send is held against. */
export interface WhatsappFacts {
  isWindowOpen: (to: string, quotes: string | undefined) => boolean;
  /** A file of this number's, by the id that its upload got. */
  uploaded: (id: string) => Omit<StandInMedia, 'id'> | undefined;
}

export type ReadWhatsappSend = { ok: true; send: WhatsappSend } | { ok: false; error: GraphError };

/** Reads the body of POST /<phone number id>/messages; the first thing that is wrong, as Meta says it. */
export function readWhatsappSend(body: unknown, sender: string, facts: WhatsappFacts): ReadWhatsappSend {
  if (!isObject(body)) return refused(invalidParameter('The request body must be a JSON object.'));
  if (textAt(body, 'messaging_product') !== 'whatsapp')
    return refused(invalidParameter('The parameter messaging_product is required.'));
  const given = textAt(body, 'to') ?? textAt(body, 'recipient');
  if (given === undefined || given === '') return refused(invalidParameter('The parameter to is required.'));
  const to = whatsappAddress(given)?.value;
  if (to === undefined) return refused(invalidValue('to is no phone number, recipient no user id'));
  if (to === sender) return refused(SAME_RECIPIENT);
  const reference = textAt(body, 'biz_opaque_callback_data');
  if (reference !== undefined && reference.length > LONGEST_REFERENCE)
    return refused(
      invalidParameter(`Param biz_opaque_callback_data must be at most ${LONGEST_REFERENCE} characters long.`),
    );
  const quotes = textAt(body, 'context.message_id');
  const common = {
    to,
    ...(quotes === undefined ? {} : { quotes }),
    ...(reference === undefined ? {} : { reference }),
  };
  const type = textAt(body, 'type') ?? 'text';
  if (type === 'template') {
    const template = readTemplate(objectAt(body, 'template'));
    return 'status' in template ? refused(template) : { ok: true, send: { ...common, ...template } };
  }
  if (MEDIA_TYPES[type] !== undefined) {
    const media = readMedia(type, objectAt(body, type), facts);
    if ('status' in media) return refused(media);
    return facts.isWindowOpen(to, quotes) ? { ok: true, send: { ...common, ...media } } : refused(OUTSIDE_WINDOW);
  }
  if (type !== 'text') return refused(unsupportedType(type));
  const text = textAt(body, 'text.body');
  if (text === undefined || text.trim() === '') return refused(missingParameter("Param text['body'] is required."));
  if (text.length > LONGEST_TEXT)
    return refused(invalidParameter(`Param text['body'] must be at most ${LONGEST_TEXT} characters long.`));
  if (!facts.isWindowOpen(to, quotes)) return refused(OUTSIDE_WINDOW);
  return { ok: true, send: { ...common, text } };
}

function readMedia(
  type: string,
  given: JsonObject | undefined,
  { uploaded }: WhatsappFacts,
): { text: string; file: Omit<StandInMedia, 'id'> } | GraphError {
  const id = textAt(given, 'id');
  if (id === undefined) return missingParameter(`Param ${type}['id'] or ${type}['link'] is required.`);
  const file = uploaded(id);
  if (file === undefined) return invalidParameter(`Param ${type}['id'] is not a valid media id.`);
  if (MEDIA_TYPES[type]?.test(file.contentType) !== true)
    return invalidParameter(`Param ${type}['id'] is a file of type ${file.contentType}.`);
  const caption = textAt(given, 'caption') ?? '';
  if (caption !== '' && type === 'audio') return invalidParameter('Unexpected key "caption" on param "audio".');
  if (caption.length > LONGEST_CAPTION)
    return invalidParameter(`Param ${type}['caption'] must be at most ${LONGEST_CAPTION} characters long.`);
  const filename = textAt(given, 'filename');
  if (filename !== undefined && type !== 'document')
    return invalidParameter(`Unexpected key "filename" on param "${type}".`);
  return { text: caption, file: { ...file, ...(filename === undefined ? {} : { filename }) } };
}

function readTemplate(given: JsonObject | undefined): { text: string; buttons: readonly string[] } | GraphError {
  const name = textAt(given, 'name');
  const language = textAt(given, 'language.code');
  if (given === undefined || name === undefined || language === undefined)
    return missingParameter("Params template['name'] and template['language']['code'] are required.");
  const template = TEMPLATES.find((known) => known.name === name && known.language === language);
  if (!template) return templateMissing(name, language);
  const body = objectsAt(given, 'components').find((component) => textAt(component, 'type') === 'body');
  const parameters = (body === undefined ? [] : objectsAt(body, 'parameters')).map(
    (item) => textAt(item, 'text') ?? '',
  );
  if (parameters.length !== placeholders(template)) return parameterCount(parameters.length, placeholders(template));
  if (!parameters.every(isTemplateParameter)) return PARAMETER_FORMAT;
  return { text: filled(template, parameters), buttons: template.buttons };
}

function refused(error: GraphError): ReadWhatsappSend {
  return { ok: false, error };
}
