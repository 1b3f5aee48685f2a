import type { Transaction } from '../database/transaction.js';
import { CodedError } from '../messaging/errors.js';
import type { Clock } from '../observability/clock.js';
import type { TicketActions } from './ticket-actions.js';

export interface AssignRequest {
  /** A user's id; null: nobody any more. */
  to: string | null;
  /** Who it was when the page was made: somebody who took it meanwhile keeps it. Absent: whoever it is. */
  seen?: string | null;
  /** `user:<id>`, or `cli`. */
  by: string;
}

/** Who of the office is on a ticket. It changes nothing of the ticket's state, and citizens don't see it. */
export class Assignments {
  constructor(private readonly parts: { actions: TicketActions; clock: Clock }) {}

  /** In a transaction of its own. @throws as `assignWithin` */
  async assign(number: string, request: AssignRequest): Promise<boolean> {
    const { actions } = this.parts;
    return actions.transaction(async (tx) => ({ value: await this.assignWithin(tx, number, request), rings: [] }));
  }

  /**
   * Repeated, nothing more happens.
   * @returns whether it changed anything
   * @throws CodedError `ticket-unknown`, `assigned-meanwhile`
   */
  async assignWithin(tx: Transaction, number: string, { to, seen, by }: AssignRequest): Promise<boolean> {
    const { actions, clock } = this.parts;
    const ticket = await actions.hold(tx, { number });
    const { assignedTo } = ticket;
    if (assignedTo === to) return false;
    if (seen !== undefined && assignedTo !== seen)
      throw new CodedError('assigned-meanwhile', `somebody else took ${number} meanwhile`, false);
    actions.note(tx, ticket, to === null ? 'unassigned' : 'assigned', { kind: 'operator', by }, {
      data: { to, from: assignedTo },
      columns: { assigned_to: to, assigned_at: to === null ? null : clock.now() },
    });
    return true;
  } // prettier-ignore
}
