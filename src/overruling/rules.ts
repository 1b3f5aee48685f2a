import { CodedError } from '../messaging/errors.js';
import { suggestion } from '../settings/reader.js';
import { REPORT_KINDS, type Tenant } from '../tenants/tenant.js';
import type { HeldTicket } from '../tickets/ticket-actions.js';
import type { TicketState } from '../tickets/transitions.js';

/** Why an overruling is refused; the API has words for each. */
export type RefusalCode =
  | 'category-unknown'
  | 'level-unknown'
  | 'kind-unknown'
  | 'agency-unknown'
  | 'unit-unknown'
  | 'nothing-changes'
  | 'ticket-merged'
  | 'ticket-over'
  | 'ticket-with-agency'
  | 'merge-self'
  | 'merge-other-office'
  | 'leader-over'
  | 'not-merged'
  | 'split-nothing'
  | 'split-opening-message'
  | 'split-message-unknown'
  | 'nothing-to-undo'
  | 'changed-since';

/** What a rule says: what shall be, or why not. The reason holds numbers and codes, never people's words. */
export type Verdict<T> = { ok: true; to: T } | { ok: false; code: RefusalCode; reason: string };

/** @throws CodedError with the refusal's code and reason */
export function granted<T>(verdict: Verdict<T>): T;
export function granted(verdict: Verdict<never> | null): void;
export function granted<T>(verdict: Verdict<T> | null): T | undefined {
  if (verdict === null) return undefined;
  if (verdict.ok) return verdict.to;
  throw new CodedError(verdict.code, verdict.reason, false);
}

export function refuse(code: RefusalCode, reason: string): { ok: false; code: RefusalCode; reason: string } {
  return { ok: false, code, reason };
}

/** What a ticket is about, and so how long the office has. */
export interface Classification {
  category: string | null;
  level: string;
  kind: string;
}

/** Whose a ticket is. */
export interface Routing {
  agency: string | null;
  unit: string | null;
}

const OVER: readonly TicketState[] = ['answered', 'closed', 'archived'];

/** Refused alike by all that would change a ticket which another one speaks for. */
export function mergedAway({ number, state }: Pick<HeldTicket, 'number' | 'state'>): ReturnType<typeof refuse> | null {
  return state === 'merged'
    ? refuse('ticket-merged', `${number} is merged into another ticket, which speaks for it: change that one, or unmerge it first`)
    : null;
} // prettier-ignore

/**
 * A category brings its level and kind along unless others are named. Closed tickets may be recategorised too: reports
 * count them, and the machine learns from them.
 */
export function decideRecategorise(
  tenant: Tenant,
  ticket: Pick<HeldTicket, 'number' | 'state' | 'category' | 'level' | 'kind'>,
  wanted: { category?: string; level?: string; kind?: string },
): Verdict<Classification> {
  const merged = mergedAway(ticket);
  if (merged) return merged;
  const category = tenant.categories.find(({ slug }) => slug === wanted.category);
  if (wanted.category !== undefined && !category)
    return unknown('category-unknown', tenant, 'category', wanted.category, slugs(tenant.categories));
  const levels = slugs(tenant.standard.levels);
  if (wanted.level !== undefined && !levels.includes(wanted.level))
    return unknown('level-unknown', tenant, 'level', wanted.level, levels);
  if (wanted.kind !== undefined && !REPORT_KINDS.some((kind) => kind === wanted.kind))
    return unknown('kind-unknown', tenant, 'kind', wanted.kind, REPORT_KINDS);
  const to = {
    category: category?.slug ?? ticket.category,
    level: wanted.level ?? category?.level ?? ticket.level,
    kind: wanted.kind ?? category?.kind ?? ticket.kind,
  };
  return to.category === ticket.category && to.level === ticket.level && to.kind === ticket.kind
    ? refuse('nothing-changes', `${ticket.number} is ${String(to.category)}, ${to.level}, ${to.kind} already`)
    : { ok: true, to };
}

export function decideReroute(
  tenant: Tenant,
  ticket: Pick<HeldTicket, 'number' | 'state' | 'agency' | 'unit'>,
  wanted: { agency: string; unit?: string },
): Verdict<{ agency: string; unit: string | null }> {
  const refused = mergedAway(ticket) ?? notToReroute(ticket);
  if (refused) return refused;
  const agency = tenant.agencies.find(({ slug }) => slug === wanted.agency);
  if (!agency) return unknown('agency-unknown', tenant, 'agency', wanted.agency, slugs(tenant.agencies));
  const { unit = null } = wanted;
  if (unit !== null && !agency.units.some(({ slug }) => slug === unit))
    return unknown('unit-unknown', tenant, `unit of ${agency.slug}`, unit, slugs(agency.units));
  return ticket.agency === agency.slug && ticket.unit === unit
    ? refuse('nothing-changes', `${ticket.number} is with ${agency.slug}${unit === null ? '' : `, ${unit}`} already`)
    : { ok: true, to: { agency: agency.slug, unit } };
}

/** Whom it goes to matters only while it has not been answered. */
export function notToReroute({
  number,
  state,
}: Pick<HeldTicket, 'number' | 'state'>): ReturnType<typeof refuse> | null {
  return OVER.includes(state) ? refuse('ticket-over', `${number} is ${state}: reopen it first`) : null;
}

/** An agency that has a ticket in hand. */
export interface Holder {
  agency: string;
  unit: string | null;
  lead: boolean;
  /** Of its dispatch; absent in what was noted before states were. */
  state?: string;
}

/**
 * A rerouting is taken back only while nobody has built upon it: the agency that it went to has not responded since, no
 * other one was asked, and those who kept it, since it went to another unit of its agency only, have it as before.
 * @param had who had it before, the leading one first
 * @param holders who has it now
 */
export function passedOn(
  { number }: Pick<HeldTicket, 'number'>,
  { from, to }: { from: Routing; to: Routing },
  had: readonly Holder[],
  holders: readonly Holder[],
): ReturnType<typeof refuse> | null {
  const names = holders.map(({ agency }) => agency).join(', ');
  if (had.length === 0)
    return holders.length === 0
      ? null
      : refuse('ticket-with-agency', `${number} is in the hands of ${names}: withdraw it there first`);
  const given = holders.find(({ agency }) => agency === to.agency);
  const others = holders.filter((holder) => holder !== given);
  const kept = from.agency === to.agency ? had.filter(({ agency }) => agency !== to.agency) : [];
  const spoke = had.some(({ agency, state }) => agency === to.agency && state === 'responded');
  return given && (given.state !== 'responded' || spoke) && sameHolders(others, kept)
    ? null
    : refuse('changed-since', `${number} went on since it was rerouted: reroute it anew`);
}

function sameHolders(some: readonly Holder[], others: readonly Holder[]): boolean {
  const same = (one: Holder) =>
    others.some(({ agency, unit, lead }) => agency === one.agency && unit === one.unit && lead === one.lead);
  return some.length === others.length && some.every(same);
}

/**
 * @param ticket the one that shall follow
 * @param leader the one that shall speak for both: where the named one is merged itself, the one that speaks for it
 */
export function decideMerge(
  ticket: Pick<HeldTicket, 'id' | 'number' | 'state' | 'tenant'>,
  leader: Pick<HeldTicket, 'id' | 'number' | 'state' | 'tenant'>,
): Verdict<null> {
  if (ticket.tenant !== leader.tenant)
    return refuse('merge-other-office', `${ticket.number} and ${leader.number} are different offices'`);
  const merged = mergedAway(ticket);
  if (merged) return merged;
  if (ticket.id === leader.id)
    return refuse('merge-self', `${ticket.number} can't follow itself or a ticket that it speaks for`);
  if (leader.state === 'closed' || leader.state === 'archived')
    return refuse('leader-over', `${leader.number} is ${leader.state}: reopen it first, or answer ${ticket.number} by itself`);
  return { ok: true, to: null };
} // prettier-ignore

/** The texts of a ticket that may go to a ticket of their own. */
export interface SplittableMessage {
  id: string;
  /** It opened the ticket. */
  opening: boolean;
}

/** @returns the messages that move; none where a new description is given instead */
export function decideSplit(
  ticket: Pick<HeldTicket, 'number' | 'state'>,
  own: readonly SplittableMessage[],
  wanted: { messages?: readonly string[]; text?: string },
): Verdict<{ messages: string[] }> {
  const merged = mergedAway(ticket);
  if (merged) return merged;
  const messages = [...new Set(wanted.messages)];
  const text = wanted.text?.trim() ?? '';
  if (messages.length === 0 && text === '')
    return refuse('split-nothing', 'name the messages that are another complaint, or describe it');
  const opening = own.find(({ opening: opens }) => opens);
  if (opening && messages.includes(opening.id))
    return refuse('split-opening-message', `the message that opened ${ticket.number} stays with it: describe the other complaint with a text`);
  const strange = messages.filter((id) => !own.some((message) => message.id === id));
  if (strange.length > 0)
    return refuse('split-message-unknown', `${ticket.number} has no message ${strange.join(', ')}`);
  return { ok: true, to: { messages } };
} // prettier-ignore

function slugs(entries: readonly { slug: string }[]): string[] {
  return entries.map(({ slug }) => slug);
}

function unknown(
  code: RefusalCode,
  tenant: Tenant,
  what: string,
  given: string,
  known: readonly string[],
): ReturnType<typeof refuse> {
  const hint = suggestion(given, known);
  return refuse(code, `${tenant.slug} has no ${what} "${given}"${hint === '' ? `; it has ${known.join(', ')}` : hint}`);
}
