import { SLUG, suggestion, type Reader } from '../settings/reader.js';
import { placeholders } from './locales.js';
import type { AnswerTemplate } from './tenant.js';

/** What may stand in braces in a text that is chosen for an answer. */
export const ANSWER_TEXT_PARAMS = ['number', 'tenant', 'agency', 'category', 'place', 'due'] as const;

/** Longest answer text, in characters. */
const LONGEST_ANSWER_TEXT = 2_000;

/** Reads `answerTexts:`; what is missing is none. */
export function readAnswerTexts(root: Reader): AnswerTemplate[] {
  const known: readonly string[] = ANSWER_TEXT_PARAMS;
  return root.list(
    'answerTexts',
    (value, path) => {
      const item = root.below(value, path, ['slug', 'name', 'text']);
      const text = item.text('text', { maxLength: LONGEST_ANSWER_TEXT, expected: 'a text for an answer' });
      for (const name of placeholders(text).filter((each) => !known.includes(each)))
        item.error(
          'text',
          `placeholders out of ${known.join(', ')}; {${name}} is not known here${suggestion(name, known)}`,
        );
      return {
        slug: item.text('slug', SLUG),
        name: item.text('name', { maxLength: 60, expected: 'a short name' }),
        text,
      };
    },
    true,
  );
}
