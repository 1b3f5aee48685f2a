import { parseJson } from '../../channels/whatsapp/json.js';
import { textAt } from '../../channels/wire/json-path.js';
import { filled, isTemplateParameter, placeholders, TEMPLATES } from '../templates.js';
import {
  BODY_REQUIRED,
  BODY_TOO_LONG,
  CONTENT_SID_INVALID,
  CONTENT_VARIABLES_INVALID,
  FROM_REQUIRED,
  MEDIA_URL_INVALID,
  MIXED_LINES,
  NO_CHANNEL,
  NO_MMS,
  TO_REQUIRED,
  UNSUBSCRIBED,
  invalidFrom,
  invalidTo,
  unknownFrom,
  type TwilioError,
} from './twilio-errors.js';
import { bareAddress, isWhatsapp } from './whatsapp-line.js';

/** The form of POST /Messages.json, as far as the gateway uses it. */
export interface SendForm {
  To?: string;
  From?: string;
  MessagingServiceSid?: string;
  Body?: string;
  /** An approved template of the Content Template Builder, and what fills it in: WhatsApp only. */
  ContentSid?: string;
  ContentVariables?: string;
  /** Where Twilio fetches the file. */
  MediaUrl?: string;
  StatusCallback?: string;
}

export interface SendContext {
  /** The account's own senders; undefined takes every well-formed one. */
  senders: ReadonlySet<string> | undefined;
  optedOut(ours: string, citizen: string): boolean;
}

const E164 = /^\+[1-9]\d{7,14}$/;
const SHORT_CODE = /^\d{3,8}$/;
/** Up to 11 letters, digits and spaces, at least one letter. https://www.twilio.com/docs/glossary/what-alphanumeric-sender-id */
const SENDER_ID = /^(?=.*[A-Za-z])[A-Za-z0-9 ]{1,11}$/;
const MAX_BODY = 1600;

/** The first thing that is wrong with a send, in the order in which Twilio looks; null when it is taken. */
export function refuseSend(form: SendForm, context: SendContext): TwilioError | null {
  const { To: to, From: from, MessagingServiceSid: service, Body: body } = form;
  const ours = from || service;
  if (!to) return TO_REQUIRED;
  if (!ours) return FROM_REQUIRED;
  if (!body && form.ContentSid === undefined && form.MediaUrl === undefined) return BODY_REQUIRED;
  if (isWhatsapp(to) || isWhatsapp(from)) return refuseWhatsapp(form, to, from, context);
  if (form.MediaUrl !== undefined) return NO_MMS;
  if (!body) return CONTENT_SID_INVALID;
  if (!E164.test(to)) return invalidTo(to);
  if (from && !(E164.test(from) || SHORT_CODE.test(from) || SENDER_ID.test(from))) return invalidFrom(from);
  if (context.senders && !context.senders.has(ours)) return unknownFrom(ours);
  if (body.length > MAX_BODY) return BODY_TOO_LONG;
  if (context.optedOut(ours, to)) return UNSUBSCRIBED;
  return null;
}

/** Numbers, or Meta's user ids of people who hide theirs. */
const WHATSAPP_USER = /^(\+[1-9]\d{6,14}|[A-Z]{2}\.[A-Za-z0-9.]{1,132})$/;

/** https://www.twilio.com/docs/whatsapp/api */
function refuseWhatsapp(
  form: SendForm,
  to: string,
  from: string | undefined,
  context: SendContext,
): TwilioError | null {
  if (from !== undefined && isWhatsapp(to) !== isWhatsapp(from)) return MIXED_LINES;
  if (!WHATSAPP_USER.test(bareAddress(to))) return invalidTo(to);
  const ours = from ?? form.MessagingServiceSid ?? '';
  if (context.senders && !context.senders.has(ours)) return NO_CHANNEL;
  if (form.ContentSid !== undefined) {
    const content = readContent(form);
    return 'code' in content ? content : null;
  }
  if (form.MediaUrl !== undefined && !URL.canParse(form.MediaUrl)) return MEDIA_URL_INVALID;
  return (form.Body ?? '').length > MAX_BODY ? BODY_TOO_LONG : null;
}

/** What a template becomes, with its buttons; or why it does not. */
export function readContent(form: SendForm): { text: string; buttons: readonly string[] } | TwilioError {
  const template = TEMPLATES.find(({ contentSid }) => contentSid === form.ContentSid);
  if (!template) return CONTENT_SID_INVALID;
  const given = form.ContentVariables === undefined ? {} : parseJson(form.ContentVariables);
  if (given === undefined) return CONTENT_VARIABLES_INVALID;
  const values = Array.from({ length: placeholders(template) }, (_, index) => textAt(given, String(index + 1)) ?? '');
  if (!values.every(isTemplateParameter)) return CONTENT_VARIABLES_INVALID;
  return { text: filled(template, values), buttons: template.buttons };
}

/** Twilio's default keywords. https://help.twilio.com/articles/223134027 */
const STOP_WORDS = new Set(['STOP', 'STOPALL', 'UNSUBSCRIBE', 'CANCEL', 'END', 'QUIT', 'REVOKE', 'OPTOUT']);
const START_WORDS = new Set(['START', 'YES', 'UNSTOP']);

/** What Twilio itself makes of an incoming text: only a message that is nothing but the word. */
export function optKeyword(text: string): 'stop' | 'start' | null {
  const word = text.trim().toUpperCase();
  if (STOP_WORDS.has(word)) return 'stop';
  return START_WORDS.has(word) ? 'start' : null;
}

export const STOP_CONFIRMATION =
  'You have successfully been unsubscribed. You will not receive any more messages from this number. Reply START to resubscribe.';
export const START_CONFIRMATION =
  'You have successfully been re-subscribed to messages from this number. Reply HELP for help. Reply STOP to unsubscribe. Msg&Data Rates May Apply.';
