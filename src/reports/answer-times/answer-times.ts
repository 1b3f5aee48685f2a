import type { Database } from '../../database/database.js';
import { errorCode } from '../../messaging/errors.js';
import type { Clock } from '../../observability/clock.js';
import type { Logger } from '../../observability/logger.js';
import type { AnswerFigures } from './reckon.js';

/** The table has a row a tenant: all of it is kept for this long, whoever asks. */
const KEPT_MS = 10 * 60_000;
const TRY_AGAIN_MS = 60_000;
/** Older figures are not told: no worker has reckoned for a week. */
const GOOD_FOR_MS = 7 * 86_400_000;

const READ = 'SELECT tenant, figures, reckoned_at AS "reckonedAt" FROM answer_times';

interface Kept extends Record<string, unknown> {
  tenant: string;
  figures: AnswerFigures;
  reckonedAt: Date;
}

/** What was reckoned of tenants' answers; the class is its own injection token. */
export class AnswerTimes {
  private known: ReadonlyMap<string, Kept> = new Map();
  private nextAt = 0;
  private reading: Promise<void> | undefined;
  private read = false;

  constructor(private readonly parts: { database: Database; clock: Clock; logger: Logger }) {}

  /**
   * Never fails and never waits for the database once it has been read: a page without it is better than none.
   * @returns undefined where nothing is known
   */
  async of(tenant: string): Promise<AnswerFigures | undefined> {
    const now = this.parts.clock.now().getTime();
    if (now >= this.nextAt) this.reading ??= this.refresh(now).finally(() => (this.reading = undefined));
    if (!this.read) await this.reading;
    const kept = this.known.get(tenant);
    return kept && now - kept.reckonedAt.getTime() < GOOD_FOR_MS ? kept.figures : undefined;
  }

  private async refresh(now: number): Promise<void> {
    const { database, logger } = this.parts;
    try {
      const rows = await database.query<Kept>(READ);
      this.known = new Map(rows.map((row) => [row.tenant, row]));
      this.read = true;
      this.nextAt = now + KEPT_MS;
    } catch (error) {
      this.nextAt = now + TRY_AGAIN_MS;
      logger.warn({ error: errorCode(error) }, 'answer times not read; pages leave them out');
    }
  }
}
