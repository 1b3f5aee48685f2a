import type { InboundEvent, ReceiptEvent } from '../../../messaging/inbound-event.js';
import { textAt } from '../../wire/json-path.js';
import { sanitise } from '../../wire/text.js';
import { type JsonObject, objectsAt, reasonWord, requiredId, secondsToIso } from '../json.js';
import { whatsappAddress } from '../whatsapp-address.js';
import { cloudApiMeaning } from './cloud-api.errors.js';

const STATES = ['sent', 'delivered', 'read', 'failed'] as const;
const REFERENCE = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * What became of a message that we sent. They come in any order, more than once, and for messages that
 * others sent from our number: all that is for the one who keeps them.
 * https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/messages/status
 * @throws MalformedPayloadError
 */
export function statusEvent(status: JsonObject): InboundEvent {
  const providerId = requiredId(status, 'id', 'statuses.id');
  const word = textAt(status, 'status');
  const state = STATES.find((known) => known === word);
  // `played` (a voice message), `deleted`, `warning`, and those of tomorrow.
  if (state === undefined) {
    const reason = `status-${reasonWord(word)}`;
    return { type: 'ignored', externalId: `status:${providerId}:${reason}`, reason };
  }
  const receipt: ReceiptEvent = { type: 'receipt', providerId, state };
  const reference = textAt(status, 'biz_opaque_callback_data');
  if (reference !== undefined && REFERENCE.test(reference)) receipt.reference = reference;
  const recipient =
    whatsappAddress(textAt(status, 'recipient_id')) ??
    whatsappAddress(textAt(status, 'recipient_user_id')) ??
    // Of a group: who of its members this is about.
    whatsappAddress(textAt(status, 'recipient_participant_id'));
  if (recipient !== undefined) receipt.recipient = recipient.value;
  const at = secondsToIso(textAt(status, 'timestamp'));
  if (at !== undefined) receipt.at = at;
  if (state === 'failed') receipt.error = deliveryError(objectsAt(status, 'errors')[0]);
  return receipt;
}

function deliveryError(error: JsonObject | undefined): NonNullable<ReceiptEvent['error']> {
  const code = error === undefined ? undefined : textAt(error, 'code');
  if (error === undefined || code === undefined || !/^\d{1,7}$/.test(code))
    return { code: 'meta:failed', permanent: false };
  const meaning = cloudApiMeaning(Number(code), undefined);
  const text =
    meaning?.reason ??
    sanitise(textAt(error, 'title') ?? textAt(error, 'message') ?? textAt(error, 'error_data.details') ?? '');
  return {
    code: `meta:${code}`,
    ...(text === '' ? {} : { text }),
    permanent: meaning?.effect === 'rejected' || meaning?.effect === 'opted-out',
  };
}
