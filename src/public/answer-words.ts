import type { HalfAnswered } from '../reports/answer-times/half-answered.js';
import type { AnswerFigures } from '../reports/answer-times/reckon.js';
import type { Category } from '../tenants/tenant.js';
import { durationInWords } from './words.js';
import type { Words } from './words.js';

const HOUR_MS = 3_600_000;
const DAY_HOURS = 24;

/**
 * How long half of some reports took: of those about a category where it is named and enough of them are known, else of
 * all. Rounded so that it never sounds quicker than it was.
 * @returns undefined where nothing is known
 */
export function answerTimeInWords(
  words: Words,
  figures: AnswerFigures | undefined,
  category?: Pick<Category, 'slug' | 'name'>,
): string | undefined {
  const own = category && figures?.categories[category.slug];
  if (own) return words(`history.category-${own.half}`, { category: category.name, duration: span(words, own) });
  const all = figures?.all;
  return all && words(`history.all-${all.half}`, { duration: span(words, all) });
}

/** The same of one topic in a list, where the category's name stands above it. */
export function topicTimeInWords(
  words: Words,
  figures: AnswerFigures | undefined,
  category: string,
): string | undefined {
  const own = figures?.categories[category];
  return own && words(`history.topic-${own.half}`, { duration: span(words, own) });
}

/** Whole hours of the first day, then whole days: up where half were answered within it, down where it was less than half. */
function span(words: Words, { half, ms }: HalfAnswered): string {
  const whole = half === 'within' ? Math.ceil : Math.floor;
  const hours = Math.max(1, whole(ms / HOUR_MS));
  return hours < DAY_HOURS
    ? durationInWords(words, { amount: hours, unit: 'hours' })
    : durationInWords(words, { amount: whole(ms / HOUR_MS / DAY_HOURS), unit: 'days' });
}
