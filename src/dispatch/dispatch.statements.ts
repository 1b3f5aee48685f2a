import type { DispatchState } from './dispatch.entity.js';

/** A dispatch's row; callers hold its ticket. */
export interface DispatchRecord extends Record<string, unknown> {
  id: string;
  ticketId: string;
  tenant: string;
  agency: string;
  unit: string | null;
  lead: boolean;
  state: DispatchState;
  dueAt: Date | null;
  dispatchedAt: Date;
}

const COLUMNS = `id, ticket_id AS "ticketId", tenant, agency, unit, lead, state, due_at AS "dueAt", dispatched_at AS "dispatchedAt"`;

export const DISPATCH_OF = `SELECT ${COLUMNS} FROM dispatch WHERE id = $1`;
export const TICKET_OF_DISPATCH = 'SELECT ticket_id AS "ticketId" FROM dispatch WHERE id = $1';

export const OPEN_DISPATCHES = `
  SELECT ${COLUMNS} FROM dispatch WHERE ticket_id = $1 AND state IN ('sent', 'accepted', 'responded') ORDER BY dispatched_at, id`;

export const ACCEPT_DISPATCH =
  "UPDATE dispatch SET state = 'accepted', accepted_at = coalesce(accepted_at, $2) WHERE id = $1";
export const SET_LEAD = 'UPDATE dispatch SET lead = (id = $2) WHERE ticket_id = $1 AND lead <> (id = $2)';
export const ASSIGN_UNIT = 'UPDATE dispatch SET unit = $2 WHERE id = $1';

export const RETURN_DISPATCH = `
  UPDATE dispatch SET state = 'returned', ended_at = $2, return_reason = $3, return_to = $4, return_words_sealed = $5 WHERE id = $1`;

export const WITHDRAW_DISPATCH = "UPDATE dispatch SET state = 'withdrawn', ended_at = $2 WHERE id = $1";

/** What it said waits for nobody any more. */
export const WITHDRAW_RESPONSES = `
  UPDATE response SET state = 'withdrawn' WHERE dispatch_id = $1 AND state IN ('draft', 'submitted')`;
