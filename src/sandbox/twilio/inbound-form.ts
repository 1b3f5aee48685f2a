import type { LoggedMessage } from '../message-log.js';
import type { CitizenMessage } from '../stand-in.js';
import { API_VERSION } from './message-resource.js';
import { lineAddress } from './whatsapp-line.js';

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
  return withMedia(form, message, accountSid, apiBase);
}

/** What Twilio posts for a WhatsApp message: no places of numbers, but a profile. */
export function inboundWhatsappForm(
  message: LoggedMessage,
  accountSid: string,
  apiBase: string,
  { button, location }: Pick<CitizenMessage, 'button' | 'location'>,
): Record<string, string> {
  const [from, to] = [lineAddress(message, message.citizen), lineAddress(message, message.ours)];
  const form: Record<string, string> = {
    AccountSid: accountSid,
    ApiVersion: API_VERSION,
    Body: message.text,
    From: from,
    MessageSid: message.id,
    MessageType: messageType(message, button, location),
    NumMedia: String(message.media.length),
    NumSegments: '1',
    ProfileName: 'Warga Uji',
    SmsMessageSid: message.id,
    SmsSid: message.id,
    SmsStatus: 'received',
    To: to,
    WaId: message.citizen.replace(/^\+/, ''),
    ...(message.quotes === undefined
      ? {}
      : { OriginalRepliedMessageSid: message.quotes, OriginalRepliedMessageSender: to }),
    ...(button === undefined ? {} : { ButtonText: button, ButtonPayload: button }),
    ...(location === undefined ? {} : place(location)),
  };
  return withMedia(form, message, accountSid, apiBase);
}

function messageType(
  { media }: LoggedMessage,
  button: string | undefined,
  location: CitizenMessage['location'],
): string {
  if (button !== undefined) return 'button';
  if (location !== undefined) return 'location';
  const kind = media[0]?.contentType.split('/')[0];
  if (kind === undefined) return 'text';
  return kind === 'image' || kind === 'audio' || kind === 'video' ? kind : 'document';
}

function place({
  latitude,
  longitude,
  name,
  address,
}: NonNullable<CitizenMessage['location']>): Record<string, string> {
  return {
    Latitude: String(latitude),
    Longitude: String(longitude),
    ...(name === undefined ? {} : { Label: name }),
    ...(address === undefined ? {} : { Address: address }),
  };
}

function withMedia(
  form: Record<string, string>,
  message: LoggedMessage,
  accountSid: string,
  apiBase: string,
): Record<string, string> {
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
