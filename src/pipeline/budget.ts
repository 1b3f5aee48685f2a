import type { Duration, Tenant } from '../tenants/tenant.js';
import type { Categorised } from './types.js';

/** The time that the tenant's standard gives a report of this kind and level. */
export function budgetOf(tenant: Tenant, { kind, level }: Pick<Categorised, 'kind' | 'level'>): Duration {
  const budget = tenant.standard.kinds[kind] ?? tenant.standard.levels.find(({ slug }) => slug === level)?.resolve;
  if (!budget) throw new RangeError(`the standard of ${tenant.slug} has no level ${level}`);
  return budget;
}
