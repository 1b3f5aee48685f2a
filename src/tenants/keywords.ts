/**
 * The keywords that choose a tenant on a shared number: how they are compared, and how wrong they may
 * be typed. The identify step and the configuration check use the same rules, so that no pair of
 * keywords passes the check that the step could confuse.
 */

/** First words of commands; a keyword that a citizen can't tell from a command is refused. */
export const RESERVED_WORDS = [
  'STATUS',
  'CEK',
  'BANTUAN',
  'HELP',
  'INFO',
  'TAMBAH',
  'BATAL',
  'STOP',
  'START',
  'BERHENTI',
  'SUDAH',
  'BELUM',
  'YA',
  'TIDAK',
] as const;

/** Capitals without anything but letters and digits: `tanah bumbu:` is `TANAHBUMBU`. */
export function normaliseKeyword(text: string): string {
  return text
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[^A-Z0-9]/g, '');
}

/** Typing errors forgiven in a keyword: none below 5 letters, 1 from 5, 2 from 9. */
export function keywordTolerance(keyword: string): number {
  if (keyword.length >= 9) return 2;
  return keyword.length >= 5 ? 1 : 0;
}

/**
 * Typing errors between two words: letters left out, added, changed, or two neighbours swapped
 * (Damerau-Levenshtein, optimal string alignment).
 */
export function editDistance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const changed = (last[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      let cost = Math.min(changed, (last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        cost = Math.min(cost, (beforeLast[j - 2] ?? 0) + 1);
      row.push(cost);
    }
    beforeLast = last;
    last = row;
  }
  return last[b.length] ?? 0;
}

/** True when one mistyped word could mean either keyword. */
export function confusable(a: string, b: string): boolean {
  return editDistance(a, b) <= keywordTolerance(a) + keywordTolerance(b);
}
