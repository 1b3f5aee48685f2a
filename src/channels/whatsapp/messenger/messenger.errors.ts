import { GRAPH_MEANINGS, meaningOf, type MetaMeaning, type MetaMeanings } from '../meta/meta.errors.js';

const WINDOW: MetaMeaning = { effect: 'window-closed', reason: 'more than 24 hours since the citizen wrote' };
const NOT_RECEIVING: MetaMeaning = { effect: 'opted-out', reason: 'the receiver takes no messages from this page' };

/** https://developers.facebook.com/documentation/business-messaging/messenger-platform/error-codes */
const MEANINGS: MetaMeanings = Object.freeze({
  '10/2018065': WINDOW,
  '10/2018278': WINDOW,
  '10/2018108': NOT_RECEIVING,
  '200/1545041': NOT_RECEIVING,
  '200/2018108': NOT_RECEIVING,
  '551': NOT_RECEIVING,
  '100': { effect: 'rejected', reason: 'Messenger finds a parameter of the message invalid' },
  '100/2018001': { effect: 'rejected', reason: 'Messenger knows no such receiver' },
  '100/2018109': { effect: 'rejected', reason: 'the text is too long' },
  '1200': { effect: 'retry', reason: 'Messenger could not send for the moment' },
  '80006': {
    effect: 'retry',
    reason: "Messenger: the page's request limit is reached",
    afterMs: 300_000,
    throttled: true,
  },
});

/** What a code means for a page's message, where we know it. */
export function messengerMeaning(code: number | undefined, subcode: number | undefined): MetaMeaning | undefined {
  return meaningOf([MEANINGS, GRAPH_MEANINGS], code, subcode);
}
