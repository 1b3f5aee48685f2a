import type { Vault } from '../../contacts/vault.js';
import type { InboxQueries } from '../../console/inbox/inbox.queries.js';
import { MOST_COUNTED } from '../../console/inbox/inbox.queries.js';
import { statesOf, type TicketFilter } from '../../console/inbox/ticket-filter.js';
import { namesSomebody } from '../../console/inbox/search-terms.js';
import type { Looker, TicketFinder } from '../../console/inbox/ticket-finder.js';
import { ticketRows, type TicketRow } from '../../console/inbox/ticket-rows.js';
import { withheldRows } from '../../console/inbox/withheld-rows.js';
import type { Database } from '../../database/database.js';
import type { ChannelRegistry } from '../../messaging/ports.js';
import type { TenantRegistry } from '../../tenants/tenant-registry.js';
import type { Tenant } from '../../tenants/tenant.js';
import type { ApiKey } from '../api-keys.js';
import { actorOf } from '../caller.js';
import { badMark, readMark, writeMark, type PageMark } from '../page-mark.js';
import { Problem } from '../problem.js';
import type { TicketsQuery } from '../requests.dto.js';
import type { ListedTicket, TicketPage } from '../responses.dto.js';
import type { InboxAnswer } from './work.dto.js';

/** Newest first, by keys: a page is the same however many tickets come in meanwhile. */
const OF_ALL_OFFICES = `
  SELECT id, opened_at AS at FROM ticket
  WHERE ($1::text[] IS NULL OR state = ANY($1)) AND ($2::timestamptz IS NULL OR (opened_at, id) < ($2, $3::uuid))
  ORDER BY opened_at DESC, id DESC LIMIT $4`;
/** What a line has beside the console's row. */
const OWN = 'SELECT id, tenant, due_at AS "dueAt" FROM ticket WHERE id = ANY($1::uuid[])';

interface OwnRow extends Record<string, unknown> {
  id: string;
  tenant: string;
  dueAt: Date;
}

export interface TicketListParts {
  database: Database;
  vault: Vault;
  tenants: TenantRegistry;
  channels: ChannelRegistry;
  finder: TicketFinder;
  inbox: InboxQueries;
}

/** Lists and search as the console has them. A line never says who reported, whatever its key may see of a single ticket. */
export class TicketLists {
  constructor(private readonly parts: TicketListParts) {}

  /** @throws Problem 422 for a mark, category or agency that is none; 403 for an address without `identities:read` */
  async page(query: TicketsQuery, caller: ApiKey): Promise<TicketPage> {
    const { tenant: wanted, after, limit } = query;
    const office = caller.tenant ?? wanted;
    if (wanted !== undefined && office !== wanted) return { tickets: [], next: null };
    const mark = after === undefined ? undefined : readMark(after);
    if (after !== undefined && !mark) throw badMark();
    if (office === undefined) return this.ofAllOffices(query, mark);
    const tenant = this.parts.tenants.bySlug(office);
    if (!tenant) return { tickets: [], next: null };
    if (query.group) return { tickets: await this.group(query.group, office, limit), next: null };
    const looker = { userId: '', actor: actorOf(caller), asksWho: caller.scopes.includes('identities:read') };
    return this.found(looker, tenant, this.filterOf(query, tenant), { size: limit, ...(mark && { from: mark }) });
  }

  /** For what stands in an address. @throws Problem 422 where a citizen's number or mailbox is looked for */
  assertNamesNobody({ q, tenant }: TicketsQuery, caller: ApiKey): void {
    const office = this.parts.tenants.bySlug(caller.tenant ?? tenant ?? '');
    if (q !== undefined && namesSomebody(q.trim(), office ?? { ticketPrefix: '' }))
      throw new Problem(422, { code: 'search-by-post' });
  }

  /** What needs somebody, by urgency. */
  async inbox(office: string, shown: number): Promise<InboxAnswer> {
    const groups = await this.parts.inbox.groups(office, shown);
    const lines = await this.lines(groups.flatMap(({ rows }) => rows));
    const byNumber = new Map(lines.map((line) => [line.number, line]));
    return {
      groups: groups.map(({ group, count, rows }) => ({
        group,
        count: Math.min(count, MOST_COUNTED),
        more: count > MOST_COUNTED,
        tickets: rows.flatMap(({ number }) => byNumber.get(number) ?? []),
      })),
    };
  }

  private async group(
    group: NonNullable<TicketsQuery['group']>,
    office: string,
    limit: number,
  ): Promise<ListedTicket[]> {
    return this.lines((await this.parts.inbox.group(group, office)).rows.slice(0, limit));
  }

  private async found(
    looker: Looker,
    tenant: Tenant,
    filter: TicketFilter,
    wish: { size: number; from?: PageMark },
  ): Promise<TicketPage> {
    const page = await this.parts.finder.find(looker, tenant, filter, wish);
    if (page.refused)
      throw new Problem(403, { code: 'scope-missing', params: { scope: 'identities:read' }, more: { scope: 'identities:read' } }); // prettier-ignore
    const next = page.after ?? page.lookedUpTo;
    return { tickets: await this.lines(page.rows), next: next ? writeMark(next) : null };
  }

  private async ofAllOffices(query: TicketsQuery, mark: PageMark | undefined): Promise<TicketPage> {
    const { limit, after: _after, state, sort, tenant: _tenant, ...narrower } = query;
    if (sort !== 'newest' || Object.values<unknown>(narrower).some((value) => value !== undefined))
      throw new Problem(422, { code: 'invalid', errors: [{ field: 'tenant', code: 'required' }] });
    const values = [state ? statesOf(state) : null, mark?.at ?? null, mark?.id ?? null, limit + 1];
    const rows = await this.parts.database.query<PageMark & Record<string, unknown>>(OF_ALL_OFFICES, values);
    const last = rows.length > limit ? rows[limit - 1] : undefined;
    const shown = await ticketRows(this.parts.database, rows.slice(0, limit).map(({ id }) => id)); // prettier-ignore
    return { tickets: await this.lines(shown), next: last ? writeMark(last) : null };
  }

  /** The console's filter; what is not there is said, and not left out as in an address that people edit. */
  private filterOf(query: TicketsQuery, tenant: Tenant): TicketFilter {
    const { q, state, channel, category, agency, district, urgency, assigned, from, until, sort } = query;
    const unknown = (field: string): Problem =>
      new Problem(422, { code: 'invalid', errors: [{ field, code: 'choice' }] });
    const own = this.parts.channels.get(channel ?? '');
    if (channel !== undefined && (!own || (own.tenant ?? tenant.slug) !== tenant.slug)) throw unknown('channel');
    const { categories, agencies, retired } = tenant;
    if (category !== undefined && ![...categories, ...retired.categories].some(({ slug }) => slug === category))
      throw unknown('category');
    if (agency !== undefined && ![...agencies, ...retired.agencies].some(({ slug }) => slug === agency))
      throw unknown('agency');
    const text = q?.trim();
    const given = { text: text === '' ? undefined : text, state, channel, category, agency, district, urgency, assigned, from, until }; // prettier-ignore
    const defined = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as Partial<TicketFilter>; // prettier-ignore
    return { ...defined, sort };
  }

  private async lines(rows: readonly TicketRow[]): Promise<ListedTicket[]> {
    const { database } = this.parts;
    const [shown, own] = await Promise.all([
      withheldRows(this.parts, rows),
      database.query<OwnRow>(OWN, [rows.map(({ id }) => id)]),
    ]);
    const byId = new Map(own.map((row) => [row.id, row]));
    return shown.flatMap((row) => {
      const rest = byId.get(row.id);
      return rest ? [lineOf(row, rest)] : [];
    });
  }
}

function lineOf(row: TicketRow, { tenant, dueAt }: OwnRow): ListedTicket {
  const { number, state, channelId, category, agency, urgency, text, assignedTo, undelivered } = row;
  return {
    number, tenant, state, channelId, category, agency, urgency, text, assignedTo, undelivered,
    openedAt: row.openedAt.toISOString(),
    dueAt: dueAt.toISOString(),
    nextDueAt: row.dueAt?.toISOString() ?? null,
  }; // prettier-ignore
}
