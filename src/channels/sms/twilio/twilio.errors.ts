/**
 * Twilio's error codes, https://www.twilio.com/docs/api/errors. Twilio adds more specific codes
 * as it goes: what is not listed falls back to the HTTP status.
 */

type Effect = 'retry' | 'rejected' | 'opted-out' | 'window-closed' | 'configuration';

interface CodeMeaning {
  effect: Effect;
  /** For an operator, in words that name nobody. */
  reason: string;
  /** It limits the sender or the account, and not this message. */
  throttled?: boolean;
}

const MEANINGS: Readonly<Record<number, CodeMeaning>> = Object.freeze({
  // Too much at once: Twilio did not take it, and will later.
  14107: { effect: 'retry', reason: 'Twilio: too many messages at once', throttled: true },
  20429: { effect: 'retry', reason: 'Twilio: too many requests at once', throttled: true },
  21611: { effect: 'retry', reason: "Twilio: this sender's queue is full", throttled: true },
  30001: { effect: 'retry', reason: "Twilio: the account's queue is full", throttled: true },
  30022: { effect: 'retry', reason: 'Twilio: the sender exceeds its messages per second', throttled: true },
  // The citizen said STOP.
  21610: { effect: 'opted-out', reason: 'the receiver has opted out (STOP)' },
  // WhatsApp only.
  63016: { effect: 'window-closed', reason: 'more than 24 hours since the citizen wrote' },
  63018: { effect: 'retry', reason: "Twilio: our WhatsApp number's limit is reached", throttled: true },
  63001: { effect: 'configuration', reason: 'WhatsApp refuses the credentials that Twilio has for our number' },
  63007: { effect: 'configuration', reason: "the channel's address is no WhatsApp sender of this Twilio account" },
  63008: { effect: 'configuration', reason: 'our WhatsApp sender is not set up completely at Twilio' },
  63020: { effect: 'configuration', reason: 'the invitation to our WhatsApp account is not accepted yet' },
  63027: { effect: 'configuration', reason: 'the template does not exist in this language' },
  63028: { effect: 'configuration', reason: 'template.variables are not as many as the template wants' },
  63040: { effect: 'configuration', reason: 'the template was refused' },
  63041: { effect: 'configuration', reason: 'the template is paused for its low quality' },
  63042: { effect: 'configuration', reason: 'the template is disabled for its low quality' },
  63051: { effect: 'configuration', reason: 'Meta has locked or restricted our WhatsApp account' },
  63003: { effect: 'rejected', reason: 'no WhatsApp account at this number' },
  63005: { effect: 'rejected', reason: 'WhatsApp refused the content' },
  63013: { effect: 'rejected', reason: "the message breaks WhatsApp's rules" },
  63021: { effect: 'rejected', reason: 'WhatsApp finds the content invalid' },
  63024: { effect: 'rejected', reason: 'no WhatsApp account that could receive the message at this number' },
  63032: { effect: 'rejected', reason: 'WhatsApp limits what this receiver gets' },
  63049: { effect: 'rejected', reason: 'WhatsApp chose not to deliver the message' },
  // Ours to mend; nothing is wrong with the message.
  20003: {
    effect: 'configuration',
    reason: 'Twilio refuses accountSid and authToken: check both in config/gateway.yaml',
  },
  20005: { effect: 'configuration', reason: 'the Twilio account is not active' },
  20008: { effect: 'configuration', reason: 'test credentials are used for a real request' },
  20404: { effect: 'configuration', reason: 'Twilio does not find the account: check accountSid and apiBase' },
  21606: { effect: 'configuration', reason: "the channel's address is no SMS number of this Twilio account" },
  21603: { effect: 'configuration', reason: "the channel's address is missing or no sender at Twilio" },
  21212: { effect: 'configuration', reason: "the channel's address is no valid sender at Twilio" },
  21408: { effect: 'rejected', reason: "Twilio: sending to the receiver's country is not enabled for this account" },
  21609: {
    effect: 'configuration',
    reason: 'Twilio finds the status callback URL invalid: check KENTONGAN_PUBLIC_URL',
  },
  21659: { effect: 'configuration', reason: "the channel's address does not belong to this Twilio account" },
  21660: { effect: 'configuration', reason: "the channel's address belongs to another Twilio account" },
  21661: { effect: 'configuration', reason: "the channel's address can't send SMS" },
  21701: { effect: 'configuration', reason: 'the Messaging Service does not exist: check messagingServiceSid' },
  21703: { effect: 'configuration', reason: 'the Messaging Service has no sender' },
  21704: { effect: 'configuration', reason: 'the Messaging Service has no sender' },
  30002: { effect: 'configuration', reason: 'the Twilio account is suspended' },
  63038: { effect: 'configuration', reason: "the Twilio account's daily message limit is reached" },
  // The receiver or the text: sending the same again changes nothing.
  21211: { effect: 'rejected', reason: 'the receiver is no valid telephone number' },
  21217: { effect: 'rejected', reason: 'the receiver is no valid telephone number' },
  21265: { effect: 'rejected', reason: 'the receiver is a short code' },
  21266: { effect: 'rejected', reason: 'sender and receiver are the same' },
  21602: { effect: 'rejected', reason: 'the message has no text' },
  21604: { effect: 'rejected', reason: 'the receiver is missing' },
  21605: { effect: 'rejected', reason: 'the text is too long' },
  21608: { effect: 'rejected', reason: 'a trial account sends only to verified receivers' },
  21612: { effect: 'rejected', reason: 'Twilio has no route from this sender to the receiver' },
  21614: { effect: 'rejected', reason: 'the receiver is no mobile number' },
  21617: { effect: 'rejected', reason: 'the text is too long' },
  21635: { effect: 'rejected', reason: 'the receiver is a landline' },
  30003: { effect: 'rejected', reason: 'the handset is switched off or out of reach' },
  30004: { effect: 'rejected', reason: 'the receiver or the carrier blocks the message' },
  30005: { effect: 'rejected', reason: 'the number is unknown or no longer in use' },
  30006: { effect: 'rejected', reason: 'a landline, or a carrier out of reach' },
  30007: { effect: 'rejected', reason: 'the carrier filtered the message' },
  30008: { effect: 'rejected', reason: 'the carrier gave no reason' },
  30034: { effect: 'rejected', reason: 'the sender is not registered with the carrier' },
  30036: { effect: 'rejected', reason: 'the validity period ended before delivery' },
  30450: { effect: 'rejected', reason: 'Twilio suspects pumping fraud and blocked the message' },
});

/** What a code means, where we know it. */
export function twilioMeaning(code: number | undefined): CodeMeaning | undefined {
  return code === undefined || !Object.hasOwn(MEANINGS, code) ? undefined : MEANINGS[code];
}

/** Delivery failures after which the same number may well be reached later. */
const PASSING = new Set([30001, 30002, 30003, 30008, 30009, 30017, 30022, 30036, 63016, 63018, 63032, 63049]);

/** True where a failed delivery says that the number or the text will not do another time either. */
export function isPermanentDeliveryError(code: number): boolean {
  return !PASSING.has(code);
}
