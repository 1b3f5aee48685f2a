import type { LookupResult, OutboundMessage } from '../../../messaging/outbound-message.js';

/** What of Twilio's message list decides; the SDK's MessageInstance has all of it. */
export interface ListedMessage {
  sid: string;
  body: string;
  direction: string;
  dateCreated: Date;
}

export const LOOKUP_PAGE_SIZE = 100;
export const LOOKUP_PAGES = 20;
/** Twilio's clock and ours may differ, and Twilio cuts to seconds. */
const CLOCK_SKEW_MS = 5_000;

/**
 * What a message list says of a message whose outcome is unknown; undefined where more pages are
 * needed. `settled` says whether the last attempt is long enough ago. "Absent" is said only of a complete list
 * that has had time to settle: the message will then be sent again.
 */
export function decideLookup(
  message: OutboundMessage,
  listed: readonly ListedMessage[],
  state: { complete: boolean; settled: boolean },
): LookupResult | undefined {
  const since = Date.parse(message.createdAt) - CLOCK_SKEW_MS;
  const wanted = comparable(message.text);
  const hit = listed.find(
    (item) =>
      item.direction.startsWith('outbound') && item.dateCreated.getTime() >= since && comparable(item.body) === wanted,
  );
  if (hit !== undefined) return { found: 'sent', providerId: hit.sid };
  if (!state.complete) return undefined;
  return state.settled ? { found: 'absent' } : { found: 'unsure', reason: 'twilio:too-early-to-tell' };
}

/**
 * Twilio may change a text on its way: Smart Encoding replaces typographic characters, a trial
 * account puts a sentence before it. Letters and digits in order are what identifies it.
 */
function comparable(text: string): string {
  return text
    .replace(/^Sent from your Twilio trial account - /, '')
    .normalize('NFKD')
    .replace(/[^\p{L}\p{N}]/gu, '')
    .toLowerCase();
}
