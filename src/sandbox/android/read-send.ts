import { isObject } from '../../channels/whatsapp/json.js';
import { textAt, valueAt } from '../../channels/wire/json-path.js';

/** A message that the app takes. https://docs.sms-gate.app/features/sending-messages/ */
export interface HandsetSend {
  /** The caller's, or one of the app's own. */
  id: string | undefined;
  /** E.164. */
  to: string;
  text: string;
  withDeliveryReport: boolean;
}

export type ReadHandsetSend = { ok: true; send: HandsetSend } | { ok: false; message: string };

const NUMBER = /^\+?[1-9]\d{6,14}$/;
/** Android hands on no more than so many parts. */
const LONGEST_TEXT = 10_000;

/** The first thing that is wrong with a send, in the app's words. */
export function readHandsetSend(body: unknown, deviceId: string): ReadHandsetSend {
  if (!isObject(body)) return refused('failed to unmarshal: unexpected end of JSON input');
  const text = textAt(body, 'textMessage.text') ?? textAt(body, 'message') ?? '';
  if (text === '')
    return refused(
      "failed to validate: Key: 'Message' Error: Field validation for 'Text' failed on the 'required' tag",
    );
  if (text.length > LONGEST_TEXT) return refused('failed to validate: text is too long');
  const numbers = valueAt(body, 'phoneNumbers');
  if (!Array.isArray(numbers) || numbers.length === 0)
    return refused("failed to validate: Field validation for 'PhoneNumbers' failed on the 'min' tag");
  // One receiver a request is all that the gateway ever sends.
  const [to] = numbers as unknown[];
  if (numbers.length > 1 || typeof to !== 'string' || !NUMBER.test(to))
    return refused('failed to validate: invalid phone number in row 1');
  const device = textAt(body, 'deviceId');
  if (device !== undefined && device !== deviceId) return refused('invalid device id');
  const sim = valueAt(body, 'simNumber');
  if (sim !== undefined && !(Number.isInteger(sim) && Number(sim) >= 1 && Number(sim) <= 3))
    return refused("failed to validate: Field validation for 'SimNumber' failed on the 'max' tag");
  const id = textAt(body, 'id');
  if (id !== undefined && (id === '' || id.length > 36))
    return refused("failed to validate: Field validation for 'ID' failed on the 'max' tag");
  return {
    ok: true,
    send: {
      id,
      to: to.startsWith('+') ? to : `+${to}`,
      text,
      withDeliveryReport: valueAt(body, 'withDeliveryReport') !== false,
    },
  };
}

function refused(message: string): ReadHandsetSend {
  return { ok: false, message };
}
