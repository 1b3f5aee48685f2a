import { editDistance, keywordTolerance } from '../../tenants/keywords.js';

export interface KeywordMatch {
  keyword: string;
  /** 1 for the exact keyword, less for each typing error. */
  score: number;
  /** The text behind the keyword. */
  rest: string;
}

/** How many words at the start may make up one keyword (`TANAH BUMBU`, `KUBU RAYA`). */
const MAX_WORDS = 3;

/** A keyword of this length is not the beginning of another word, so a text may be stuck to it. */
const GLUED_LENGTH = 8;

/** The literal that posters teach: `(Spasi)`, `<spasi>`, `[spasi]`, `spasi`. */
const LITERAL_SPACE = /^[\s\p{P}\p{S}]*spasi\b[\s\p{P}\p{S}]*/iu;
const SEPARATORS = /^[\s\p{P}\p{S}\p{Cf}]+/u;

/**
 * Finds a keyword at the start of a text, without regard to case, spacing and small typing errors
 * (design, section 8, step 0). The exact keyword beats a mistyped one.
 * @param keywords in capitals, without spaces
 */
export function matchKeyword(text: string, keywords: readonly string[]): KeywordMatch | undefined {
  const start = text.replace(SEPARATORS, '');
  let best: KeywordMatch | undefined;
  const consider = (keyword: string, errors: number, end: number): void => {
    const score = 1 - errors / keyword.length;
    if (!best || score > best.score) best = { keyword, score, rest: behind(start.slice(end)) };
  };
  for (const [index, { letters, end }] of heads(start).entries()) {
    for (const keyword of keywords) {
      const errors = typingErrors(letters, keyword);
      if (errors <= keywordTolerance(keyword)) consider(keyword, errors, end);
      // `TANAHBUMBUjalan rusak`: the space was forgotten.
      else if (index === 0 && keyword.length >= GLUED_LENGTH && letters.startsWith(keyword))
        consider(keyword, 0, keyword.length);
    }
  }
  return best;
}

/** The first one, two and three words, each run together. */
function heads(text: string): { letters: string; end: number }[] {
  const words = /[\p{L}\p{N}]+/gu;
  const found: { letters: string; end: number }[] = [];
  let letters = '';
  for (let count = 0; count < MAX_WORDS; count += 1) {
    const word = words.exec(text.slice(0, 120));
    if (!word) break;
    letters += word[0].normalize('NFKD').replace(/\p{M}/gu, '').toUpperCase();
    found.push({ letters, end: words.lastIndex });
  }
  return found;
}

/** Another first letter is another word. */
function typingErrors(typed: string, keyword: string): number {
  return typed[0] === keyword[0] ? editDistance(typed, keyword) : Number.POSITIVE_INFINITY;
}

function behind(rest: string): string {
  return rest.replace(LITERAL_SPACE, '').replace(SEPARATORS, '').trimEnd();
}
