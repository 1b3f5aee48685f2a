/**
 * Folds a text for comparison: lower case, no accents, no zero-width or control characters, runs of
 * white space and punctuation to one space. What people see as the same words becomes the same string.
 */
export function fold(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/[\p{M}\p{Cf}\p{Cc}]/gu, (character) => (/\s/.test(character) ? ' ' : ''))
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}

/** Text as it may be stored: PostgreSQL's text holds neither NUL nor half a surrogate pair. */
export function storable(text: string): string {
  return text.replaceAll('\u0000', '').toWellFormed();
}

/**
 * Whether a folded text has a keyword. A keyword is a stem or a phrase: it must begin a word, and may
 * carry an ending (`lubang` finds `lubangnya`); short ones (up to 3 letters: `pju`, `ktp`) stand alone.
 */
export function hasKeyword(folded: string, keyword: string): boolean {
  return ` ${folded} `.includes(keywordNeedle(keyword));
}

/** What to look for in a folded text with a space at either end. */
export function keywordNeedle(keyword: string): string {
  return keyword.length <= 3 ? ` ${keyword} ` : ` ${keyword}`;
}
