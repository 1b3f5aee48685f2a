import { DateTime } from 'luxon';

import type { Duration, LocaleName, ZoneName } from './tenant.js';
import { ZONES } from './tenant.js';
import { UTC_OFFSET_MS } from './working-time.js';

const DAY_MS = 86_400_000;
const MAX_DAY_NAMES = 1_000;
const dayNames = new Map<string, string>();

/** `Rab 25 Nov` in the tenant's zone; short enough for an SMS. */
export function formatDay(date: Date, zone: ZoneName, locale: LocaleName): string {
  // The same few days are named in every acknowledgement.
  const day = Math.floor((date.getTime() + UTC_OFFSET_MS[zone]) / DAY_MS);
  const key = `${zone}:${locale}:${String(day)}`;
  let name = dayNames.get(key);
  if (name === undefined) {
    name = inZone(date, zone, locale).toFormat('ccc d LLL');
    if (dayNames.size >= MAX_DAY_NAMES) dayNames.clear();
    dayNames.set(key, name);
  }
  return name;
}

/** A deadline: the day, and for budgets of less than one the time too (`Rab 25 Nov 14.00`). */
export function formatDue(date: Date, budget: Duration, zone: ZoneName, locale: LocaleName): string {
  const withinADay =
    (budget.unit === 'hours' && budget.amount < 24) || (budget.unit === 'minutes' && budget.amount < 1440);
  if (withinADay) return `${formatDay(date, zone, locale)} ${formatTime(date, zone, locale)}`;
  // What is due at midnight is due by the end of the day before.
  return formatDay(new Date(date.getTime() - 1), zone, locale);
}

/** `Rabu, 25 November 2026 14.00 WITA`. */
export function formatDateTime(date: Date, zone: ZoneName, locale: LocaleName): string {
  return `${inZone(date, zone, locale).toFormat('cccc, d LLLL yyyy')} ${formatTime(date, zone, locale)} ${zone}`;
}

/** `25 November 2026`, as letters are dated. */
export function formatDate(date: Date, zone: ZoneName, locale: LocaleName): string {
  return inZone(date, zone, locale).toFormat('d LLLL yyyy');
}

/** Indonesian writes a full stop between hours and minutes. */
function formatTime(date: Date, zone: ZoneName, locale: LocaleName): string {
  return inZone(date, zone, locale).toFormat(locale === 'id' ? 'HH.mm' : 'HH:mm');
}

function inZone(date: Date, zone: ZoneName, locale: LocaleName): DateTime {
  return DateTime.fromJSDate(date, { zone: ZONES[zone] }).setLocale(locale);
}
