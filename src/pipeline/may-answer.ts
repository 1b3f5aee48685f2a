import type { Tenant } from '../tenants/tenant.js';
import type { Known, PipelineLimits } from './types.js';

/** How many automatic messages a sender gets in 24 hours: the gateway's cap, or the tenant's lower one. */
export function automaticCap(limits: PipelineLimits, tenant: Tenant | undefined): number {
  return Math.min(limits.automaticMessagesPerDay, tenant?.automaticMessagesPerDay ?? Number.POSITIVE_INFINITY);
}

/** Whether one more automatic message to this sender stays under the cap (promise 11). */
export function mayAnswer(known: Known, limits: PipelineLimits, tenant: Tenant | undefined): boolean {
  return known.automaticToday < automaticCap(limits, tenant);
}
