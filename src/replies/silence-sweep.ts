import type { Database } from '../database/database.js';
import type { Statement } from '../database/statement.js';
import type { Transaction } from '../database/transaction.js';
import type { SweepSource } from '../jobs/sweeper.js';
import { errorCode } from '../messaging/errors.js';
import type { Clock } from '../observability/clock.js';
import type { Logger } from '../observability/logger.js';
import type { TenantRegistry } from '../tenants/tenant-registry.js';
import type { TicketActions } from '../tickets/ticket-actions.js';

const DAY_MS = 86_400_000;
/** An answer in one of these states has not reached its citizen: their silence says nothing. */
const UNTOLD = ['queued', 'sending', 'failed', 'unknown', 'task'];

/** Whether the last answer to `t` reached its reporter; $3 the states of one that did not. */
const TOLD = `coalesce((SELECT o.state <> ALL($3::text[]) FROM outbound_message o
  WHERE o.ticket_id = t.id AND o.purpose = 'answer' ORDER BY o.created_at DESC LIMIT 1), true)`;

/** $1 tenants and $2 for each, until when an answer is long enough ago; $4 at most. */
const DUE: Statement = {
  name: 'silence-due',
  text: `
    SELECT t.id FROM ticket t JOIN unnest($1::text[], $2::timestamptz[]) AS w(tenant, until) ON w.tenant = t.tenant
    WHERE t.state = 'answered' AND t.answered_at <= w.until AND ${TOLD}
    ORDER BY t.answered_at LIMIT $4`,
};
/** What is due may have been answered anew before it was locked. */
const STILL: Statement = {
  name: 'silence-still',
  text: `SELECT t.id FROM ticket t WHERE t.id = $1 AND t.state = 'answered' AND t.answered_at <= $2 AND ${TOLD}`,
};

export interface SilenceParts {
  database: Database;
  actions: TicketActions;
  tenants: TenantRegistry;
  clock: Clock;
  logger: Logger;
}

/**
 * Closes answered tickets whose citizen has said nothing for as long as their tenant waits. An answer that never
 * arrived closes nothing: it stays with the operators, who see that it failed.
 */
export class SilenceSweep implements SweepSource {
  readonly name = 'silence';

  constructor(private readonly parts: SilenceParts) {}

  /** Nothing is to be rung for: it is done. */
  async due(limit: number): Promise<never[]> {
    const { database, tenants, clock, logger } = this.parts;
    const now = clock.now().getTime();
    const all = tenants.all();
    const until = all.map(({ closeAfterDays }) => new Date(now - closeAfterDays * DAY_MS));
    const slugs = all.map(({ slug }) => slug);
    for (const { id } of await database.query<{ id: string }>(DUE, [slugs, until, UNTOLD, limit])) {
      try {
        await this.close(id, now);
      } catch (error) {
        // One that can't be closed keeps no other one open.
        logger.error(
          { ticket: id, error: errorCode(error) },
          'an answered ticket could not be closed; it is tried again',
        );
      }
    }
    return [];
  }

  private async close(id: string, now: number): Promise<void> {
    const { actions, tenants } = this.parts;
    await actions.transaction(async (tx: Transaction) => {
      const ticket = await actions.hold(tx, { id });
      const days = tenants.bySlug(ticket.tenant)?.closeAfterDays ?? 0;
      const [still] = await tx.query(STILL, [id, new Date(now - days * DAY_MS), UNTOLD]);
      if (!still) return { value: undefined, rings: [] };
      const { rings } = await actions.within(tx, ticket, 'close', { kind: 'gateway' }, { data: { reason: 'silence' } });
      return { value: undefined, rings };
    });
  }
}
