import { isDay } from '../../tenants/day.js';
import type { Tenant } from '../../tenants/tenant.js';
import { TICKET_STATES, UNANSWERED, type TicketState } from '../../tickets/transitions.js';
import { INBOX_GROUPS, type InboxGroup } from './inbox-group.js';

/** Of the list's address; each absent where nothing is asked. */
export const FILTER_FIELDS = [
  'q', 'orang', 'kelompok', 'keadaan', 'kanal', 'kategori', 'instansi', 'kecamatan', 'urgensi', 'petugas', 'dari', 'sampai', 'urut',
] as const; // prettier-ignore
export type FilterField = (typeof FILTER_FIELDS)[number];
export type FilterFields = Partial<Record<FilterField, string>>;

/** `open`: somebody still owes an answer. */
export const STATE_CHOICES = ['open', ...TICKET_STATES] as const;
export type StateChoice = (typeof STATE_CHOICES)[number];
export const URGENCIES = ['danger', 'high', 'normal'] as const;
export type Urgency = (typeof URGENCIES)[number];
/** `due`: what is open, the nearest deadline first. */
export const SORTS = ['newest', 'oldest', 'due'] as const;
export type Sort = (typeof SORTS)[number];

/** What is looked for, all of it together; understood and known to exist. */
export interface TicketFilter {
  /** As typed. */
  text?: string;
  /** It was typed too long ago, or by another: nothing is looked for. */
  expired?: true;
  group?: InboxGroup;
  state?: StateChoice;
  channel?: string;
  /** With those below it. */
  category?: string;
  agency?: string;
  district?: string;
  urgency?: Urgency;
  /** `me`, `nobody`, or a user's id. */
  assigned?: string;
  /** Opened on or after this day of the tenant's, ISO. */
  from?: string;
  /** Opened on or before this day, ISO. */
  until?: string;
  /** Typed for a day, and none: nothing is looked for. */
  noDay?: string;
  sort: Sort;
}

/** Longest text to look for; no number, mailbox or handful of words is longer. */
export const MOST_CHARACTERS = 200;
/** `orang` is sealed, and so longer. */
const MOST_SEALED = 700;
const UUID = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/;

/** Reads an address's fields; what is not of this tenant is left out, and what is no day is told. Pure. */
export function readFilter(query: unknown, tenant: Tenant, channels: readonly string[]): TicketFilter {
  const fields = filterFields(query);
  const known = <T extends string>(value: string | undefined, list: readonly T[]): T | undefined =>
    list.find((each) => each === value);
  const day = (value: string | undefined): string | undefined => (value && isDay(value) ? value : undefined);
  const { petugas } = fields;
  const given = {
    text: fields.q,
    group: known(fields.kelompok, INBOX_GROUPS),
    state: known(fields.keadaan, STATE_CHOICES),
    channel: known(fields.kanal, channels),
    category: tenant.categories.find(({ slug }) => slug === fields.kategori)?.slug,
    agency: tenant.agencies.find(({ slug }) => slug === fields.instansi)?.slug,
    district: fields.kecamatan && /^\d{6,8}$/.test(fields.kecamatan) ? fields.kecamatan : undefined,
    urgency: known(fields.urgensi, URGENCIES),
    assigned: petugas === 'me' || petugas === 'nobody' || (petugas && UUID.test(petugas)) ? petugas : undefined,
    from: day(fields.dari),
    until: day(fields.sampai),
    noDay: [fields.dari, fields.sampai].find((value) => value !== undefined && !isDay(value)),
  };
  const defined = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as Partial<TicketFilter>; // prettier-ignore
  return { ...defined, sort: known(fields.urut, SORTS) ?? 'newest' };
}

/** The filter's own fields of an address, trimmed, without the empty ones. */
export function filterFields(query: unknown): FilterFields {
  const given = Object(query) as Record<string, unknown>;
  const fields: FilterFields = {};
  for (const name of FILTER_FIELDS) {
    const value = given[name];
    const text =
      typeof value === 'string' ? value.trim().slice(0, name === 'orang' ? MOST_SEALED : MOST_CHARACTERS) : '';
    if (text !== '') fields[name] = text;
  }
  return fields;
}

/** The list's address for some fields. */
export function listPath(fields: FilterFields, more: Readonly<Record<string, string>> = {}): string {
  const query = new URLSearchParams({ ...fields, ...more }).toString();
  return query === '' ? '/console/aduan' : `/console/aduan?${query}`;
}

/** What a choice of state means. */
export function statesOf(choice: StateChoice): readonly TicketState[] {
  return choice === 'open' ? UNANSWERED : [choice];
}
