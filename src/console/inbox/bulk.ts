import { actorOfUser, type ConsoleUser } from '../../accounts/console-user.js';
import type { Database } from '../../database/database.js';
import type { Dispatches } from '../../dispatch/dispatch.service.js';
import { CodedError, errorCode } from '../../messaging/errors.js';
import type { Logger } from '../../observability/logger.js';
import type { Overrulings } from '../../overruling/overrulings.js';
import type { ArchiveReason } from '../../replies/archive-reasons.js';
import type { OfficeEndings } from '../../replies/office-endings.js';
import type { Assignments } from '../../tickets/assignments.js';

/** Tickets of one go: as many as a page of the list has. */
const MOST_AT_ONCE = 50;

export type BulkAction =
  | { name: 'assign' }
  | { name: 'recategorise'; category: string }
  | { name: 'dispatch'; agency: string }
  | { name: 'archive'; reason: ArchiveReason };

/** What became of one ticket: done, nothing to do, or refused and why (the code of a `CodedError`). */
export interface BulkResult {
  number: string;
  outcome: 'done' | 'unchanged' | 'refused';
  reason?: string;
}

export interface BulkParts {
  database: Database;
  assignments: Assignments;
  overrulings: Overrulings;
  dispatches: Dispatches;
  endings: OfficeEndings;
  logger: Logger;
}

/**
 * The same for several tickets: one after the other, each as if it had been done by itself, in a transaction of its own.
 * What one is refused keeps no other from its due, and each is told of.
 */
export class BulkActions {
  constructor(private readonly parts: BulkParts) {}

  /** @param tenant the office whose tickets they must be; another's are as if they were not there */
  async run(user: ConsoleUser, tenant: string, numbers: readonly string[], action: BulkAction): Promise<BulkResult[]> {
    const wanted = [...new Set(numbers)].slice(0, MOST_AT_ONCE);
    const own = await this.parts.database.query<{ number: string }>(
      'SELECT number FROM ticket WHERE tenant = $1 AND number = ANY($2::text[])',
      [tenant, wanted],
    );
    const known = new Set(own.map(({ number }) => number));
    const results: BulkResult[] = [];
    for (const number of wanted) {
      results.push(
        known.has(number)
          ? await this.one(user, number, action)
          : { number, outcome: 'refused', reason: 'ticket-unknown' },
      );
    }
    return results;
  }

  private async one(user: ConsoleUser, number: string, action: BulkAction): Promise<BulkResult> {
    try {
      const changed = await this.apply(user, number, action);
      return { number, outcome: changed ? 'done' : 'unchanged' };
    } catch (error) {
      const reason = errorCode(error);
      // A refusal is an answer; anything else is a fault of ours, and still no reason to leave the others undone.
      if (!(error instanceof CodedError)) this.parts.logger.error({ number, reason }, 'a ticket of several failed');
      return { number, outcome: 'refused', reason };
    }
  }

  /** @returns whether it changed anything */
  private async apply(user: ConsoleUser, number: string, action: BulkAction): Promise<boolean> {
    const { assignments, overrulings, dispatches, endings } = this.parts;
    const by = actorOfUser(user);
    switch (action.name) {
      case 'assign':
        return assignments.assign(number, { to: user.id, seen: null, by });
      case 'recategorise':
        await overrulings.recategorise(number, { category: action.category }, by);
        return true;
      case 'dispatch': {
        const { repeated } = await dispatches.dispatch(number, { agency: action.agency, actor: { kind: 'operator', by } }); // prettier-ignore
        return !repeated;
      }
      case 'archive':
        await endings.archive(number, { reason: action.reason, actor: { kind: 'operator', by } });
        return true;
    }
  }
}
