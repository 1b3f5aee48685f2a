import type { Duration, DurationUnit } from '../tenants/tenant.js';
import { addWorkingTime, ELAPSING_MS, workingTimeBetween, type WorkCalendar } from '../tenants/working-time.js';

/** At this much of a budget those at work are warned. */
export const WARN_PERCENT = 75;
/** The budget is used up: the deadline has passed. */
export const BREACH_PERCENT = 100;

const DAY_MS = 86_400_000;

/** Time in which the office waits for the citizen. `until` null: it still does. */
export interface Pause {
  from: Date;
  until: Date | null;
}

/** What a deadline is reckoned from. Nothing else counts, so that whoever reckons it again finds the same. */
export interface Reckoning {
  start: Date;
  budget: Duration;
  /** In any order; they may touch and overlap. */
  pauses: readonly Pause[];
}

/**
 * When so many per cent of a budget are used; 100 is the deadline, more lies beyond it.
 *
 * A budget is used by the time that counts in its unit: every instant for minutes, hours and days, the 24 hours of
 * working days for *hari kerja* (tenants/working-time.ts). A pause takes exactly its own part of *that* time away: a
 * weekend of waiting for the citizen gives nothing back to a budget of working days, which would not have counted it
 * anyway. A pause that still stands takes nothing away yet: until it ends, the deadline is where it was.
 * @throws RangeError as `addWorkingTime`
 */
export function instantAt({ start, budget, pauses }: Reckoning, percent: number, calendar: WorkCalendar): Date {
  let left = (budgetMs(budget) * percent) / 100;
  let at = start;
  for (const pause of ended(pauses, start)) {
    const counted = countedBetween(at, pause.from, budget.unit, calendar);
    if (left <= counted) break;
    left -= counted;
    at = pause.until;
  }
  if (budget.unit === 'working-days') return addWorkingTime(at, left, calendar);
  return new Date(at.getTime() + left);
}

/** Milliseconds between two instants that count in a unit, pauses aside. */
export function countedBetween(from: Date, until: Date, unit: DurationUnit, calendar: WorkCalendar): number {
  return unit === 'working-days' ? workingTimeBetween(from, until, calendar) : until.getTime() - from.getTime();
}

export function budgetMs({ amount, unit }: Duration): number {
  return amount * (unit === 'working-days' ? DAY_MS : ELAPSING_MS[unit]);
}

/** The pauses that are over, apart from one another, in order, from `start` on. */
function ended(pauses: readonly Pause[], start: Date): { from: Date; until: Date }[] {
  const apart: { from: Date; until: Date }[] = [];
  const sorted = pauses
    .flatMap(({ from, until }) =>
      until && until > start && until > from ? [{ from: from > start ? from : start, until }] : [],
    )
    .sort((a, b) => a.from.getTime() - b.from.getTime());
  for (const pause of sorted) {
    const last = apart.at(-1);
    if (!last || pause.from > last.until) apart.push(pause);
    else if (pause.until > last.until) last.until = pause.until;
  }
  return apart;
}
