import type { LoggedMessage } from '../message-log.js';

/** Twilio writes addresses of its WhatsApp line with this before them; the log and the phone keep them without. */
const PREFIX = 'whatsapp:';

export const TWILIO_PROVIDERS: readonly string[] = ['twilio', 'twilio-whatsapp'];

export function isWhatsapp(address: string | undefined): boolean {
  return address?.startsWith(PREFIX) === true;
}

export function bareAddress(address: string): string {
  return isWhatsapp(address) ? address.slice(PREFIX.length) : address;
}

export function whatsappSender(number: string): string {
  return PREFIX + number;
}

/** The citizen's or our own address as Twilio writes it on the line of this message. */
export function lineAddress({ provider }: Pick<LoggedMessage, 'provider'>, address: string): string {
  return provider === 'twilio-whatsapp' && !address.startsWith('MG') ? PREFIX + address : address;
}
