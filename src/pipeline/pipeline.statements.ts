import type { Statement } from '../database/statement.js';

/** Space of the per-sender locks in PostgreSQL's two-argument advisory locks. */
export const SENDER_LOCK_SPACE = 7_310;

/**
 * Claims rows for a worker by a lease. Attempts are counted here and not at the end, so that a message
 * that kills its worker runs out of attempts too.
 */
export const CLAIM: Statement = {
  name: 'pipeline-claim',
  text: `
    UPDATE inbound_message m
    SET attempts = m.attempts + 1, lease_until = now() + make_interval(secs => $2), wake_at = now() + make_interval(secs => $2)
    WHERE m.id = ANY($1::uuid[]) AND m.state = 'pending' AND m.next_attempt_at <= now()
      AND (m.lease_until IS NULL OR m.lease_until < now())
      AND NOT EXISTS (SELECT 1 FROM channel_state c WHERE c.channel_id = m.channel_id AND c.paused)
    RETURNING m.id, m.channel_id AS "channelId", m.sender_hash AS "senderHash", m.key_id AS "keyId",
      m.event_sealed AS "eventSealed", m.received_at AS "receivedAt", m.attempts`,
};

export interface ClaimedRow {
  id: string;
  channelId: string;
  senderHash: Buffer | null;
  keyId: string;
  eventSealed: Buffer;
  receivedAt: Date;
  attempts: number;
}

export const LOCK_SENDER: Statement = {
  name: 'pipeline-lock-sender',
  text: `SELECT pg_advisory_xact_lock(${String(SENDER_LOCK_SPACE)}, $1)`,
};

/** A message without a sender shares nothing with others: its own row is the lock. */
export const LOCK_ROW: Statement = {
  name: 'pipeline-lock-row',
  text: `SELECT id FROM inbound_message WHERE id = $1 AND state = 'pending' FOR UPDATE`,
};

/** The sender's waiting messages, oldest first; two tell whether there is more. */
export const WAITING: Statement = {
  name: 'pipeline-waiting',
  text: `
    SELECT id, channel_id AS "channelId", sender_hash AS "senderHash", key_id AS "keyId", event_sealed AS "eventSealed",
      received_at AS "receivedAt", attempts, next_attempt_at <= now() AS due
    FROM inbound_message WHERE sender_hash = $1 AND state = 'pending' ORDER BY id LIMIT 1`,
};

/**
 * Everything that the steps want to know of a message, in one look-up by indexes.
 * $1 sender hash, $2 tenant, $3 the sender's hash in the tenant, $4 a named ticket's number, $5 text hash,
 * $6 since when the same text is a repeat, $7 since when automatic messages count, $8 the row itself
 */
export const CONTEXT: Statement = {
  name: 'pipeline-context',
  text: `
    SELECT a.id AS "addressId", a.contact_id AS "contactId",
      to_json(named) AS "namedTicket", to_json(latest) AS "lastTicket", to_json(same) AS "sameText",
      sent.automatic AS "automaticToday", sent.help AS "sharedHelpToday",
      (SELECT array_agg(p.id) FROM (SELECT id FROM inbound_message
        WHERE sender_hash = $1::bytea AND state = 'pending' ORDER BY id LIMIT 2) p) AS pending
    FROM (SELECT 1) one
    LEFT JOIN contact_address a ON a.tenant = $2 AND a.lookup_hash = $3
    LEFT JOIN LATERAL (
      SELECT id, number, contact_id AS "contactId", state, agency, due_at AS "dueAt", budget_amount AS amount, budget_unit AS unit
      FROM ticket WHERE number = $4) named ON true
    LEFT JOIN LATERAL (
      SELECT id, number, contact_id AS "contactId", state, agency, due_at AS "dueAt", budget_amount AS amount, budget_unit AS unit
      FROM ticket WHERE contact_id = a.contact_id ORDER BY opened_at DESC LIMIT 1) latest ON true
    LEFT JOIN LATERAL (
      SELECT t.id, t.number, t.contact_id AS "contactId", t.state, t.agency, t.due_at AS "dueAt", t.budget_amount AS amount, t.budget_unit AS unit
      FROM inbound_message m JOIN ticket t ON t.id = m.ticket_id
      WHERE m.text_hash = $5 AND m.received_at >= $6 AND m.id <> $8 ORDER BY m.received_at LIMIT 1) same ON true
    CROSS JOIN LATERAL (
      SELECT count(*)::int AS automatic, (count(*) FILTER (WHERE purpose = 'help' AND tenant IS NULL))::int AS help
      FROM outbound_message WHERE automatic AND recipient_hash = $1 AND created_at >= $7) sent`,
};

/** Of a claimed row whose turn it was not. */
export const GIVE_BACK: Statement = {
  name: 'pipeline-give-back',
  text: `UPDATE inbound_message SET attempts = attempts - 1, lease_until = NULL WHERE id = $1 AND state = 'pending' AND attempts > 0`,
};

export const MARK_RETRY: Statement = {
  name: 'pipeline-mark-retry',
  text: `
    UPDATE inbound_message SET lease_until = NULL, reason = $2, attempts = $4,
      next_attempt_at = now() + make_interval(secs => $3), wake_at = now() + make_interval(secs => $3)
    WHERE id = $1 AND state = 'pending'`,
};

export const MARK_FAILED: Statement = {
  name: 'pipeline-mark-failed',
  text: `
    UPDATE inbound_message SET state = 'failed', outcome = 'failed', reason = $2, lease_until = NULL, processed_at = now()
    WHERE id = $1 AND state = 'pending'`,
};

/** Rows that nobody rang for in time. */
export const SWEEP: Statement = {
  name: 'pipeline-sweep',
  text: `
    UPDATE inbound_message m SET wake_at = now() + make_interval(secs => $2)
    WHERE id IN (
      SELECT i.id FROM inbound_message i
      WHERE i.state = 'pending' AND i.wake_at <= now()
        AND NOT EXISTS (SELECT 1 FROM channel_state c WHERE c.channel_id = i.channel_id AND c.paused)
      ORDER BY i.wake_at LIMIT $1 FOR UPDATE SKIP LOCKED)
    RETURNING m.id, m.kind`,
};
