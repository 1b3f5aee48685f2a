import { DateTime } from 'luxon';
import { withoutIdentity } from '../dispatch/without-identity.js';
import type { Place } from '../tenants/areas.js';
import { agencyNames, categoryName } from '../tenants/names.js';
import { ZONES, type Tenant, type ZoneName } from '../tenants/tenant.js';
import type { TicketState } from '../tickets/transitions.js';
import { splitMedia } from './media-link.js';
import type { Status } from './request-search.js';

/** The office has said its word; that a citizen may still say "not fixed" opens it again. */
export const CLOSED_STATES = ['answered', 'closed', 'archived'] as const satisfies readonly TicketState[];
/** Of a point that outsiders see, in decimals of a degree: about a kilometre. */
const ROUGH = 2;

export interface RequestFacts {
  number: string;
  /** Of the ticket that speaks for it, where it follows another. */
  state: TicketState;
  category: string | null;
  agency: string | null;
  description: string;
  villageCode: string | null;
  landmark: string | null;
  latitude: number | null;
  longitude: number | null;
  openedAt: Date;
  updatedAt: Date;
  /** When it was answered or set aside, where it is. */
  endedAt: Date | null;
  dueAt: Date;
}

/** A request as the specification names its members; absent values are null, in XML empty. */
export interface ServiceRequest {
  service_request_id: string;
  status: Status;
  status_notes: string | null;
  service_name: string | null;
  service_code: string | null;
  description: string | null;
  agency_responsible: string | null;
  service_notice: string | null;
  requested_datetime: string;
  updated_datetime: string;
  expected_datetime: string;
  address: string | null;
  address_id: string | null;
  zipcode: string | null;
  lat: number | null;
  long: number | null;
  media_url: string | null;
}

export interface Shown {
  tenant: Tenant;
  place: Place;
  /** With the citizen's words and the exact place. */
  whole: boolean;
  /** The reporter's, which stand in nothing that is shown. */
  names: readonly string[];
  /** What the citizen was told last: the answer, or why it was set aside. */
  word: string | null;
  /** A state in words. */
  states: (state: TicketState) => string;
}

export function statusOf(state: TicketState): Status {
  return CLOSED_STATES.some((closed) => closed === state) ? 'closed' : 'open';
}

export function requestView(facts: RequestFacts, { tenant, place, whole, names, word, states }: Shown): ServiceRequest {
  const { state, latitude, longitude, landmark } = facts;
  const clean = (text: string): string => withoutIdentity(text, names);
  const status = statusOf(state);
  const said = splitMedia(facts.description);
  const area = [place.village?.name, place.district?.name];
  const address = [whole && landmark !== null ? clean(landmark) : undefined, ...area].filter((part) => part !== undefined).join(', '); // prettier-ignore
  const degrees = (value: number | null): number | null =>
    value === null || whole ? value : Number(value.toFixed(ROUGH));
  const at = (date: Date): string => offsetTime(date, tenant.zone);
  return {
    service_request_id: facts.number,
    status,
    status_notes: status === 'closed' && word !== null ? clean(word) : states(state),
    service_name: categoryName(tenant, facts.category) ?? null,
    service_code: facts.category,
    description: whole ? clean(said.text) : null,
    agency_responsible: agencyNames(tenant, facts.agency)?.name ?? null,
    service_notice: null,
    requested_datetime: at(facts.openedAt),
    // "For requests with status=closed, this will be the date the request was closed."
    updated_datetime: at((status === 'closed' ? facts.endedAt : null) ?? facts.updatedAt),
    expected_datetime: at(facts.dueAt),
    address: address === '' ? null : address,
    address_id: facts.villageCode,
    zipcode: null,
    lat: degrees(latitude),
    long: degrees(longitude),
    media_url: whole ? said.link : null,
  };
}

/** `2026-11-25T14:00:00+08:00`, by the office's own clock. */
export function offsetTime(date: Date, zone: ZoneName): string {
  return DateTime.fromJSDate(date, { zone: ZONES[zone] }).toFormat("yyyy-MM-dd'T'HH:mm:ssZZ");
}
