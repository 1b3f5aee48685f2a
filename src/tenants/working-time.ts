import type { HolidayCalendar } from './holidays.js';
import type { Duration, Tenant, ZoneName } from './tenant.js';

/** Which hours count. */
export interface WorkCalendar {
  zone: ZoneName;
  /** ISO weekdays, 1 = Monday; at least one. */
  workingDays: readonly number[];
  /** ISO dates on which nobody works. */
  holidays: ReadonlySet<string>;
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** How long a unit of time that elapses is. */
export const ELAPSING_MS = { minutes: 60_000, hours: HOUR_MS, days: DAY_MS } as const;
/** Indonesia has had three fixed offsets and no daylight saving time since 1988 (Keppres 41/1987). */
export const UTC_OFFSET_MS: Readonly<Record<ZoneName, number>> = {
  WIB: 7 * HOUR_MS,
  WITA: 8 * HOUR_MS,
  WIT: 9 * HOUR_MS,
};
/** No row of holidays is as long; beyond it the calendar has no working day at all. */
const LONGEST_REST_DAYS = 400;

/**
 * When a budget that starts at `start` is used up.
 *
 * Minutes, hours and days elapse. Working days count the 24 hours of each working day in the tenant's
 * zone: Friday 16:00 and 3 is Wednesday 16:00. What starts on a day that does not count starts at the
 * next working day's 00:00. A range is due at its end (`amount`).
 * @throws RangeError for a calendar without working days, or an amount that is no number of 0 or more.
 */
export function dueAt(start: Date, duration: Duration, calendar: WorkCalendar): Date {
  if (!(duration.amount >= 0)) throw new RangeError('The amount of a duration must be 0 or more');
  if (duration.unit !== 'working-days') return new Date(start.getTime() + duration.amount * ELAPSING_MS[duration.unit]);
  return addWorkingTime(start, duration.amount * DAY_MS, calendar);
}

/** The instant at which `budgetMs` of working days' time has passed since `start`; pauses are resumed with it. */
export function addWorkingTime(start: Date, budgetMs: number, calendar: WorkCalendar): Date {
  const offset = UTC_OFFSET_MS[calendar.zone];
  let at = nextWorkingTime(start.getTime() + offset, calendar);
  let left = budgetMs;
  for (;;) {
    const midnight = endOfDay(at);
    if (left <= midnight - at) return new Date(at + left - offset);
    left -= midnight - at;
    at = nextWorkingTime(midnight, calendar);
  }
}

/** Milliseconds of working days between two instants; negative where `end` is before `start`. */
export function workingTimeBetween(start: Date, end: Date, calendar: WorkCalendar): number {
  const sign = end.getTime() < start.getTime() ? -1 : 1;
  const offset = UTC_OFFSET_MS[calendar.zone];
  const last = Math.max(start.getTime(), end.getTime()) + offset;
  let at = Math.min(start.getTime(), end.getTime()) + offset;
  let counted = 0;
  while (at < last) {
    const until = Math.min(endOfDay(at), last);
    if (isWorkingDay(at, calendar)) counted += until - at;
    at = until;
  }
  return counted === 0 ? 0 : sign * counted;
}

// Below, an instant is milliseconds of local time since 1970-01-01T00:00 local.

function endOfDay(local: number): number {
  return (Math.floor(local / DAY_MS) + 1) * DAY_MS;
}

function isWorkingDay(local: number, calendar: WorkCalendar): boolean {
  const day = Math.floor(local / DAY_MS);
  // 1970-01-01 was a Thursday, ISO weekday 4.
  const weekday = ((((day + 3) % 7) + 7) % 7) + 1;
  return calendar.workingDays.includes(weekday) && !dayNumbers(calendar.holidays).has(day);
}

const numbered = new WeakMap<ReadonlySet<string>, ReadonlySet<number>>();

/** Days since 1970 of a set of dates, which is asked for every day of every deadline. */
function dayNumbers(dates: ReadonlySet<string>): ReadonlySet<number> {
  let numbers = numbered.get(dates);
  if (!numbers) {
    numbers = new Set([...dates].map((date) => Date.parse(date) / DAY_MS));
    numbered.set(dates, numbers);
  }
  return numbers;
}

function nextWorkingTime(from: number, calendar: WorkCalendar): number {
  let at = from;
  for (let days = 0; days < LONGEST_REST_DAYS; days += 1) {
    if (isWorkingDay(at, calendar)) return at;
    at = endOfDay(at);
  }
  throw new RangeError('The calendar has no working day');
}

/** The hours that count for a tenant: its working days, its region's holidays. */
export function workCalendar(
  tenant: Pick<Tenant, 'zone' | 'workingDays' | 'regionCode'>,
  holidays: HolidayCalendar,
): WorkCalendar {
  return { zone: tenant.zone, workingDays: tenant.workingDays, holidays: holidays.datesFor(tenant.regionCode) };
}
