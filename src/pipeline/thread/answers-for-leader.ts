import type { Missing } from '../../replies/missing.js';
import { saysWhere } from '../../replies/place-words.js';
import { fold } from '../text.js';

/** What whoever follows a ticket has written while its leader's reporter is asked something. */
export interface FollowersWord {
  text: string;
  files: number;
  /** It brings a position. */
  located: boolean;
}

/** Fewer words are a greeting, or a piece of something. */
const FEWEST_WORDS = 3;
/** `TAMBAH TBU-000123`: says which ticket is meant, and nothing of it. */
const NAMES_TICKET = /^(?:(?:tambah|tambahan|aduan|laporan|tiket) )?(?:nomor |no )?[a-z]{2,4} ?\d{1,9}(?: |$)/;

/**
 * Whether it may be what the leader's reporter was asked for. Who they are nobody else can say. A question in people's own
 * words is answered by any statement, which people then read; a question back is none.
 * @param asked what the gateway asked for; null: people asked, in their own words
 */
export function answersForLeader(asked: readonly Missing[] | null, { text, files, located }: FollowersWord): boolean {
  const folded = fold(text).replace(NAMES_TICKET, '');
  if (asked === null) return files > 0 || located || (folded.split(' ').length >= FEWEST_WORDS && !text.includes('?'));
  return (asked.includes('place') && (located || saysWhere(folded))) || (asked.includes('evidence') && files > 0);
}
