const HOUR_MS = 3_600_000;
/** Hours of a week. */
export const WEEK_HOURS = 168;
/** Weeks of a habit at least: a mean of fewer says little. */
const LEAST_WEEKS = 3;
/** Below this silence is no news, however busy the channel: far ends hand over in batches, and restart. */
const LEAST_MS = 15 * 60_000;
/** How unlikely a silence must be: once in ten thousand such times by chance. */
const UNLIKELY = 1e-4;

/** What one hour of the week brought over the weeks of a habit. */
export interface HabitSlot {
  /** Messages of all weeks. */
  sum: number;
  /** Those of the week that brought the most. */
  most: number;
}

export interface Habit {
  /** Whole weeks that it is known. */
  weeks: number;
  /** By the hour of the week (`hourOfWeek`); one that never brought anything may be missing. */
  slots: ReadonlyMap<number, HabitSlot>;
}

export interface Silence {
  silent: boolean;
  /** Messages that the habit would have brought since the last one. */
  expected: number;
  /** That none came by chance. */
  probability: number;
}

/** 0 to 167, counted from Thursday 00:00 UTC, when Unix time began: the same hour of each week has the same. */
export function hourOfWeek(at: Date): number {
  return Math.floor(at.getTime() / HOUR_MS) % WEEK_HOURS;
}

/**
 * Messages that such an hour brings: the mean of its weeks without the one that brought the most. A flood's burst is
 * no habit, and what came once in eight weeks does not count at all.
 */
export function habitualRate(habit: Habit, hour: number): number {
  const slot = habit.slots.get(hour);
  return slot && habit.weeks > 1 ? Math.max(0, slot.sum - slot.most) / (habit.weeks - 1) : 0;
}

/** Messages that the habit brings between two times; of hours that they cut, the part. */
export function expectedBetween(habit: Habit, from: Date, to: Date): number {
  let expected = 0;
  for (let at = from.getTime(); at < to.getTime();) {
    const end = Math.min(to.getTime(), (Math.floor(at / HOUR_MS) + 1) * HOUR_MS);
    expected += (habitualRate(habit, hourOfWeek(new Date(at))) * (end - at)) / HOUR_MS;
    at = end;
  }
  return expected;
}

/**
 * Whether a channel has been silent for longer than its habit explains. Messages of many people who know nothing of
 * one another arrive as a Poisson process whose rate follows the hour of the week (Feller, An Introduction to
 * Probability Theory and Its Applications I, VI.5-6); none in a time that usually brings λ has the probability e^-λ.
 * It is silent where that is below 1 in 10,000: where more than 9.2 messages are missing. So a channel of few messages
 * a week never is, one of a hundred a day within hours of a working day, and none over a night in which nobody writes.
 * Pure.
 */
export function decideSilence({ habit, lastHeard, now }: { habit: Habit; lastHeard: Date; now: Date }): Silence {
  const expected = expectedBetween(habit, lastHeard, now);
  const probability = Math.exp(-expected);
  const long = now.getTime() - lastHeard.getTime() >= LEAST_MS;
  return { silent: long && habit.weeks >= LEAST_WEEKS && probability < UNLIKELY, expected, probability };
}
