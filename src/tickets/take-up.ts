import type { Database } from '../database/database.js';
import type { Statement } from '../database/statement.js';
import type { Transaction } from '../database/transaction.js';
import type { Doorbell } from '../jobs/dispatcher.js';
import type { SweepSource } from '../jobs/sweeper.js';
import { errorCode } from '../messaging/errors.js';
import type { Clock } from '../observability/clock.js';
import type { Logger } from '../observability/logger.js';
import { ringAll, type HeldTicket, type Ring, type TicketActions } from './ticket-actions.js';

/**
 * New tickets that no burst of messages is being added to any more; one that goes on for longer is taken up all
 * the same once two minutes have passed, since an office may owe its notice within five.
 */
const NEW: Statement = {
  name: 'take-up-new',
  text: `
    SELECT id FROM ticket WHERE taken_up_at IS NULL AND (wake_at IS NULL OR opened_at <= $1::timestamptz - interval '2 minutes')
    ORDER BY opened_at LIMIT $2`,
};
const TAKE: Statement = {
  name: 'take-up-take',
  text: 'UPDATE ticket SET taken_up_at = $2 WHERE id = $1 AND taken_up_at IS NULL RETURNING id',
};

/** Does what a new ticket needs beside its acknowledgement, in the transaction that marks it as taken up. */
export interface TakeUpListener {
  /** @returns what to ring for after the commit */
  takenUp(tx: Transaction, ticket: HeldTicket, now: Date): Promise<readonly Ring[]>;
}

export interface TakeUpParts {
  database: Database;
  actions: TicketActions;
  doorbell: Doorbell;
  clock: Clock;
  logger: Logger;
  /** In this order: each finds the ticket as the one before has left it. */
  listeners: readonly TakeUpListener[];
}

/**
 * Sees to new tickets once they are whole: deadlines of the steps, the office's notice, dispatch where the tenant
 * leaves it to the gateway, the question for what is missing. The pipeline stays short, and whatever is lost in
 * between is found by the ticket's own row.
 */
export class TakeUp implements SweepSource {
  readonly name = 'take-up';

  constructor(private readonly parts: TakeUpParts) {}

  /** Nothing is to be rung for: it is done. */
  async due(limit: number): Promise<never[]> {
    const { database, clock, logger } = this.parts;
    const rows = await database.query<{ id: string }>(NEW, [clock.now(), limit]);
    for (const { id } of rows) {
      try {
        await this.take(id);
      } catch (error) {
        // One that can't be taken up keeps no other one waiting.
        logger.error({ ticket: id, error: errorCode(error) }, 'a new ticket could not be taken up; it is tried again');
      }
    }
    return [];
  }

  private async take(id: string): Promise<void> {
    const { database, actions, doorbell, clock, listeners } = this.parts;
    const now = clock.now();
    const rings = await database.transaction(async (tx) => {
      const taken = await tx.query(TAKE, [id, now]);
      const all: Ring[] = [];
      if (taken.length === 0) return all;
      for (const listener of listeners) all.push(...(await listener.takenUp(tx, await actions.hold(tx, { id }), now)));
      return all;
    });
    ringAll(doorbell, rings);
  }
}
