import {
  GRAPH_MEANINGS,
  LOCKED_RETRY_MS,
  meaningOf,
  type MetaMeaning,
  type MetaMeanings,
} from '../meta/meta.errors.js';

const WINDOW = 'more than 24 hours since the citizen wrote';

/** https://developers.facebook.com/documentation/business-messaging/whatsapp/support/error-codes */
const MEANINGS: MetaMeanings = Object.freeze({
  // Only a template may go out.
  '470': { effect: 'window-closed', reason: WINDOW },
  '131047': { effect: 'window-closed', reason: WINDOW },
  '131050': { effect: 'opted-out', reason: 'the receiver wants no such messages from us' },
  // Too much at once, or a passing fault in which nothing was taken.
  '80007': {
    effect: 'retry',
    reason: "WhatsApp: the account's request limit is reached",
    afterMs: 300_000,
    throttled: true,
  },
  '130429': { effect: 'retry', reason: "WhatsApp: our number's messages per second are used up", throttled: true },
  '131016': { effect: 'retry', reason: 'WhatsApp: the service is overloaded' },
  '131048': {
    effect: 'retry',
    reason: 'WhatsApp: our number is limited, since people blocked or reported it',
    afterMs: 900_000,
    throttled: true,
  },
  '131056': { effect: 'retry', reason: 'WhatsApp: too many messages to this receiver at once', afterMs: 10_000 },
  '131057': { effect: 'retry', reason: 'WhatsApp: our account is in maintenance', afterMs: 300_000 },
  '133004': { effect: 'retry', reason: 'WhatsApp: the server is not available for the moment' },
  '131000': { effect: 'unknown', reason: 'WhatsApp: an unknown error; it may have taken the message' },
  // The receiver or the text.
  '100': { effect: 'rejected', reason: 'WhatsApp finds a parameter of the message unknown or invalid' },
  '131008': { effect: 'rejected', reason: 'WhatsApp misses a parameter of the message' },
  '131009': { effect: 'rejected', reason: 'WhatsApp finds a parameter of the message invalid' },
  '131021': { effect: 'rejected', reason: 'sender and receiver are the same' },
  '131026': {
    effect: 'rejected',
    reason: 'undeliverable: no WhatsApp at this number, an old version, or terms not accepted',
  },
  '131030': { effect: 'rejected', reason: 'a test number writes only to the receivers on its list' },
  '131049': { effect: 'rejected', reason: 'WhatsApp chose not to deliver the message' },
  '131051': { effect: 'rejected', reason: 'WhatsApp does not support this type of message' },
  '131052': { effect: 'rejected', reason: 'WhatsApp could not read the media' },
  '131053': { effect: 'rejected', reason: 'WhatsApp could not take the media' },
  '130472': { effect: 'rejected', reason: 'WhatsApp left the receiver out for an experiment of its own' },
  // Ours to mend.
  '33': { effect: 'configuration', reason: 'our number was deleted at Meta: check phoneNumberId' },
  '130497': { effect: 'configuration', reason: "the account may not write to this receiver's country" },
  '131005': { effect: 'configuration', reason: 'accessToken lacks the permission whatsapp_business_messaging' },
  '131031': { effect: 'configuration', reason: 'Meta has locked the WhatsApp account', afterMs: LOCKED_RETRY_MS },
  '131037': { effect: 'configuration', reason: "our number's display name is not approved yet" },
  '131042': { effect: 'configuration', reason: "the WhatsApp account's payment method is missing or refused" },
  '131045': { effect: 'configuration', reason: 'our number is not registered: its certificate is missing' },
  '132000': { effect: 'configuration', reason: 'template.parameters are not as many as the template wants' },
  '132001': { effect: 'configuration', reason: 'the template does not exist in this language, or is not approved' },
  '132005': { effect: 'configuration', reason: 'the template becomes too long with its parameters' },
  '132007': { effect: 'configuration', reason: "the template breaks WhatsApp's rules" },
  '132012': { effect: 'configuration', reason: 'template.parameters have not the form that the template wants' },
  '132015': { effect: 'configuration', reason: 'the template is paused for its low quality' },
  '132016': { effect: 'configuration', reason: 'the template is disabled for its low quality' },
  '133010': { effect: 'configuration', reason: 'our number is not registered with the Cloud API' },
  '134011': { effect: 'configuration', reason: 'the terms of WhatsApp payments are not accepted' },
});

/** What a code means for a WhatsApp message, where we know it. */
export function cloudApiMeaning(code: number | undefined, subcode: number | undefined): MetaMeaning | undefined {
  return meaningOf([MEANINGS, GRAPH_MEANINGS], code, subcode);
}
