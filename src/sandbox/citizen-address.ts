import { smsAddress } from '../channels/sms/phone.js';
import { whatsappAddress } from '../channels/whatsapp/whatsapp-address.js';

/**
 * What a citizen is known by. `whatsapp`: a number, or Meta's user id of who hides it. In the other chats
 * the sandbox's citizens are their numbers too: the stand-ins make ids of them.
 */
export type AddressKind = 'phone' | 'whatsapp' | 'mailbox';

export const EXPECTED_ADDRESS: Readonly<Record<AddressKind, string>> = {
  phone: 'a telephone number such as +6281100000001',
  whatsapp: "a telephone number such as +6281100000001, or a user id of Meta's such as ID.4566",
  mailbox: 'a mailbox such as sari@warga.example',
};

const MAILBOX = /^[^\s@<>,;:"()[\]\\]{1,64}@[a-z0-9](?:[a-z0-9.-]{0,250}[a-z0-9])?$/i;

/** A citizen's address in the one form that the sandbox keeps it in; undefined for what is none of this kind. */
export function readAddress(kind: AddressKind, value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined;
  if (kind === 'mailbox') return MAILBOX.test(value.trim()) ? value.trim().toLowerCase() : undefined;
  if (kind === 'whatsapp' && /^[A-Z]{2}\./.test(value)) return whatsappAddress(value)?.value;
  // A short code too, to try how machines are met; a literal + of a query string arrives as a space.
  const number = smsAddress(value)?.address.value;
  return number !== undefined && /^\+?\d+$/.test(number) ? number : undefined;
}

/** An address of any kind. */
export function citizenAddress(value: unknown): string | undefined {
  return readAddress('mailbox', value) ?? readAddress('whatsapp', value);
}
