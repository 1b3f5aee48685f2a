import type { StaffDirectory } from '../agencies/staff-directory.js';
import type { StaffNotices } from '../agencies/staff-notices.js';
import type { Database } from '../database/database.js';
import type { Statement } from '../database/statement.js';
import type { Transaction } from '../database/transaction.js';
import type { SweepSource } from '../jobs/sweeper.js';
import { errorCode } from '../messaging/errors.js';
import type { Clock } from '../observability/clock.js';
import type { Logger } from '../observability/logger.js';
import { findPlace, type AreaDirectory } from '../tenants/areas.js';
import type { TenantRegistry } from '../tenants/tenant-registry.js';
import type { Tenant } from '../tenants/tenant.js';
import type { TakeUpListener } from '../tickets/take-up.js';
import type { HeldTicket, Ring, TicketActions } from '../tickets/ticket-actions.js';
import { placeWords } from './agency-view.js';
import type { AnnouncementWords } from './announcement-words.js';

/**
 * Minutes after its opening at which a ticket is announced at the latest, with all that have come in since: the
 * shortest standard grants five (SOP of Tanah Bumbu, step 2), and the sweep takes its time too.
 */
const GATHER_MINUTES = 4;
/** Tickets that one notice lists at most; what is beyond comes in the next. */
const MOST_IN_ONE = 100;

const WAITING = `announced_at IS NULL AND taken_up_at IS NOT NULL`;

/** Tenants whose oldest new ticket has waited long enough. */
const TENANTS_DUE: Statement = {
  name: 'announce-tenants-due',
  text: `SELECT DISTINCT tenant FROM ticket WHERE ${WAITING} AND opened_at <= $1::timestamptz - make_interval(mins => $2) LIMIT $3`,
};

/** Locked: of two sweeps one announces. */
const TAKE: Statement = {
  name: 'announce-take',
  text: `
    UPDATE ticket t SET announced_at = $2 FROM (
      SELECT id FROM ticket WHERE tenant = $1 AND ${WAITING} AND ($3::uuid IS NULL OR id = $3)
      ORDER BY opened_at, id LIMIT $4 FOR UPDATE SKIP LOCKED) n
    WHERE t.id = n.id
    RETURNING t.id, t.number, t.kind, t.category, t.urgency, t.state, t.agency, t.opened_at AS "openedAt",
      t.district_code AS "districtCode", t.village_code AS "villageCode", t.landmark, t.latitude, t.longitude`,
};

interface TakenRow extends Record<string, unknown> {
  id: string;
  number: string;
  kind: string;
  category: string | null;
  urgency: string;
  state: string;
  agency: string | null;
  openedAt: Date;
  districtCode: string | null;
  villageCode: string | null;
  landmark: string | null;
  latitude: number | null;
  longitude: number | null;
}

export interface AnnouncementParts {
  database: Database;
  clock: Clock;
  logger: Logger;
  tenants: Pick<TenantRegistry, 'bySlug'>;
  areas: AreaDirectory;
  staff: StaffDirectory;
  notices: StaffNotices;
  words: AnnouncementWords;
  actions: TicketActions;
  /** A step of the standard may end with the announcement. */
  deadlines: { follow(tx: Transaction, ticketId: string, now: Date): Promise<unknown> };
}

/**
 * Tells the office's admins of new tickets: danger at once and alone, everything else gathered for a few minutes, so
 * that a busy day is not a mail for each ticket.
 */
export class Announcements implements TakeUpListener, SweepSource {
  readonly name = 'announcements';

  constructor(private readonly parts: AnnouncementParts) {}

  async takenUp(tx: Transaction, ticket: HeldTicket, now: Date): Promise<readonly Ring[]> {
    return ticket.urgency === 'danger' ? this.announce(tx, ticket.tenant, now, ticket.id) : [];
  }

  /** Nothing is to be rung for by the sweeper: it is done. */
  async due(limit: number): Promise<never[]> {
    const { database, clock, logger, actions } = this.parts;
    const rows = await database.query<{ tenant: string }>(TENANTS_DUE, [clock.now(), GATHER_MINUTES, limit]);
    for (const { tenant } of rows) {
      try {
        await actions.transaction(async (tx) => {
          const rings = await this.announce(tx, tenant, clock.now(), null);
          return { value: undefined, rings };
        });
      } catch (error) {
        logger.error({ tenant, error: errorCode(error) }, 'new tickets could not be announced; it is tried again');
      }
    }
    return [];
  }

  private async announce(tx: Transaction, slug: string, now: Date, only: string | null): Promise<Ring[]> {
    const { tenants, staff, notices, words, actions, deadlines, logger } = this.parts;
    const taken = await tx.query<TakenRow>(TAKE, [slug, now, only, MOST_IN_ONE]);
    const tenant = tenants.bySlug(slug);
    // What the office has put aside meanwhile is no news to it.
    const news = taken.filter(({ state }) => state !== 'merged' && state !== 'archived');
    news.sort((a, b) => a.openedAt.getTime() - b.openedAt.getTime() || a.id.localeCompare(b.id));
    const [first] = news;
    if (!tenant || !first) return [];
    const admins = await staff.list(tx, { tenant: slug, agency: null, roles: ['admin'] });
    const places = await Promise.all(news.map((row) => this.placeOf(tenant, row)));
    const text = words.announced(
      tenant,
      news.map(({ number, kind, category, urgency, state, agency }, index) => ({
        number, kind, category, urgency,
        place: places[index] ?? '',
        dispatchedTo: state === 'dispatched' ? agency : null,
      })),
    ); // prettier-ignore
    const rings: Ring[] = [];
    for (const member of admins) {
      const about = news.length === 1 ? { ticketId: first.id } : {};
      const idempotencyKey = `announced:${first.id}:${member.id}`;
      rings.push(...(await notices.queue(tx, member, { ...text, ...about, idempotencyKey, purpose: 'dispatch', now })));
    }
    if (rings.length === 0) {
      logger.warn({ tenant: slug, tickets: news.length }, 'nobody of the office could be told of new tickets');
      return [];
    }
    for (const { id } of news) {
      actions.note(tx, { id }, 'announced', { kind: 'gateway', by: 'gateway' }, { data: {} });
      await deadlines.follow(tx, id, now);
    }
    return rings;
  }

  private async placeOf(tenant: Tenant, row: TakenRow): Promise<string> {
    const { districtCode, villageCode, landmark, latitude, longitude } = row;
    const named = districtCode !== null || villageCode !== null;
    const areas = named ? await this.parts.areas.of(tenant) : undefined;
    const found = areas && findPlace(areas, districtCode ?? '', villageCode ?? '');
    return placeWords({
      ...(found?.district && { district: found.district.name }),
      ...(found?.village && { village: found.village.name }),
      ...(landmark !== null && { landmark }),
      ...(latitude !== null && longitude !== null && { latitude, longitude }),
    });
  }
}
