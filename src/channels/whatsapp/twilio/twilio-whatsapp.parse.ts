import type { InboundEvent, MessageEvent } from '../../../messaging/inbound-event.js';
import type { FormFields } from '../../wire/form.js';
import type { SmsAddress } from '../../sms/phone.js';
import { cleanText, joinNew } from '../../wire/text.js';
import type { TwilioReading } from '../../sms/twilio/twilio.parse.js';
import { flowAnswer } from '../cloud-api/cloud-api.flow.js';
import { geoLocation } from '../geo.js';
import { parseJson } from '../json.js';
import { whatsappAddress } from '../whatsapp-address.js';

const LONGEST_NAME = 200;
/** Fields of a button or a line of a list that was chosen. */
const TAPS = ['ButtonText', 'ButtonPayload', 'ListId', 'ListTitle'];

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
    text: allWords(event.text, fields, location !== undefined),
    ...(location === undefined ? {} : { location }),
    ...(TAPS.every((field) => fields[field] === undefined) ? {} : { tapped: true }),
  };
}

/** The text, and what it does not repeat: the button or the line of a list that was chosen, a form, a place off the map. */
function allWords(body: string, fields: FormFields, onMap: boolean): string {
  const parts = [
    fields.ButtonText,
    fields.ListTitle,
    formWords(fields.FlowData),
    formWords(fields.InteractiveData),
    ...(onMap ? [] : [fields.Label, fields.Address]),
  ];
  return joinNew(body, parts);
}

/** A form's answers by their names; what is no object is kept as it is written. */
function formWords(written: string | undefined): string {
  if (written === undefined) return '';
  const form = parseJson(written);
  return form === undefined ? written : flowAnswer(form).text;
}
