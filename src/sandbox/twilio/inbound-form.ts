import type { LoggedMessage } from '../message-log.js';
import { API_VERSION } from './message-resource.js';

/** What Twilio posts to a number's webhook. https://www.twilio.com/docs/messaging/guides/webhook-request */
export function inboundForm(message: LoggedMessage, accountSid: string, apiBase: string): Record<string, string> {
  const form: Record<string, string> = {
    AccountSid: accountSid,
    ApiVersion: API_VERSION,
    Body: message.text,
    From: message.citizen,
    FromCity: '',
    FromCountry: country(message.citizen),
    FromState: '',
    FromZip: '',
    MessageSid: message.id,
    NumMedia: String(message.media.length),
    NumSegments: String(message.segments),
    SmsMessageSid: message.id,
    SmsSid: message.id,
    SmsStatus: 'received',
    To: message.ours,
    ToCity: '',
    ToCountry: country(message.ours),
    ToState: '',
    ToZip: '',
  };
  message.media.forEach((media, index) => {
    form[`MediaContentType${index}`] = media.contentType;
    form[`MediaUrl${index}`] =
      `${apiBase}/${API_VERSION}/Accounts/${accountSid}/Messages/${message.id}/Media/${media.id}`;
  });
  return form;
}

/** The stand-in's world is Indonesia (a short code has no country code of its own). */
function country(number: string): string {
  return number.startsWith('+') && !number.startsWith('+62') ? '' : 'ID';
}
