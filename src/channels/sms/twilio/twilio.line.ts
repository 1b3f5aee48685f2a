import type { Address } from '../../../messaging/inbound-event.js';
import type { OutboundMessage, SenderCapabilities, SendOutcome } from '../../../messaging/outbound-message.js';

/** What goes out in one message: words, or an approved template. */
export type TwilioContent =
  { body: string; mediaUrl?: string[] } | { mediaUrl: string[] } | { contentSid: string; contentVariables?: string };

/** What differs between the lines that Twilio has when something is sent: SMS, WhatsApp. */
export interface TwilioLine {
  readonly capabilities: SenderCapabilities;
  /** The receiver as Twilio wants them; undefined where this line doesn't reach them. */
  receiver(to: Address): string | undefined;
  /** What is said where it doesn't. */
  readonly unreachable: { code: string; reason: string };
  /** The channel's own address as Twilio wants it. */
  sender(address: string): string;
  /** What is sent now, or what becomes of the message at once: the window is closed, and there is no template. */
  content(message: OutboundMessage): TwilioContent | SendOutcome;
  /** The words by which a look-up finds what `content` sent; undefined for what has none. */
  said(message: OutboundMessage): string | undefined;
}

export const SMS_LINE: TwilioLine = Object.freeze<TwilioLine>({
  capabilities: { maxLength: 1600, segmented: true, receipts: true, media: false, confirmsOptOut: true },
  receiver: (to: Address) => (to.kind === 'phone' ? to.value : undefined),
  unreachable: { code: 'twilio:not-a-phone', reason: 'an SMS goes to a telephone number only' },
  sender: (address: string) => address,
  content: ({ text }: OutboundMessage) => ({ body: text }),
  said: ({ text }: OutboundMessage) => text,
});
