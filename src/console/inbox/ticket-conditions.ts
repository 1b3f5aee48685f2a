import type { Tenant } from '../../tenants/tenant.js';
import { UTC_OFFSET_MS } from '../../tenants/working-time.js';
import { sqlStates, UNANSWERED } from '../../tickets/transitions.js';
import type { SearchTerm } from './search-terms.js';
import { statesOf, type Sort, type TicketFilter } from './ticket-filter.js';

const DAY_MS = 86_400_000;
/** Still to be answered, as the indexes have it. */
const OPEN = `t.state IN (${sqlStates(UNANSWERED)})`;

/** Takes a value and gives its place in the statement. */
export type Place = (value: unknown) => string;
/** A condition on a ticket `t`. */
export type Condition = (place: Place) => string;

/** The column by which an index leads, and the values that are looked for one by one. `open`: of a tenant, by deadline. */
export interface Driver {
  column: 'tenant' | 'state' | 'category' | 'agency' | 'assigned_to' | 'contact_id' | 'open';
  values: readonly string[];
}

/** A search, ready to be made SQL of. */
export interface Conditions {
  tenant: string;
  driver: Driver;
  /** Each holds, and the driver's own with them. */
  where: readonly Condition[];
  /** For `to_tsquery`. */
  words: string | undefined;
  sort: Sort;
}

export interface Wanted {
  tenant: Tenant;
  filter: TicketFilter;
  /** Who looks. */
  userId: string;
  term: SearchTerm | undefined;
  /** Of the citizen that was looked for. */
  contactIds?: readonly string[];
}

/** Pure: what the database is asked, and by which index it begins. */
export function conditionsOf({ tenant, filter, userId, term, contactIds }: Wanted): Conditions {
  const { state, channel, category, agency, district, urgency, assigned, from, until, sort } = filter;
  const states = state && statesOf(state);
  const categories = category === undefined ? undefined : withChildren(tenant, category);
  const person = assigned === 'me' ? userId : assigned;
  const where: Condition[] = [(place) => `t.tenant = ${place(tenant.slug)}`];
  const equal = (column: string, value: string | undefined): void => {
    if (value !== undefined) where.push((place) => `t.${column} = ${place(value)}`);
  };
  const among = (column: string, list: readonly string[] | undefined, type: 'text' | 'uuid'): void => {
    if (list) where.push((place) => `t.${column} = ANY(${place(list)}::${type}[])`);
  };
  among('contact_id', contactIds, 'uuid');
  among('state', states, 'text');
  among('category', categories, 'text');
  equal('channel_id', channel);
  equal('agency', agency);
  equal('district_code', district);
  equal('urgency', urgency);
  if (person === 'nobody') where.push(() => 't.assigned_to IS NULL');
  else equal('assigned_to', person);
  if (from !== undefined) where.push((place) => `t.opened_at >= ${place(dayStart(from, tenant))}`);
  if (until !== undefined)
    where.push((place) => `t.opened_at < ${place(new Date(dayStart(until, tenant).getTime() + DAY_MS))}`);
  if (sort === 'due') where.push(() => OPEN);
  const words = term?.kind === 'words' ? (term.words ?? undefined) : undefined;
  return { tenant: tenant.slug, where, words, sort, driver: driver() };

  /** What leaves fewest rows leads. */
  function driver(): Driver {
    if (contactIds) return { column: 'contact_id', values: contactIds };
    if (sort === 'due') return { column: 'open', values: [tenant.slug] };
    if (person !== undefined && person !== 'nobody') return { column: 'assigned_to', values: [person] };
    if (states && state !== 'closed' && state !== 'archived') return { column: 'state', values: states };
    if (categories) return { column: 'category', values: categories };
    if (agency !== undefined) return { column: 'agency', values: [agency] };
    if (states) return { column: 'state', values: states };
    return { column: 'tenant', values: [tenant.slug] };
  }
}

/** The driver's own condition for one of its values, so that its index fits. */
export function drivenBy({ driver: { column }, tenant }: Conditions, value: string, place: Place): string {
  switch (column) {
    case 'open':
      return `t.tenant = ${value} AND ${OPEN}`;
    case 'tenant':
      return `t.tenant = ${value}`;
    case 'assigned_to':
    case 'contact_id':
      return `t.${column} = ${value}::uuid`;
    default:
      return `t.tenant = ${place(tenant)} AND t.${column} = ${value}`;
  }
}

function withChildren({ categories }: Tenant, slug: string): string[] {
  return [slug, ...categories.filter(({ parent }) => parent === slug).map((child) => child.slug)];
}

function dayStart(day: string, { zone }: Tenant): Date {
  return new Date(Date.parse(`${day}T00:00:00Z`) - UTC_OFFSET_MS[zone]);
}
