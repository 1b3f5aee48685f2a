import type { ConsoleUser } from '../../accounts/console-user.js';
import type { Database } from '../../database/database.js';
import { placeWords, type AgencyViews } from '../../dispatch/agency-view.js';
import type { DispatchState } from '../../dispatch/dispatch.entity.js';
import { categoryName } from '../../tenants/names.js';
import type { Tenant } from '../../tenants/tenant.js';
import { beginningOf } from './beginning.js';

/** *Perlu tanggapan*, *Sudah ditanggapi*. */
export type PortalList = 'open' | 'done';

/** A dispatch as the portal's lists have it. */
export interface PortalRow {
  dispatchId: string;
  number: string;
  state: DispatchState;
  ticketState: string;
  urgency: string;
  /** How the report begins, as this agency may read it. */
  beginning: string;
  category: string | undefined;
  /** Empty where none is known. */
  place: string;
  unit: string | null;
  lead: boolean;
  dueAt: Date | null;
  dispatchedAt: Date;
  respondedAt: Date | null;
}

/** Where a page ended: what the list is sorted by, and the row's id. */
export interface PortalMark {
  at: Date | null;
  id: string;
}

export interface PortalPage {
  rows: PortalRow[];
  /** The beginning of the next page; undefined at the end. */
  next: PortalMark | undefined;
}

export const PAGE_ROWS = 25;

/** What an officer may see: their agency's, and where they belong to a unit, that one's. */
const WHOSE = `d.tenant = $1 AND d.agency = $2 AND ($3::text IS NULL OR d.unit = $3)`;

const COLUMNS = `
  d.id AS "dispatchId", t.number, d.state, t.state AS "ticketState", t.urgency, t.category, d.unit, d.lead, d.due_at AS "dueAt", d.dispatched_at AS "dispatchedAt", d.responded_at AS "respondedAt"
  FROM dispatch d JOIN ticket t ON t.id = d.ticket_id`;

/** The most pressing first; what has no deadline comes last. */
const OPEN = `
  SELECT ${COLUMNS}
  WHERE ${WHOSE} AND d.state IN ('sent', 'accepted')
    AND ($5::uuid IS NULL OR (coalesce(d.due_at, 'infinity'), d.id) > (coalesce($4::timestamptz, 'infinity'), $5::uuid))
  ORDER BY coalesce(d.due_at, 'infinity'), d.id LIMIT $6`;

const DONE = `
  SELECT ${COLUMNS}
  WHERE ${WHOSE} AND d.state IN ('responded', 'done')
    AND ($5::uuid IS NULL OR (coalesce(d.responded_at, d.dispatched_at), d.id) < ($4::timestamptz, $5::uuid))
  ORDER BY coalesce(d.responded_at, d.dispatched_at) DESC, d.id DESC LIMIT $6`;

/** No more is worth counting. */
const MOST = 100;
const COUNT = `
  SELECT count(*)::int AS count FROM (
    SELECT 1 FROM dispatch d WHERE ${WHOSE} AND d.state IN ('sent', 'accepted') LIMIT ${String(MOST)}) open`;

interface ListRow extends Record<string, unknown> {
  dispatchId: string;
  number: string;
  state: DispatchState;
  ticketState: string;
  urgency: string;
  category: string | null;
  unit: string | null;
  lead: boolean;
  dueAt: Date | null;
  dispatchedAt: Date;
  respondedAt: Date | null;
}

/** Whose lists they are. */
type Officer = Pick<ConsoleUser, 'agency' | 'unit'>;

export interface PortalListsParts {
  database: Database;
  views: Pick<AgencyViews, 'of'>;
}

/** What an agency was handed, as lists. */
export class PortalLists {
  constructor(private readonly parts: PortalListsParts) {}

  /** One query, and for each of the 25 rows those of its agency's view. */
  async page(tenant: Tenant, { agency, unit }: Officer, list: PortalList, after?: PortalMark): Promise<PortalPage> {
    const values = [tenant.slug, agency, unit, after?.at ?? null, after?.id ?? null, PAGE_ROWS + 1];
    const found = await this.parts.database.query<ListRow>(list === 'open' ? OPEN : DONE, values);
    const shown = found.slice(0, PAGE_ROWS);
    const last = found.length > PAGE_ROWS ? shown.at(-1) : undefined;
    const at = last && (list === 'open' ? last.dueAt : (last.respondedAt ?? last.dispatchedAt));
    return {
      rows: await Promise.all(shown.map((row) => this.shown(tenant, row))),
      next: last && at !== undefined ? { at, id: last.dispatchId } : undefined,
    };
  }

  /** Of those that wait for a response; {@link MOST} at most. */
  async count(tenant: Tenant, { agency, unit }: Officer): Promise<number> {
    const [row] = await this.parts.database.query<{ count: number }>(COUNT, [tenant.slug, agency, unit]);
    return row?.count ?? 0;
  }

  private async shown(tenant: Tenant, row: ListRow): Promise<PortalRow> {
    const { category, ...rest } = row;
    // The one way by which agencies read tickets: what it leaves out, a list must not give away.
    const view = await this.parts.views.of(this.parts.database, row.dispatchId);
    return {
      ...rest,
      beginning: beginningOf(view?.messages[0]?.text ?? ''),
      category: categoryName(tenant, category),
      place: view ? placeWords(view.place) : '',
    };
  }
}
