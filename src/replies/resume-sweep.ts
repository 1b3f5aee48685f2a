import type { Database } from '../database/database.js';
import type { Statement } from '../database/statement.js';
import type { SweepSource } from '../jobs/sweeper.js';
import { errorCode } from '../messaging/errors.js';
import type { Clock } from '../observability/clock.js';
import type { Logger } from '../observability/logger.js';
import type { TenantRegistry } from '../tenants/tenant-registry.js';
import type { TicketActions } from '../tickets/ticket-actions.js';

const DAY_MS = 86_400_000;

/** When `t` was last asked about. */
const ASKED = `(SELECT max(e.at) FROM ticket_event e WHERE e.ticket_id = t.id AND e.type = 'asked')`;
/** $1 tenants and $2 for each, until when a question is long enough ago; $3 at most. */
const DUE: Statement = {
  name: 'resume-due',
  text: `
    SELECT t.id FROM ticket t JOIN unnest($1::text[], $2::timestamptz[]) AS w(tenant, until) ON w.tenant = t.tenant
    WHERE t.state = 'awaiting-citizen' AND ${ASKED} <= w.until ORDER BY t.opened_at LIMIT $3`,
};

export interface ResumeParts {
  database: Database;
  actions: TicketActions;
  tenants: TenantRegistry;
  clock: Clock;
  logger: Logger;
}

/** Lets tickets go on whose citizen was asked for something and has not answered within the tenant's days. */
export class ResumeSweep implements SweepSource {
  readonly name = 'unanswered-questions';

  constructor(private readonly parts: ResumeParts) {}

  /** Nothing is to be rung for: it is done. */
  async due(limit: number): Promise<never[]> {
    const { database, tenants, clock, logger } = this.parts;
    const now = clock.now().getTime();
    const all = tenants.all();
    const until = all.map(({ waitForCitizenDays }) => new Date(now - waitForCitizenDays * DAY_MS));
    const due = await database.query<{ id: string }>(DUE, [all.map(({ slug }) => slug), until, limit]);
    for (const { id } of due) {
      try {
        await this.resume(id);
      } catch (error) {
        logger.error(
          { ticket: id, error: errorCode(error) },
          'a ticket that waited in vain could not go on; it is tried again',
        );
      }
    }
    return [];
  }

  private async resume(id: string): Promise<void> {
    const { actions } = this.parts;
    await actions.transaction(async (tx) => {
      const ticket = await actions.hold(tx, { id });
      // The citizen, or somebody of the office, was quicker.
      if (ticket.state !== 'awaiting-citizen') return { value: undefined, rings: [] };
      const { rings } = await actions.within(
        tx,
        ticket,
        'resume',
        { kind: 'gateway' },
        { data: { reason: 'no-answer' } },
      );
      return { value: undefined, rings };
    });
  }
}
