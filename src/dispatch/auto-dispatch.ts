import type { Transaction } from '../database/transaction.js';
import type { TenantRegistry } from '../tenants/tenant-registry.js';
import type { Tenant } from '../tenants/tenant.js';
import type { TakeUpListener } from '../tickets/take-up.js';
import type { HeldTicket, Ring } from '../tickets/ticket-actions.js';
import type { Dispatches } from './dispatch.service.js';

/**
 * Hands new tickets to their agency where the tenant leaves that to the gateway. What a human has to look at stays with
 * the office.
 */
export class AutoDispatch implements TakeUpListener {
  constructor(
    private readonly parts: {
      tenants: Pick<TenantRegistry, 'bySlug'>;
      dispatches: Pick<Dispatches, 'dispatchWithin'>;
    },
  ) {}

  async takenUp(tx: Transaction, ticket: HeldTicket): Promise<readonly Ring[]> {
    const tenant = this.parts.tenants.bySlug(ticket.tenant);
    const to = tenant && automaticDispatch(tenant, ticket);
    if (!to) return [];
    const request = { ...to, actor: { kind: 'gateway', by: 'gateway' } } as const;
    return (await this.parts.dispatches.dispatchWithin(tx, ticket, request)).rings;
  }
}

/**
 * Where a new ticket goes by itself: to the agency that the rules name with confidence (else it is in triage). Never
 * a complaint about how officials behave: the one it names is not asked about itself (promise 7), and in a single office
 * that would be a colleague.
 */
export function automaticDispatch(
  tenant: Tenant,
  { state, agency: slug, unit, category }: Pick<HeldTicket, 'state' | 'agency' | 'unit' | 'category'>,
): { agency: string; unit?: string } | undefined {
  if (tenant.dispatching !== 'automatic' || state !== 'received' || slug === null) return undefined;
  if (tenant.categories.find((known) => known.slug === category)?.conduct === true) return undefined;
  const agency = tenant.agencies.find((known) => known.slug === slug);
  if (!agency) return undefined;
  const known = agency.units.some((each) => each.slug === unit);
  return { agency: slug, ...(known && unit !== null && { unit }) };
}
