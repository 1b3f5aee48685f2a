import { durationInWords, type Words } from '../words.js';
import type { DutyError, DutyField } from './duty-form.js';

const MINUTE_MS = 60_000;

/** "sisa 6 jam", "terlambat 2 hari": days from two on, below that hours, and minutes in the last one. */
export function timeLeft(words: Words, dueAt: Date, now: Date): string {
  const left = dueAt.getTime() - now.getTime();
  const minutes = Math.max(1, Math.floor(Math.abs(left) / MINUTE_MS));
  const hours = Math.floor(minutes / 60);
  const duration =
    hours >= 48
      ? ({ amount: Math.floor(hours / 24), unit: 'days' } as const)
      : hours >= 1
        ? ({ amount: hours, unit: 'hours' } as const)
        : ({ amount: minutes, unit: 'minutes' } as const);
  return words(left >= 0 ? 'duty.left' : 'duty.late', { duration: durationInWords(words, duration) });
}

/** Errors of one field, in words. */
export function dutyErrorTexts(words: Words, errors: readonly DutyError[], field: DutyField): string[] {
  return errors.filter((error) => error.field === field).map(({ key, params }) => words(key, params));
}

/** All of them for the summary on top; those of the whole form lead nowhere. */
export function dutySummary(words: Words, errors: readonly DutyError[]): { text: string; href?: string }[] {
  return errors.map(({ field, key, params }) => ({
    text: words(key, params),
    ...(field !== 'form' && { href: `#${field}` }),
  }));
}
