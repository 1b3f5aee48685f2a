import { isOnDay } from '../../tenants/day.js';

/** A time that somebody typed, in ISO 8601. @throws Error that says how the option is written */
export function momentOf(option: string, text: string): Date {
  const moment = new Date(text);
  if (!isOnDay(text) || Number.isNaN(moment.getTime()))
    throw new Error(`${option} takes a time of a day that there is, such as 2026-03-02T16:00:00+08:00.`);
  return moment;
}
