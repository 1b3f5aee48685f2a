import type { Address } from '../../messaging/inbound-event.js';

/** E.164 with or without its plus. */
const NUMBER = /^\+?([1-9]\d{6,14})$/;
/**
 * Business-scoped user id, of people who hide their number behind a user name: country, full stop, up to
 * 128 letters and digits; `ENT` in between where several businesses share it. It is given back exactly as it came.
 * https://developers.facebook.com/documentation/business-messaging/whatsapp/business-scoped-user-ids
 */
const USER_ID = /^[A-Z]{2}\.(?:ENT\.)?[A-Za-z0-9]{1,128}$/;

/** A WhatsApp user as a provider names them: E.164 where the number shows, else Meta's user id. Undefined for what is neither. */
export function whatsappAddress(raw: string | undefined): Address | undefined {
  if (raw === undefined) return undefined;
  const digits = NUMBER.exec(raw)?.[1];
  if (digits !== undefined) return { kind: 'whatsapp', value: `+${digits}` };
  return USER_ID.test(raw) ? { kind: 'whatsapp', value: raw } : undefined;
}
