import { may, type ConsoleUser } from '../../accounts/console-user.js';
import type { Vault } from '../../contacts/vault.js';
import type { Database } from '../../database/database.js';
import type { ChannelRegistry } from '../../messaging/ports.js';
import type { AreaDirectory } from '../../tenants/areas.js';
import type { Tenant } from '../../tenants/tenant.js';
import type { ConsoleWords } from '../frame/console-words.js';
import type { InboxQueries } from './inbox.queries.js';
import type { BulkChoices } from './pages/bulk-bar.js';
import type { Choice, FilterChoices } from './pages/filter-form.js';
import type { People } from './people.js';
import type { SavedViews, View } from './saved-views.js';
import { lookerOf, type PageWish, type TicketFinder, type TicketPage } from './ticket-finder.js';
import type { SealedSearches } from './sealed-search.js';
import { namesSomebody } from './search-terms.js';
import { filterFields, listPath, readFilter, type TicketFilter } from './ticket-filter.js';
import { withheldRows } from './withheld-rows.js';

export interface ListDeskParts {
  database: Database;
  vault: Vault;
  finder: TicketFinder;
  inbox: InboxQueries;
  saved: SavedViews;
  searches: SealedSearches;
  people: People;
  channels: ChannelRegistry;
  areas: AreaDirectory;
}

/** What the list of tickets shows and offers. */
export class ListDesk {
  constructor(private readonly parts: ListDeskParts) {}

  filterOf(query: unknown, tenant: Tenant, user: ConsoleUser): TicketFilter {
    const filter = readFilter(query, tenant, this.channelsOf(tenant).map(({ value }) => value)); // prettier-ignore
    const { orang } = filterFields(query);
    if (orang === undefined) return filter;
    const text = this.parts.searches.open(orang, user);
    return text === undefined ? { ...filter, expired: true } : { ...filter, text };
  }

  /** The list's address for what was asked: whoever is looked for stands in it sealed. */
  pathOf(query: unknown, tenant: Tenant, user: ConsoleUser): string {
    const { q, ...rest } = filterFields(query);
    if (q === undefined) return listPath(rest);
    const { orang: _before, ...fields } = rest;
    return listPath(
      namesSomebody(q, tenant) ? { orang: this.parts.searches.seal(q, user), ...fields } : { q, ...fields },
    );
  }

  /** A group of the inbox has its own order, and no further pages: what is left out of it comes up as it is worked off. */
  async page(user: ConsoleUser, tenant: Tenant, filter: TicketFilter, wish: PageWish): Promise<TicketPage> {
    const { inbox, finder } = this.parts;
    if (filter.expired || filter.noDay !== undefined) return { rows: [] };
    const page: TicketPage = filter.group
      ? { rows: (await inbox.group(filter.group, tenant.slug)).rows }
      : await finder.find(lookerOf(user), tenant, filter, wish);
    return may(user, 'identities:read') ? page : { ...page, rows: await withheldRows(this.parts, page.rows) };
  }

  async choices(words: ConsoleWords, tenant: Tenant): Promise<FilterChoices> {
    const { areas, people } = this.parts;
    const [{ districts }, known] = await Promise.all([areas.of(tenant), people.of(tenant)]);
    return {
      channels: this.channelsOf(tenant),
      categories: categoriesOf(tenant),
      agencies: agenciesOf(tenant),
      districts: districts.map(({ code, name }) => ({ value: code, text: name })),
      people: [
        { value: 'me', text: words('inbox.list.me') },
        { value: 'nobody', text: words('inbox.list.nobody') },
        ...known.map(({ id, name }) => ({ value: id, text: name })),
      ],
    };
  }

  saved(user: ConsoleUser): Promise<View[]> {
    return this.parts.saved.list(user.id);
  }

  /** Undefined where there is nothing that this user may do to several. */
  bulk(user: ConsoleUser, tenant: Tenant): BulkChoices | undefined {
    const choices = {
      assign: may(user, 'tickets:assign'),
      categories: may(user, 'tickets:overrule') ? categoriesOf(tenant) : undefined,
      agencies: may(user, 'tickets:dispatch') ? agenciesOf(tenant) : undefined,
      archive: may(user, 'tickets:end'),
    };
    return choices.assign || choices.categories || choices.agencies || choices.archive ? choices : undefined;
  }

  private channelsOf({ slug }: Tenant): Choice[] {
    return this.parts.channels
      .all()
      .filter(({ tenant }) => tenant === undefined || tenant === slug)
      .map(({ id }) => ({ value: id, text: id }));
  }
}

/** Those of the second level with their parent before them. */
export function categoriesOf({ categories }: Tenant): Choice[] {
  const nameOf = (slug: string): string => categories.find((each) => each.slug === slug)?.name ?? slug;
  return categories.map(({ slug, name, parent }) => ({
    value: slug,
    text: parent === undefined ? name : `${nameOf(parent)} › ${name}`,
  }));
}

export function agenciesOf({ agencies }: Tenant): Choice[] {
  return agencies.map(({ slug, shortName }) => ({ value: slug, text: shortName }));
}
