import type { ZoneName } from '../../tenants/tenant.js';

/** Ahead of UTC; none of the three has daylight saving time. */
const OFFSETS: Readonly<Record<ZoneName, string>> = { WIB: '+07:00', WITA: '+08:00', WIT: '+09:00' };

/** What follows a time of an office's clock in ISO 8601. */
export function wallClockOffset(zone: ZoneName): string {
  return OFFSETS[zone];
}
