import { fold } from '../text.js';

/**
 * What an officer says of a dispatch. `unclear`: only a nod or nothing at all, which is neither a yes nor a
 * response.
 */
export type OfficerSaying =
  { says: 'accept' } | { says: 'return'; words: string } | { says: 'response'; text: string } | { says: 'unclear' };

/** Longer than this it is no command but a report that begins with such a word. */
const LONGEST_COMMAND = 200;
const NODS: ReadonlySet<string> = new Set([
  'ok', 'oke', 'okey', 'baik', 'siap', 'siap pak', 'siap bu', 'siap ndan', 'siap laksanakan', 'siap 86', '86', 'noted', 'sip', 'ya',
  'terima kasih', 'terimakasih', 'makasih', 'trims', 'thanks', 'thank you', 'baik pak', 'baik bu', 'ok pak', 'ok bu', 'ok siap',
  'baik terima kasih', 'ok terima kasih', 'siap terima kasih',
]); // prettier-ignore
/** A ticket's number at either end, as an SMS names it: `TBU-123: sudah ditambal`, `TERIMA TBU 123`. */
const NUMBER_FIRST = /^\s*[A-Za-z]{2,4}[-–\s.]?\d{1,9}(?![\p{L}\p{N}])[\s:,.\-–]*/u;
const NUMBER_LAST = /[\s:,.\-–]*(?<![\p{L}\p{N}])[A-Za-z]{2,4}[-–\s.]?\d{1,9}[\s.]*$/u;

/**
 * Reads what an officer wrote: `TERIMA`, `BUKAN <alasan>`, else it is the response's text.
 * @param numbered the text names a ticket, which is no part of what is said
 */
export function readOfficerWord(text: string, numbered: boolean): OfficerSaying {
  const said = (numbered ? withoutNumber(text) : text).trim();
  const folded = fold(said);
  if (folded === '' || NODS.has(folded)) return { says: 'unclear' };
  if (folded === 'terima' || folded === 'diterima' || folded === 'kami terima') return { says: 'accept' };
  const not = /^bukan(?:[\s:,.\-–]+|$)(.*)$/isu.exec(said);
  if (not && said.length <= LONGEST_COMMAND) return { says: 'return', words: (not[1] ?? '').trim() };
  return { says: 'response', text: said };
}

function withoutNumber(text: string): string {
  const first = text.replace(NUMBER_FIRST, '');
  if (first !== text) return first;
  const last = text.replace(NUMBER_LAST, '');
  // Within a sentence it stays: "sudah ditambal sesuai TBU-123 kemarin".
  return readsAsCommand(last) ? last : text;
}

function readsAsCommand(text: string): boolean {
  return /^\s*(?:terima|diterima|bukan)\b/iu.test(text);
}
