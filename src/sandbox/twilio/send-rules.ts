import {
  BODY_REQUIRED,
  BODY_TOO_LONG,
  FROM_REQUIRED,
  TO_REQUIRED,
  UNSUBSCRIBED,
  invalidFrom,
  invalidTo,
  unknownFrom,
  type TwilioError,
} from './twilio-errors.js';

/** The form of POST /Messages.json, as far as the gateway uses it. */
export interface SendForm {
  To?: string;
  From?: string;
  MessagingServiceSid?: string;
  Body?: string;
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
  if (!body) return BODY_REQUIRED;
  if (!E164.test(to)) return invalidTo(to);
  if (from && !(E164.test(from) || SHORT_CODE.test(from) || SENDER_ID.test(from))) return invalidFrom(from);
  if (context.senders && !context.senders.has(ours)) return unknownFrom(ours);
  if (body.length > MAX_BODY) return BODY_TOO_LONG;
  if (context.optedOut(ours, to)) return UNSUBSCRIBED;
  return null;
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
