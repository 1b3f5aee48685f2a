import { CodedError } from '../../../messaging/errors.js';
import type { ZoneName } from '../../../tenants/tenant.js';
import { UTC_OFFSET_MS } from '../../../tenants/working-time.js';

/**
 * What a browser's `datetime-local` field says on an office's clock.
 * @throws CodedError `time-malformed`
 */
export function localTime(text: string, zone: ZoneName): Date {
  const utc = /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d)?$/.test(text) ? Date.parse(`${text}Z`) : NaN;
  if (Number.isNaN(utc)) throw new CodedError('time-malformed', 'a time such as 2026-11-20T09:00', false);
  return new Date(utc - UTC_OFFSET_MS[zone]);
}
