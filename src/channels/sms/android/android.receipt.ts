import { MalformedPayloadError } from '../../../messaging/errors.js';
import type { InboundEvent, ReceiptEvent } from '../../../messaging/inbound-event.js';
import { smsAddress } from '../phone.js';
import { isProviderId } from '../../wire/text.js';
import { text, type Fields } from './fields.js';

const LONGEST_ID = 64;
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** The app's word on a message that we gave it; its id is ours. */
export function receiptEvent(
  state: 'sent' | 'delivered' | 'failed' | 'cancelled',
  payload: Fields,
  where: string,
): InboundEvent {
  const providerId = text(payload, 'messageId', `${where}.messageId`, LONGEST_ID).trim();
  if (!isProviderId(providerId, LONGEST_ID))
    throw new MalformedPayloadError(
      `${where}.messageId`,
      `an id of at most ${String(LONGEST_ID)} printable characters`,
    );
  const receipt: ReceiptEvent = { type: 'receipt', providerId, state: state === 'cancelled' ? 'failed' : state };
  if (UUID.test(providerId)) receipt.reference = providerId;
  const raw = payload.recipient ?? payload.phoneNumber;
  const recipient = typeof raw === 'string' ? smsAddress(raw)?.address.value : undefined;
  if (recipient !== undefined) receipt.recipient = recipient;
  const at = payload.sentAt ?? payload.deliveredAt ?? payload.failedAt;
  const time = typeof at === 'string' ? Date.parse(at) : Number.NaN;
  if (!Number.isNaN(time)) receipt.at = new Date(time).toISOString();
  if (state === 'cancelled') receipt.error = { code: 'android:cancelled', permanent: true };
  if (state === 'failed') receipt.error = failure(typeof payload.reason === 'string' ? payload.reason : '');
  return receipt;
}

/**
 * The app's reasons in codes: `Send result: RESULT_ERROR_NO_SERVICE`, `Delivery result from SC <number>: 70`
 * (TP-Status of 3GPP TS 23.040, 9.2.3.15: from 0x40 to 0x5F for good), `TTL expired`. The words themselves
 * hold the service centre's number and stay out.
 */
function failure(reason: string): { code: string; permanent: boolean } {
  const result = /\bRESULT_[A-Z_]{2,50}/.exec(reason)?.[0];
  if (result !== undefined) return { code: `android:${result}`, permanent: false };
  const status = Number(/^Delivery result.*: (\d{1,3})$/s.exec(reason)?.[1] ?? Number.NaN);
  if (Number.isInteger(status))
    return { code: `android:status-${String(status)}`, permanent: status >= 0x40 && status < 0x60 };
  if (/TTL expired/i.test(reason)) return { code: 'android:ttl-expired', permanent: false };
  return { code: 'android:failed', permanent: false };
}
