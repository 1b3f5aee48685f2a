import type { Tenant } from '../../../tenants/tenant.js';
import type { DecisionFact, DispatchFact } from '../read/facts.js';

/** An agency or a unit of it that a ticket can be handed to, as a form names it: `pupr` or `pupr/bina-marga`. */
export interface DispatchTarget {
  value: string;
  agency: string;
  unit: string | null;
}

const OPEN = ['sent', 'accepted', 'responded'];

/**
 * Whom the ticket probably is for: where it was routed or put by a human; after a return the agency that the one that
 * returned it named, and never that one itself.
 */
export function suggestedTarget(
  ticket: { agency: string | null; unit: string | null },
  dispatches: readonly Pick<DispatchFact, 'agency' | 'state' | 'returnTo'>[],
  decisions: readonly Pick<DecisionFact, 'step' | 'outcome' | 'undone'>[],
): string | null {
  const returned = dispatches.filter(({ state }) => state === 'returned');
  const busy = dispatches.filter(({ state }) => OPEN.includes(state)).map(({ agency }) => agency);
  const out = (agency: string): boolean => busy.includes(agency) || returned.some((each) => each.agency === agency);
  const named = returned.map(({ returnTo }) => returnTo).find((agency) => agency !== null && !out(agency));
  if (named) return named;
  if (ticket.agency !== null && !out(ticket.agency)) return targetValue(ticket.agency, ticket.unit);
  // Newest first: a human's word stands above the machine's.
  const routed = decisions.find(({ step, undone, outcome }) => step === 'route' && !undone && outcome !== 'triage');
  return routed && !out(routed.outcome) ? routed.outcome : null;
}

/** All of an office, the suggestion and its agency first. */
export function dispatchTargets({ agencies }: Pick<Tenant, 'agencies'>, suggestion: string | null): DispatchTarget[] {
  const all = agencies.flatMap(({ slug, units }) => [
    { value: slug, agency: slug, unit: null },
    ...units.map((unit) => ({ value: targetValue(slug, unit.slug), agency: slug, unit: unit.slug })),
  ]);
  const first = suggestion?.split('/')[0];
  const rank = ({ value, agency }: DispatchTarget): number => (value === suggestion ? 0 : agency === first ? 1 : 2);
  return all.map((target, index) => ({ target, index })).sort((a, b) => rank(a.target) - rank(b.target) || a.index - b.index).map(({ target }) => target);
} // prettier-ignore

/** What a form's value names; undefined where it is none of this office's. */
export function targetOf(tenant: Pick<Tenant, 'agencies'>, value: string): DispatchTarget | undefined {
  return dispatchTargets(tenant, null).find((target) => target.value === value);
}

function targetValue(agency: string, unit: string | null): string {
  return unit === null ? agency : `${agency}/${unit}`;
}
