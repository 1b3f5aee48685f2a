import type { Database } from '../../database/database.js';
import type { SweepSource } from '../../jobs/sweeper.js';
import { errorCode } from '../../messaging/errors.js';
import type { Clock } from '../../observability/clock.js';
import type { Logger } from '../../observability/logger.js';
import type { TenantRegistry } from '../../tenants/tenant-registry.js';
import { reckonAnswerTimes } from './reckon.js';

const LOOK_EVERY_MS = 60_000;
/** Figures of a year change little in a quarter of a day. */
const RECKON_EVERY_MS = 6 * 3_600_000;

const RECKONED = 'SELECT tenant FROM answer_times WHERE reckoned_at > $1';
/** An earlier moment's figures never replace a later one's: two workers may reckon at once. */
const KEEP = `
  INSERT INTO answer_times AS a (tenant, figures, reckoned_at) VALUES ($1, $2, $3)
  ON CONFLICT (tenant) DO UPDATE SET figures = excluded.figures, reckoned_at = excluded.reckoned_at
  WHERE a.reckoned_at < excluded.reckoned_at`;

/** Keeps each tenant's times to the answer for its public pages, which only read what is kept. */
export class AnswerTimesSweep implements SweepSource {
  readonly name = 'answer-times';
  private nextAt = 0;

  constructor(private readonly parts: { database: Database; tenants: TenantRegistry; clock: Clock; logger: Logger }) {}

  /** Nothing is to be rung for: it is done. One tenant a pass, so that other sweeps get their turn. */
  async due(): Promise<never[]> {
    const { database, tenants, clock, logger } = this.parts;
    const now = clock.now();
    if (now.getTime() < this.nextAt) return [];
    this.nextAt = now.getTime() + LOOK_EVERY_MS;
    const fresh = await database.query<{ tenant: string }>(RECKONED, [new Date(now.getTime() - RECKON_EVERY_MS)]);
    const stale = tenants.all().filter(({ slug }) => !fresh.some(({ tenant }) => tenant === slug));
    for (const tenant of stale) {
      try {
        await database.query(KEEP, [tenant.slug, JSON.stringify(await reckonAnswerTimes(database, tenant, now)), now]);
        // What is left waits for the next pass only.
        if (stale.length > 1) this.nextAt = 0;
        break;
      } catch (error) {
        logger.error({ tenant: tenant.slug, error: errorCode(error) }, 'answer times not reckoned; it is tried again');
      }
    }
    return [];
  }
}
