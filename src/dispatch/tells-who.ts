import { nameIn } from '../replies/name-in-answer.js';
import { saysWhere } from '../replies/place-words.js';
import { fold } from '../pipeline/text.js';
import { withoutIdentityNumbers } from '../tickets/identity-numbers.js';

/** Papers, and what stands in them. */
const PAPERS = /\b(?:ktp|e ?ktp|nik|kk|kartu|sim|paspor|passport|identitas|nama|alamat|lahir|ttl|domisili)\b/;
/** What is sent to show what happened. */
const SHOWS = /\b(?:foto|fotonya|gambar|gambarnya|video|videonya|bukti|buktinya|lokasi|lokasinya|kondisi|kondisinya)\b/;

/**
 * Whether a message that came shortly after a reply to "who are you?" may belong to that reply. Photos without a word may
 * be papers, a few words a name; whoever says what they show, where it is, or a whole sentence tells of what happened.
 */
export function mayTellWho(text: string): boolean {
  const folded = fold(text);
  if (folded === '' || PAPERS.test(folded) || withoutIdentityNumbers(text) !== text) return true;
  if (SHOWS.test(folded) || saysWhere(folded)) return false;
  return nameIn(text, true) !== undefined;
}
