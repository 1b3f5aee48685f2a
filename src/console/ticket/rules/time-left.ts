import { countedBetween } from '../../../deadlines/reckoning.js';
import type { DurationUnit } from '../../../tenants/tenant.js';
import type { WorkCalendar } from '../../../tenants/working-time.js';

const MINUTE_MS = 60_000;
const HOUR_MINUTES = 60;
const DAY_MINUTES = 1_440;
/** From so many days on, hours say nothing more. */
const DAYS_ALONE = 3;

/** What remains of a deadline, or by how much it has passed, in what one says: at most two units. */
export interface TimeLeft {
  late: boolean;
  /** Counted in working time, as the standard does. */
  working: boolean;
  days: number;
  hours: number;
  minutes: number;
}

/**
 * Time between now and a deadline, counted as its budget is: a deadline in working days has no less time left on Monday
 * morning than on Friday night. Where no working time is left but the deadline is still to come, it is said by the clock.
 */
export function timeLeft(dueAt: Date, unit: DurationUnit, now: Date, calendar: WorkCalendar): TimeLeft {
  const late = dueAt < now;
  const [from, until] = late ? [dueAt, now] : [now, dueAt];
  const counted = countedBetween(from, until, unit, calendar);
  const working = unit === 'working-days' && counted >= MINUTE_MS;
  const minutes = Math.floor((working ? counted : until.getTime() - from.getTime()) / MINUTE_MS);
  const days = Math.floor(minutes / DAY_MINUTES);
  const hours = Math.floor((minutes % DAY_MINUTES) / HOUR_MINUTES);
  if (days >= DAYS_ALONE) return { late, working, days, hours: 0, minutes: 0 };
  if (days > 0 || hours > 0) return { late, working, days, hours, minutes: 0 };
  return { late, working, days, hours, minutes: Math.max(1, minutes) };
}
