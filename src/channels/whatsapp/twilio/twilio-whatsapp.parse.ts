import type { InboundEvent, MessageEvent } from '../../../messaging/inbound-event.js';
import type { FormFields } from '../../wire/form.js';
import type { SmsAddress } from '../../sms/phone.js';
import { cleanText } from '../../wire/text.js';
import type { TwilioReading } from '../../sms/twilio/twilio.parse.js';
import { geoLocation } from '../geo.js';
import { whatsappAddress } from '../whatsapp-address.js';

const LONGEST_NAME = 200;

/** Twilio's WhatsApp webhooks: those of SMS, with `whatsapp:` before addresses and some fields of their own. */
export const WHATSAPP_READING: TwilioReading = {
  address,
  expected: 'whatsapp: and a telephone number or a user id of Meta',
  complete,
};

function address(raw: string): SmsAddress | undefined {
  // A plus that nobody encoded arrives as a space.
  const found = raw.startsWith('whatsapp:') ? whatsappAddress(raw.slice('whatsapp:'.length).trim()) : undefined;
  return found === undefined ? undefined : { address: found, machine: false };
}

function complete(event: MessageEvent, fields: FormFields): InboundEvent {
  const { externalId } = event;
  if (fields.MessageType?.toLowerCase() === 'reaction') return { type: 'ignored', externalId, reason: 'reaction' };
  const name = fields.ProfileName?.trim().slice(0, LONGEST_NAME) ?? '';
  const location = geoLocation({
    latitude: fields.Latitude,
    longitude: fields.Longitude,
    name: fields.Label,
    address: fields.Address,
  });
  return {
    ...event,
    from: event.from === null || name === '' ? event.from : { ...event.from, name: cleanText(name) },
    text: event.text === '' ? cleanText(fields.ButtonText ?? '') : event.text,
    ...(location === undefined ? {} : { location }),
    ...(fields.ButtonText === undefined && fields.ButtonPayload === undefined ? {} : { tapped: true }),
  };
}
