import type { Database } from '../database/database.js';
import type { SweepSource } from '../jobs/sweeper.js';
import { errorCode } from '../messaging/errors.js';
import type { Clock } from '../observability/clock.js';
import type { Logger } from '../observability/logger.js';
import type { HolidayCalendar } from '../tenants/holidays.js';
import type { TenantRegistry } from '../tenants/tenant-registry.js';
import type { TicketActions } from '../tickets/ticket-actions.js';
import { STALE } from './deadline.statements.js';
import type { Deadlines } from './deadlines.service.js';

/** Tickets that one pass reckons anew. */
const BATCH = 200;
const BEFORE_ALL = '00000000-0000-0000-0000-000000000000';

export interface CalendarApplyParts {
  database: Database;
  actions: TicketActions;
  deadlines: Deadlines;
  tenants: TenantRegistry;
  holidays: HolidayCalendar;
  clock: Clock;
  logger: Logger;
}

export interface Applied {
  /** Tickets that were looked at. */
  tickets: number;
  /** Those of them with a deadline that moved. */
  moved: number;
  /** Those that could not be reckoned. */
  failed: number;
}

/**
 * Reckons anew what is still owed and was reckoned from another calendar: each ticket under its own lock, whatever
 * else goes on. A worker does it after its start; its configuration does not change afterwards.
 */
export class CalendarApply implements SweepSource {
  readonly name = 'calendar';
  private done = false;

  constructor(private readonly parts: CalendarApplyParts) {}

  /** Nothing is to be rung for: it is done. */
  async due(): Promise<never[]> {
    if (this.done) return [];
    const { failed } = await this.apply();
    this.done = failed === 0;
    return [];
  }

  /** All of them. */
  async apply(): Promise<Applied> {
    const { database, holidays, tenants } = this.parts;
    const applied: Applied = { tickets: 0, moved: 0, failed: 0 };
    const slugs = tenants.all().map(({ slug }) => slug);
    for (let after = BEFORE_ALL; ;) {
      const rows = await database.query<{ id: string }>(STALE, [holidays.version, BATCH, slugs, after]);
      for (const { id } of rows) await this.reckon(id, applied);
      after = rows.at(-1)?.id ?? after;
      if (rows.length < BATCH) return applied;
    }
  }

  private async reckon(id: string, applied: Applied): Promise<void> {
    const { database, actions, deadlines, clock, logger } = this.parts;
    applied.tickets += 1;
    try {
      const standing = await database.transaction(async (tx) => {
        await actions.hold(tx, { id });
        return deadlines.follow(tx, id, clock.now());
      });
      if (standing && standing.moved > 0) applied.moved += 1;
    } catch (error) {
      // One that can't be reckoned keeps no other one waiting.
      applied.failed += 1;
      logger.error({ ticket: id, error: errorCode(error) }, 'deadlines could not be reckoned from the new calendar');
    }
  }
}
