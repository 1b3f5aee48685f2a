import type { Statement } from '../database/statement.js';
import type { AttachmentState } from './attachment.entity.js';
import { takeObject } from './object-pledges.js';

/** Claims one row by a lease; `rank` and `others` place it among its message's files, for the limits of a message. */
export const CLAIM: Statement = {
  name: 'attachment-claim',
  text: `
    UPDATE attachment a SET attempts = attempts + 1, lease_until = now() + make_interval(secs => $2), wake_at = now() + make_interval(secs => $2)
    WHERE id = $1 AND state = 'pending' AND next_attempt_at <= now() AND (lease_until IS NULL OR lease_until < now())
    RETURNING id, inbound_id AS "inboundId", channel_id AS "channelId", key_id AS "keyId",
      provider_ref_sealed AS "refSealed", filename_sealed AS "filenameSealed", storage_key AS "storageKey", attempts,
      (SELECT count(*)::int FROM attachment b WHERE (b.inbound_id = a.inbound_id OR b.response_id = a.response_id) AND b.id < a.id) AS rank,
      (SELECT coalesce(sum(b.size), 0)::float8 FROM attachment b WHERE (b.inbound_id = a.inbound_id OR b.response_id = a.response_id)
        AND b.id <> a.id AND b.state IN ('stored', 'quarantined')) AS "otherBytes"`,
};

export interface ClaimedAttachment {
  id: string;
  inboundId: string | null;
  channelId: string;
  keyId: string;
  refSealed: Buffer | null;
  filenameSealed: Buffer | null;
  /** Its bytes are ours already. */
  storageKey: string | null;
  attempts: number;
  /** How many of the message's files come before it. */
  rank: number;
  /** Bytes of the message's other files that were taken. */
  otherBytes: number;
}

/**
 * The bytes are ours: whatever happens to the examination, they need not be fetched again. Its attempts are counted anew.
 * A worker whose lease ran out has noted the same objects anew, which the row refers to by the other one's doing.
 */
export const KEEP: Statement = {
  name: 'attachment-keep',
  text: `
    WITH kept AS (
      UPDATE attachment SET storage_key = $2, sha256 = $3, size = $4, attempts = 1 WHERE id = $1 AND state = 'pending' RETURNING id
    )
    ${takeObject('$2')} AND (EXISTS (SELECT 1 FROM kept) OR EXISTS (SELECT 1 FROM attachment WHERE id = $1 AND storage_key = $2))`,
};

/** Gives the ticket that the file belongs to by now: its message may have come to one since the claim. */
export const FINISH: Statement = {
  name: 'attachment-finish',
  text: `
    WITH finished AS (
      UPDATE attachment SET state = $2, reason = $3, content_type = coalesce($4, content_type), family = $5, size = coalesce($6, size),
        sha256 = coalesce($7, sha256), view_key = $8, location_sealed = $9, lease_until = NULL
      WHERE id = $1 AND state = 'pending' RETURNING ticket_id
    ), taken AS (
      ${takeObject('$8')} AND (EXISTS (SELECT 1 FROM finished) OR EXISTS (SELECT 1 FROM attachment WHERE id = $1 AND view_key = $8))
    )
    SELECT ticket_id AS "ticketId" FROM finished`,
};

/**
 * The files of a message that belonged to no ticket are those of its ticket from now on, fetched or not. One that is ended
 * just now is waited for, and returned as it ended; one that ends later finds its ticket itself (`FINISH`).
 */
export const JOIN: Statement = {
  name: 'attachment-join',
  text: `
    UPDATE attachment a SET ticket_id = m.ticket_id FROM inbound_message m
    WHERE m.id = $1 AND m.ticket_id IS NOT NULL AND a.inbound_id = m.id AND a.ticket_id IS NULL
    RETURNING a.id, a.ticket_id AS "ticketId", a.state, a.reason, a.location_sealed IS NOT NULL AS located`,
};

/** A file that has come to its ticket, and what had become of it. */
export interface JoinedAttachment extends Record<string, unknown> {
  id: string;
  ticketId: string;
  state: AttachmentState;
  reason: string | null;
  located: boolean;
}

/** $4: attempts to give back, where the fault was our own storage's. */
export const LATER: Statement = {
  name: 'attachment-later',
  text: `
    UPDATE attachment SET reason = $2, lease_until = NULL, attempts = greatest(0, attempts - $4),
      next_attempt_at = now() + make_interval(secs => $3), wake_at = now() + make_interval(secs => $3)
    WHERE id = $1 AND state = 'pending'`,
};

export const SWEEP: Statement = {
  name: 'attachment-sweep',
  text: `
    UPDATE attachment SET wake_at = now() + make_interval(secs => $2) WHERE id IN (
      SELECT id FROM attachment WHERE state = 'pending' AND wake_at <= now() ORDER BY wake_at LIMIT $1 FOR UPDATE SKIP LOCKED)
    RETURNING id`,
};

/** Files of one ticket are looked at side by side: whoever may offer its place waits for the other. */
export const LOCK_TICKET: Statement = {
  name: 'attachment-lock-ticket',
  text: 'SELECT id FROM ticket WHERE id = $1 FOR UPDATE',
};

/** A ticket that nobody has told a place of, and that no photo has offered one for. */
export const PLACELESS: Statement = {
  name: 'attachment-placeless',
  text: `SELECT t.id FROM ticket t WHERE t.id = $1 AND t.latitude IS NULL
    AND NOT EXISTS (SELECT 1 FROM ticket_event e WHERE e.ticket_id = t.id AND e.type = 'location-offered')`,
};
