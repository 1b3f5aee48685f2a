import type { ConsoleUser } from '../../accounts/console-user.js';
import { actorOfUser, may } from '../../accounts/console-user.js';
import type { Vault } from '../../contacts/vault.js';
import type { Database } from '../../database/database.js';
import type { Address } from '../../messaging/inbound-event.js';
import type { Clock } from '../../observability/clock.js';
import type { Tenant } from '../../tenants/tenant.js';
import { recordAccess } from '../../tickets/access-log.writes.js';
import type { Cursor } from './cursor.js';
import { searchTerm, type SearchTerm } from './search-terms.js';
import { conditionsOf } from './ticket-conditions.js';
import type { TicketFilter } from './ticket-filter.js';
import { ticketRows, type TicketRow } from './ticket-rows.js';
import { findTickets } from './ticket-search.js';
import { findInWithheld } from './withheld-search.js';

/** Rows of a page. */
export const PAGE_SIZE = 50;

/** A page of the list. */
export interface TicketPage {
  rows: TicketRow[];
  /** Towards the beginning, and towards the end. */
  before?: Cursor;
  after?: Cursor;
  /** Up to where it was looked in vain; the way on begins there. */
  lookedUpTo?: Cursor;
  /** How the text was understood. */
  term?: SearchTerm['kind'];
  /** Whom a citizen's address belongs to is not this user's to ask. */
  refused?: 'identities';
}

export interface PageWish {
  from?: Cursor;
  back?: boolean;
  /** Rows; `PAGE_SIZE` where absent. */
  size?: number;
}

/** Who looks: somebody of the console, or a program of the office. */
export interface Looker {
  /** Whom "me" means; a program is nobody. */
  userId: string;
  /** As the access log names them. */
  actor: string;
  /** Whether they may ask whom an address belongs to. */
  asksWho: boolean;
}

export function lookerOf(user: ConsoleUser): Looker {
  return { userId: user.id, actor: actorOfUser(user), asksWho: may(user, 'identities:read') };
}

/** The list of tickets and its search. */
export class TicketFinder {
  constructor(private readonly parts: { database: Database; vault: Vault; clock: Clock }) {}

  async find(looker: Looker, tenant: Tenant, filter: TicketFilter, wish: PageWish = {}): Promise<TicketPage> {
    const { database } = this.parts;
    const term = filter.text === undefined ? undefined : searchTerm(filter.text, tenant);
    const kind = term && { term: term.kind };
    if (term?.kind === 'number') return { ...kind, rows: await this.byNumber(tenant, term.number) };
    if (term?.kind === 'words' && term.words === null) return { ...kind, rows: [] };
    if (term && asksWho(term) && !looker.asksWho) return { ...kind, rows: [], refused: 'identities' };
    const contactIds = term?.kind === 'contact' ? await this.contacts(looker, tenant, term.addresses) : undefined;
    if (contactIds?.length === 0) return { ...kind, rows: [] };
    const conditions = conditionsOf({ tenant, filter, userId: looker.userId, term, ...(contactIds && { contactIds }) });
    const { from, back = false, size = PAGE_SIZE } = wish;
    const place = { size, ...(from && { from }), back };
    // A row that comes up for a name which it does not show would say whose it is.
    const found = await (conditions.words !== undefined && !looker.asksWho
      ? findInWithheld(this.parts, { ...conditions, words: conditions.words }, place)
      : findTickets(database, conditions, place));
    const rows = await ticketRows(
      database,
      found.rows.map(({ id }) => id),
    );
    const [first, last] = [found.rows[0], found.rows.at(-1)];
    // Where the page was come to from, there are rows on that side.
    const [before, after] = back ? [found.more, true] : [from !== undefined, found.more];
    return {
      ...kind,
      rows,
      ...(before && first && { before: first }),
      ...(after && last && { after: last }),
      ...(found.lookedUpTo && { lookedUpTo: found.lookedUpTo }),
    };
  }

  /** One ticket as a list shows it; none where it is another office's. */
  async byNumber(tenant: Tenant, number: string): Promise<TicketRow[]> {
    const { database } = this.parts;
    const ids = await database.query<{ id: string }>('SELECT id FROM ticket WHERE number = $1 AND tenant = $2', [number, tenant.slug]); // prettier-ignore
    return ticketRows(database, ids.map(({ id }) => id)); // prettier-ignore
  }

  /** The look is recorded before its result is known to anybody (promise 7). */
  private async contacts({ actor }: Looker, tenant: Tenant, addresses: readonly Address[]): Promise<string[]> {
    const { database, vault, clock } = this.parts;
    const rows = await database.query<{ id: string }>(
      'SELECT DISTINCT contact_id AS id FROM contact_address WHERE tenant = $1 AND lookup_hash = ANY($2::bytea[])',
      [tenant.slug, addresses.map((address) => vault.tenantAddressHash(tenant.slug, address))],
    );
    for (const { id } of rows)
      await recordAccess(database, { actor, action: 'contact-search', subjectId: id, ticketId: null, at: clock.now() }); // prettier-ignore
    return rows.map(({ id }) => id);
  }
}

/** An address, or so many digits in a row that a telephone number within a report could be guessed piece by piece. */
function asksWho(term: SearchTerm): boolean {
  return term.kind === 'contact' || (term.kind === 'words' && /\d{5}/.test(term.words ?? ''));
}
