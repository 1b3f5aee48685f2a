import type { DispatchState } from './dispatch.entity.js';
import type { ResponseState, ResponseVia } from './response.entity.js';

/** One ticket's dispatches, the leading one first; callers hold the ticket. */
export const DISPATCHES = `
  SELECT id, agency, unit, lead, state FROM dispatch WHERE ticket_id = $1 ORDER BY lead DESC, dispatched_at, id`;

export interface DispatchRow extends Record<string, unknown> {
  id: string;
  agency: string;
  unit: string | null;
  lead: boolean;
  state: DispatchState;
}

export const DISPATCH_TICKET = 'SELECT ticket_id AS "ticketId", agency, unit FROM dispatch WHERE id = $1';

const COLUMNS = `r.id, r.dispatch_id AS "dispatchId", r.ticket_id AS "ticketId", r.state, r.via, r.officer_id AS "officerId",
  r.nonce, r.key_id AS "keyId", r.body_sealed AS "bodySealed", r.remark_sealed AS "remarkSealed", r.created_at AS "createdAt",
  r.submitted_at AS "submittedAt", r.checked_at AS "checkedAt", r.checked_by AS "checkedBy", r.answer_id AS "answerId",
  d.agency, d.unit, d.lead`;
const FROM = 'FROM response r JOIN dispatch d ON d.id = r.dispatch_id';

/** As they make up an answer: the leading agency's first, each agency's oldest first. */
export const RESPONSES_OF_TICKET = `
  SELECT ${COLUMNS} ${FROM} WHERE r.ticket_id = $1 ORDER BY d.lead DESC, d.dispatched_at, d.id, r.created_at, r.id`;

export const RESPONSE = `SELECT ${COLUMNS} ${FROM} WHERE r.id = $1`;

/** A draft with the words that it is submitted with. */
export const SUBMIT_DRAFT = `
  UPDATE response SET state = 'submitted', submitted_at = $2, key_id = $3, body_sealed = $4 WHERE id = $1`;
export const DROP_DRAFT = "UPDATE response SET state = 'withdrawn' WHERE id = $1";

/** What came under the same name before, or as the same message. */
export const EARLIER_RESPONSE = `
  SELECT ${COLUMNS} ${FROM} WHERE r.inbound_id = $2 OR (r.dispatch_id = $1 AND r.nonce = $3) ORDER BY r.created_at LIMIT 1`;

export interface ResponseRecord extends Record<string, unknown> {
  id: string;
  dispatchId: string;
  ticketId: string;
  state: ResponseState;
  via: ResponseVia;
  officerId: string | null;
  nonce: string | null;
  keyId: string;
  bodySealed: Buffer;
  remarkSealed: Buffer | null;
  createdAt: Date;
  submittedAt: Date | null;
  checkedAt: Date | null;
  checkedBy: string | null;
  answerId: string | null;
  agency: string;
  unit: string | null;
  lead: boolean;
}

/** What the same sender has kept on a dispatch by the same way. */
export const DRAFTS_BEFORE = `
  SELECT id, key_id AS "keyId", body_sealed AS "bodySealed" FROM response
  WHERE dispatch_id = $1 AND officer_id IS NOT DISTINCT FROM $2::uuid AND via = $3 AND state = 'draft' AND id <> $4 FOR UPDATE`;
export type DraftRecord = Pick<ResponseRecord, 'id' | 'keyId' | 'bodySealed'> & Record<string, unknown>;

/** $1 drafts, $2 the response that takes their place. */
export const TAKE_DRAFTS_ALONG = `
  WITH drafts AS (UPDATE response SET state = 'withdrawn' WHERE id = ANY($1::uuid[]) RETURNING id)
  UPDATE attachment a SET response_id = $2 FROM drafts WHERE a.response_id = drafts.id`;

export const FILES_OF_MESSAGE = 'UPDATE attachment SET response_id = $1 WHERE inbound_id = $2';

export const RESPONDED = `
  UPDATE dispatch SET state = 'responded', responded_at = coalesce(responded_at, $2) WHERE id = $1`;

/** $1 all that is sent back, $2 the one that gets the admin's words. */
export const SENT_BACK = `
  UPDATE response SET state = 'sent-back', checked_at = $4, checked_by = $5,
    remark_sealed = CASE WHEN id = $2 THEN $3 ELSE remark_sealed END
  WHERE id = ANY($1::uuid[])`;

export const AT_WORK_AGAIN = `
  UPDATE dispatch SET state = 'accepted', accepted_at = coalesce(accepted_at, $2), responded_at = NULL WHERE id = $1`;

/** An answer went out: what agencies said until then has been dealt with, whoever wrote the answer. */
export const USE_RESPONSES = `
  WITH done AS (
    UPDATE dispatch SET state = 'done', ended_at = $2 WHERE ticket_id = $1 AND state = 'responded')
  UPDATE response SET state = 'used', checked_at = $2, checked_by = $3 WHERE ticket_id = $1 AND state = 'submitted'`;

export const ANSWERED_WITH = 'UPDATE response SET answer_id = $2 WHERE id = ANY($1::uuid[])';

/**
 * Who last asked the citizen something, and on which dispatch: where its agency no longer has the ticket, on the one that
 * leads now, which nobody of it asked.
 */
export const LAST_ASKED = `
  SELECT coalesce(own.id, lead.id) AS "dispatchId", CASE WHEN own.id IS NOT NULL THEN e.data ->> 'by' END AS by, e.actor
  FROM ticket_event e
    LEFT JOIN dispatch own ON own.ticket_id = e.ticket_id AND own.id::text = e.data ->> 'dispatch'
      AND own.state IN ('sent', 'accepted', 'responded')
    LEFT JOIN dispatch lead ON lead.ticket_id = e.ticket_id AND e.data ? 'dispatch' AND lead.lead
      AND lead.state IN ('sent', 'accepted', 'responded')
  WHERE e.ticket_id = $1 AND e.type = 'asked' ORDER BY e.at DESC, e.id DESC LIMIT 1`;

/** What an agency has in hand of the ticket with number $1. */
export const OPEN_DISPATCH = `
  SELECT d.id FROM dispatch d JOIN ticket t ON t.id = d.ticket_id
  WHERE t.number = $1 AND d.agency = $2 AND d.state IN ('sent', 'accepted', 'responded')`;
