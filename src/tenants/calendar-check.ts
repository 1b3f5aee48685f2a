import type { Holiday, HolidayCalendar } from './holidays.js';

/**
 * Days ahead within which the calendar has to be sure: sixty working days, the longest time that a service standard
 * gives, are some ninety days.
 */
const AHEAD_DAYS = 92;
const DAY_MS = 86_400_000;

export interface CalendarFinding {
  year: number;
  date?: string;
  /** In English, for whoever keeps the files. */
  message: string;
}

export interface CalendarCheck {
  ok: boolean;
  /** What makes deadlines wrong. */
  errors: CalendarFinding[];
  /** What somebody should look at. */
  warnings: CalendarFinding[];
}

/**
 * Looks over the calendar as a whole; single days were checked when it was read.
 * @param today ISO date
 * @param until ISO date up to which deadlines may be due; 92 days ahead where absent
 */
export function checkCalendar(
  calendar: HolidayCalendar,
  today: string,
  until = inDays(today, AHEAD_DAYS),
): CalendarCheck {
  const errors = [...duplicates(calendar), ...years(calendar, today, until), ...counts(calendar)];
  const warnings = regional(calendar, today);
  return { ok: errors.length === 0, errors, warnings };
}

/** A day that is holiday and joint leave both was entered once too often. */
function duplicates({ holidays }: HolidayCalendar): CalendarFinding[] {
  const seen = new Map<string, Holiday>();
  return holidays.flatMap((holiday) => {
    const key = `${holiday.date} ${holiday.regionCode ?? ''}`;
    const first = seen.get(key);
    seen.set(key, first ?? holiday);
    if (!first) return [];
    return { year: yearOf(holiday), date: holiday.date, message: `twice: "${first.name}" and "${holiday.name}"` };
  });
}

function years(calendar: HolidayCalendar, today: string, until: string): CalendarFinding[] {
  const found: CalendarFinding[] = [];
  for (let year = Number(today.slice(0, 4)); year <= Number(until.slice(0, 4)); year += 1) {
    const file = calendar.years.find((known) => known.year === year);
    if (!file) found.push({ year, message: 'no calendar: every day but weekends counts as a working day' });
    else if (file.status === 'provisional')
      found.push({
        year,
        message: `provisional, and deadlines until ${until} may be reckoned from it: enter the decree`,
      });
  }
  return found;
}

function counts({ years: all, holidays }: HolidayCalendar): CalendarFinding[] {
  return all.flatMap(({ year, status, counts: decreed }) => {
    if (!decreed)
      return status === 'final' ? [{ year, message: 'a final year says how many days the decree counts' }] : [];
    const entered = (kind: Holiday['kind']): number =>
      holidays.filter((holiday) => holiday.kind === kind && yearOf(holiday) === year).length;
    return [
      { name: 'national holidays', is: entered('national'), shall: decreed.national },
      { name: 'days of joint leave', is: entered('joint-leave'), shall: decreed.jointLeave },
    ]
      .filter(({ is, shall }) => is !== shall)
      .map(({ name, is, shall }) => ({ year, message: `${String(is)} ${name}; the decree counts ${String(shall)}` }));
  });
}

/** Regional days that no decree confirms, from today on. */
function regional({ holidays }: HolidayCalendar, today: string): CalendarFinding[] {
  return holidays
    .filter(({ kind, status, date }) => kind === 'regional' && status === 'provisional' && date >= today)
    .map((holiday) => ({
      year: yearOf(holiday),
      date: holiday.date,
      message: `"${holiday.name}" (region ${holiday.regionCode ?? ''}) is provisional: ${holiday.decree}`,
    }));
}

function yearOf({ date }: Pick<Holiday, 'date'>): number {
  return Number(date.slice(0, 4));
}

function inDays(date: string, days: number): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);
}
