import { fold, keywordNeedle } from './text.js';

/** Tenants are frozen, so the lists in them are folded once. */
const needles = new WeakMap<readonly string[], readonly { keyword: string; needle: string }[]>();

/** The keywords of a list that a folded text has, as they are configured. */
export function keywordsIn(text: string, keywords: readonly string[]): string[] {
  const padded = ` ${text} `;
  return needlesOf(keywords)
    .filter(({ needle }) => padded.includes(needle))
    .map(({ keyword }) => keyword);
}

function needlesOf(keywords: readonly string[]): readonly { keyword: string; needle: string }[] {
  let list = needles.get(keywords);
  if (!list) {
    list = keywords.map((keyword) => ({ keyword, needle: keywordNeedle(fold(keyword)) }));
    needles.set(keywords, list);
  }
  return list;
}
