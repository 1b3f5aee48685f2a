import { CodedError } from '../../../messaging/errors.js';
import { isOnDay } from '../../../tenants/day.js';
import type { ZoneName } from '../../../tenants/tenant.js';
import { UTC_OFFSET_MS } from '../../../tenants/working-time.js';

/**
 * What a browser's `datetime-local` field says on an office's clock.
 * @returns undefined where it is no time, or of a day that there is not: browsers without such fields show one for text
 */
export function readLocalTime(text: string, zone: ZoneName): Date | undefined {
  const written = /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d)?$/.test(text) && isOnDay(text);
  const utc = written ? Date.parse(`${text}Z`) : NaN;
  return Number.isNaN(utc) ? undefined : new Date(utc - UTC_OFFSET_MS[zone]);
}

/** The same where it has to be one. @throws CodedError `time-malformed` */
export function localTime(text: string, zone: ZoneName): Date {
  const time = readLocalTime(text, zone);
  if (!time) throw new CodedError('time-malformed', 'a time such as 2026-11-20T09:00', false);
  return time;
}
