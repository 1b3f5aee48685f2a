import type { CitizenMessage, Identity } from '../types.js';

/** Words that only thank or confirm; folded. */
const THANKS = new Set([
  'ok', 'oke', 'okey', 'baik', 'siap', 'sip', 'mantap', 'terima kasih', 'terimakasih', 'makasih', 'trims', 'thanks', 'thank you',
  'tks', 'thx', 'suksma', 'matur suksma', 'terima kasih banyak', 'terimakasih banyak', 'ok terima kasih', 'oke terima kasih',
  'baik terima kasih', 'ok makasih', 'terima kasih pak', 'terima kasih bu', 'terima kasih min',
]); // prettier-ignore

/** Nothing but thanks or a nod: it is noted, opens no ticket and wants no answer. */
export function isThanks(message: CitizenMessage, identity: Pick<Identity, 'folded'>): boolean {
  return message.event.attachments.length === 0 && THANKS.has(identity.folded);
}
