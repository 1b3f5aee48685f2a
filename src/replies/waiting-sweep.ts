import type { Database } from '../database/database.js';
import type { Transaction } from '../database/transaction.js';
import type { SweepSource } from '../jobs/sweeper.js';
import { errorCode } from '../messaging/errors.js';
import type { Clock } from '../observability/clock.js';
import type { Logger } from '../observability/logger.js';
import type { TenantRegistry } from '../tenants/tenant-registry.js';
import type { Tenant } from '../tenants/tenant.js';
import type { TicketActions } from '../tickets/ticket-actions.js';
import type { TicketAction, TicketState } from '../tickets/transitions.js';

const DAY_MS = 86_400_000;
/** A message in one of these states has not reached its citizen: their silence says nothing. */
const UNTOLD = `('queued', 'sending', 'failed', 'unknown', 'task')`;

/** What becomes of tickets whose citizen has said nothing for as long as their tenant waits. */
export interface Silence {
  /** The sweep's name. */
  name: string;
  state: TicketState;
  /** Days that the tenant waits. */
  days: (tenant: Tenant) => number;
  /** When `t` was last said something, in SQL. */
  since: string;
  /** Further conditions on `t`, in SQL. */
  unless?: string;
  action: Extract<TicketAction, 'resume' | 'close'>;
  /** The timeline's code. */
  reason: string;
}

/** A question that is not answered holds its ticket no longer. */
export const UNANSWERED_QUESTION: Silence = {
  name: 'unanswered-questions',
  state: 'awaiting-citizen',
  days: ({ waitForCitizenDays }) => waitForCitizenDays,
  since: `(SELECT max(e.at) FROM ticket_event e WHERE e.ticket_id = t.id AND e.type = 'asked')`,
  action: 'resume',
  reason: 'no-answer',
};

/** An answer that nobody objects to closes its ticket; one that never arrived closes nothing, and operators see that it failed. */
export const SILENCE: Silence = {
  name: 'silence',
  state: 'answered',
  days: ({ closeAfterDays }) => closeAfterDays,
  since: 't.answered_at',
  unless: `coalesce((SELECT o.state NOT IN ${UNTOLD} FROM outbound_message o
    WHERE o.ticket_id = t.id AND o.purpose = 'answer' ORDER BY o.created_at DESC LIMIT 1), true)`,
  action: 'close',
  reason: 'silence',
};

export interface WaitingParts {
  database: Database;
  actions: TicketActions;
  tenants: TenantRegistry;
  clock: Clock;
  logger: Logger;
}

/** Lets tickets go on whose citizen was waited for in vain. */
export class WaitingSweep implements SweepSource {
  readonly name: string;
  private readonly over: string;

  constructor(
    private readonly parts: WaitingParts,
    private readonly silence: Silence,
  ) {
    const { name, since, unless = 'true' } = silence;
    this.name = name;
    this.over = `t.state = $1 AND ${since} <= w.until AND ${unless}`;
  }

  /** Nothing is to be rung for: it is done. */
  async due(limit: number): Promise<never[]> {
    const { database, tenants, clock, logger } = this.parts;
    const { state, since, days } = this.silence;
    const now = clock.now().getTime();
    const all = tenants.all();
    const until = all.map((tenant) => new Date(now - days(tenant) * DAY_MS));
    const due = await database.query<{ id: string }>(
      {
        name: `${this.name}-due`,
        text: `SELECT t.id FROM ticket t JOIN unnest($2::text[], $3::timestamptz[]) AS w(tenant, until) ON w.tenant = t.tenant
          WHERE ${this.over} ORDER BY ${since} LIMIT $4`,
      },
      [state, all.map(({ slug }) => slug), until, limit],
    );
    for (const { id } of due) {
      try {
        await this.settle(id, now);
      } catch (error) {
        // One that can't go on keeps no other one waiting.
        logger.error(
          { ticket: id, sweep: this.name, error: errorCode(error) },
          'a ticket that waited in vain could not go on; it is tried again',
        );
      }
    }
    return [];
  }

  private async settle(id: string, now: number): Promise<void> {
    const { actions, tenants } = this.parts;
    const { state, action, reason, days } = this.silence;
    await actions.transaction(async (tx: Transaction) => {
      const ticket = await actions.hold(tx, { id });
      const tenant = tenants.bySlug(ticket.tenant);
      const until = new Date(now - (tenant ? days(tenant) : 0) * DAY_MS);
      // The citizen, or somebody of the office, was quicker.
      const [still] = await tx.query(
        `SELECT t.id FROM ticket t, (SELECT $3::timestamptz AS until) w WHERE t.id = $2 AND ${this.over}`,
        [state, id, until],
      );
      if (!still) return { value: undefined, rings: [] };
      const { rings } = await actions.within(tx, ticket, action, { kind: 'gateway' }, { data: { reason } });
      return { value: undefined, rings };
    });
  }
}
