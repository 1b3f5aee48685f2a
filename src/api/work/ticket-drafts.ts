import type { TicketPages } from '../../console/ticket/read/ticket-pages.js';
import { measureOf } from '../../console/ticket/rules/measure.js';
import type { Database } from '../../database/database.js';
import { dispatchPlace } from '../../dispatch/dispatch-input.js';
import { shownToAgency, type AgencyViews } from '../../dispatch/agency-view.js';
import type { ReplyComposer } from '../../replies/reply-composer.js';
import type { TenantRegistry } from '../../tenants/tenant-registry.js';
import type { Tenant } from '../../tenants/tenant.js';
import type { AgencySight } from '../dispatching/answers.dto.js';
import type { DispatchWishDto } from '../dispatching/dispatch.dto.js';
import type { AskedTicket } from '../own-ticket.js';
import { Problem } from '../problem.js';
import type { MeasuredAnswer } from './drafts.dto.js';

export interface TicketDraftParts {
  database: Database;
  tenants: TenantRegistry;
  views: AgencyViews;
  pages: Pick<TicketPages, 'way'>;
  composer: ReplyComposer;
}

/** How something would be before it is done: nothing is kept. */
export class TicketDrafts {
  constructor(private readonly parts: TicketDraftParts) {}

  /** The ticket as an agency would see it. @throws CodedError `agency-unknown`, `unit-unknown` */
  async preview({ number, tenant: slug }: AskedTicket, wish: DispatchWishDto): Promise<AgencySight> {
    const { database, views } = this.parts;
    const { agency, unit, note = '', dueAt } = wish;
    dispatchPlace(this.parts.tenants, slug, { agency, ...(unit !== undefined && { unit }) });
    const due = dueAt === undefined ? null : new Date(dueAt);
    const view = await views.before(database, { tenant: slug, number, agency, unit: unit ?? null, note, dueAt: due });
    if (!view) throw new Problem(404, { code: 'ticket-unknown' });
    const { dispatchId: _id, state: _state, dispatchedAt: _at, ...sight } = shownToAgency(view);
    return { ...sight, lead: wish.lead ?? sight.lead };
  }

  /** What an answer comes to, and what the reporter reads. @throws Problem 404 */
  async measure({ number, tenant: slug }: AskedTicket, text: string): Promise<MeasuredAnswer> {
    const { pages, composer } = this.parts;
    const tenant = this.tenant(slug);
    const found = await pages.way(tenant, number);
    if (!found) throw new Problem(404, { code: 'ticket-unknown' });
    const measured = measureOf(composer, tenant, found, text);
    if (!measured) throw new Problem(409, { code: 'channel-unknown' });
    const { segments = null, cost = null, currency = null, ...rest } = measured;
    return { channelId: found.way.channelId, task: found.way.task, ...rest, segments, cost, currency };
  }

  private tenant(slug: string): Tenant {
    const tenant = this.parts.tenants.bySlug(slug);
    if (!tenant) throw new Problem(404, { code: 'ticket-unknown' });
    return tenant;
  }
}
