import { Controller, Get, Inject, Post, Query, Res, UseGuards } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { ConsoleGuard } from '../frame/console.guard.js';
import { ConsoleSender } from '../frame/console-sender.js';
import type { ConsoleWords } from '../frame/console-words.js';
import { Needs } from '../frame/needs.js';
import { visitOf } from '../frame/visit.js';
import { readCursor } from './cursor.js';
import { MOST_COUNTED } from './inbox.queries.js';
import { shortcutsOf } from './keys.js';
import { ListDesk } from './list-desk.js';
import { ListPage } from './pages/list-page.js';
import { rightsOf, RowDesk } from './row-desk.js';
import { namesSomebody } from './search-terms.js';
import { filterFields, type TicketFilter } from './ticket-filter.js';
import type { TicketPage } from './ticket-finder.js';

/** The list of tickets with its search; what is looked for stands in the address, whoever is looked for sealed. */
@Controller('console/aduan')
@UseGuards(ConsoleGuard)
export class TicketsController {
  constructor(
    @Inject(ConsoleSender) private readonly pages: ConsoleSender,
    @Inject(ListDesk) private readonly lists: ListDesk,
    @Inject(RowDesk) private readonly desk: RowDesk,
  ) {}

  /** What is looked for is posted, and the list's address says so much of it as an address may. */
  @Post('cari')
  @Needs('tickets:read')
  async search(@Res() reply: FastifyReply): Promise<void> {
    const { request, user } = visitOf(reply);
    const tenant = this.pages.tenantOf(request, user);
    await this.pages.redirect(reply, this.lists.pathOf(request.body, tenant, user));
  }

  @Get()
  @Needs('tickets:read')
  async list(@Res() reply: FastifyReply, @Query() query: Record<string, unknown>): Promise<void> {
    const { request, user } = visitOf(reply);
    const tenant = this.pages.tenantOf(request, user);
    const words = this.pages.words(request, user);
    const { q } = filterFields(query);
    if (q !== undefined && namesSomebody(q, tenant)) {
      // Out of a bookmark of long ago, or typed into the address: it is not left there.
      await this.pages.redirect(reply, this.lists.pathOf(query, tenant, user));
      return;
    }
    const filter = this.lists.filterOf(query, tenant, user);
    const page = await this.lists.page(user, tenant, filter, wishOf(query));
    const [choices, saved, views] = await Promise.all([
      this.lists.choices(words, tenant),
      this.lists.saved(user),
      this.desk.views(words, user, tenant, page.rows),
    ]);
    const csrf = this.pages.csrf(user);
    const { before, after, lookedUpTo } = page;
    const title = words(filter.group ? `inbox.group.${filter.group}` : 'inbox.list.title');
    await this.pages.page(request, reply, {
      user,
      title,
      active: 'tickets',
      body: ListPage({
        words, title, csrf, choices, saved, views, before, after, lookedUpTo,
        fields: filterFields(query),
        text: filter.text ?? '',
        note: noteOf(words, page, filter),
        empty: emptyOf(words, page, filter),
        rights: rightsOf(user, csrf),
        bulk: this.lists.bulk(user, tenant),
      }),
      scripts: ['rows.js', 'live.js'],
      shortcuts: shortcutsOf(words, user),
    }); // prettier-ignore
  }
}

function wishOf({ sesudah, sebelum }: Record<string, unknown>): { from?: NonNullable<ReturnType<typeof readCursor>>; back?: boolean } {
  const [after, before] = [readCursor(sesudah), readCursor(sebelum)];
  if (after) return { from: after };
  return before ? { from: before, back: true } : {};
} // prettier-ignore

function noteOf(words: ConsoleWords, { term, rows, refused }: TicketPage, { group }: TicketFilter): string | undefined {
  if (term === 'contact' && !refused && rows.length > 0) return words('inbox.list.contactLogged');
  if (group && rows.length >= MOST_COUNTED) return words('inbox.list.mostCounted', { count: MOST_COUNTED });
  return undefined;
}

function emptyOf(words: ConsoleWords, { term, refused }: TicketPage, filter: TicketFilter): string {
  if (filter.expired) return words('inbox.list.expired');
  if (filter.noDay !== undefined) return words('inbox.list.noDay', { day: filter.noDay });
  if (refused) return words('inbox.list.refused');
  if (term === 'number') return words('inbox.list.noneNumber');
  if (term === 'contact') return words('inbox.list.noneContact');
  if (filter.group) return words(`inbox.groupEmpty.${filter.group}`);
  const { sort: _sort, ...asked } = filter;
  if (Object.keys(asked).length === 0) return words('inbox.list.noneYet');
  return `${words('inbox.list.none')} ${words('inbox.list.noneHint')}`;
}
