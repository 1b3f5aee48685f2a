import type { Tenant } from '../tenants/tenant.js';
import type { Known, PipelineLimits } from './types.js';

/** How many automatic messages a sender gets in 24 hours: the gateway's cap, or the tenant's lower one. */
export function automaticCap(limits: PipelineLimits, tenant: Tenant | undefined): number {
  return Math.min(limits.automaticMessagesPerDay, tenant?.automaticMessagesPerDay ?? Number.POSITIVE_INFINITY);
}

/** How many more automatic messages this sender may get today (promise 11). */
export function answersLeft(known: Known, limits: PipelineLimits, tenant: Tenant | undefined): number {
  return Math.max(0, automaticCap(limits, tenant) - known.automaticToday);
}

/** Whether one more automatic message to this sender stays under the cap (promise 11). */
export function mayAnswer(known: Known, limits: PipelineLimits, tenant: Tenant | undefined): boolean {
  return answersLeft(known, limits, tenant) > 0;
}
