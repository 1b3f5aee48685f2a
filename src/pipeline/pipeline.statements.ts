import type { Statement } from '../database/statement.js';

/** Space of the per-sender locks in PostgreSQL's two-argument advisory locks. */
export const SENDER_LOCK_SPACE = 7_310;

/** `i` may be worked on now: its time has come, nobody holds it, its channel is not paused. */
const CLAIMABLE = `i.state = 'pending' AND i.next_attempt_at <= now() AND (i.lease_until IS NULL OR i.lease_until < now())
  AND NOT EXISTS (SELECT 1 FROM channel_state c WHERE c.channel_id = i.channel_id AND c.paused)`;

/**
 * Claims rows for a worker by a lease: those that were rung for, and up to $3 others that wait. A worker that
 * falls behind so works in larger and larger batches, and the doorbells behind it find their rows done.
 * Attempts are counted here and not at the end, so that a message that kills its worker runs out of
 * attempts too.
 */
export const CLAIM: Statement = {
  name: 'pipeline-claim',
  text: `
    WITH rung AS (
      SELECT i.id FROM inbound_message i WHERE i.id = ANY($1::uuid[]) AND ${CLAIMABLE} FOR UPDATE SKIP LOCKED
    ), along AS (
      SELECT i.id FROM inbound_message i WHERE i.id <> ALL($1::uuid[]) AND ${CLAIMABLE}
      ORDER BY i.wake_at LIMIT $3 FOR UPDATE SKIP LOCKED
    ), claimable AS (SELECT id FROM rung UNION ALL SELECT id FROM along)
    UPDATE inbound_message m
    SET attempts = m.attempts + 1, lease_until = now() + make_interval(secs => $2), wake_at = now() + make_interval(secs => $2)
    FROM claimable c WHERE m.id = c.id
    RETURNING m.id, m.channel_id AS "channelId", m.sender_hash AS "senderHash", m.key_id AS "keyId",
      m.event_sealed AS "eventSealed", m.received_at AS "receivedAt", m.attempts, m.handed_to AS "handedTo"`,
};

export interface ClaimedRow {
  id: string;
  channelId: string;
  senderHash: Buffer | null;
  keyId: string;
  eventSealed: Buffer;
  receivedAt: Date;
  attempts: number;
  /** The office that a central admin says it is for. */
  handedTo: string | null;
  /** Read as the sender's next one and not claimed: its attempt is not counted in the row yet. */
  unclaimed?: boolean;
}

/**
 * Locks what can be locked now: senders by their key, messages without a sender by their row. Nobody waits,
 * so a sender that another worker holds keeps no other one waiting.
 */
export const LOCK: Statement = {
  name: 'pipeline-lock',
  text: `
    SELECT w.id FROM unnest($1::uuid[], $2::int[]) AS w(id, key)
    WHERE w.key IS NOT NULL AND pg_try_advisory_xact_lock(${String(SENDER_LOCK_SPACE)}, w.key)
    UNION ALL
    SELECT locked.id FROM (
      SELECT m.id FROM inbound_message m WHERE m.id = ANY($3::uuid[]) AND m.state = 'pending' FOR UPDATE SKIP LOCKED) locked`,
};

export function lockValues(messages: readonly Pick<ClaimedRow, 'id' | 'senderHash'>[]): unknown[] {
  return [
    messages.map(({ id }) => id),
    messages.map(({ senderHash }) => senderHash?.readInt32BE(0) ?? null),
    messages.filter(({ senderHash }) => !senderHash).map(({ id }) => id),
  ];
}

/** The sender's waiting messages, oldest first; two tell whether there is more. */
export const WAITING: Statement = {
  name: 'pipeline-waiting',
  text: `
    SELECT id, channel_id AS "channelId", sender_hash AS "senderHash", key_id AS "keyId", event_sealed AS "eventSealed",
      received_at AS "receivedAt", attempts, handed_to AS "handedTo", next_attempt_at <= now() AS due
    FROM inbound_message WHERE sender_hash = $1 AND state = 'pending' ORDER BY id LIMIT 1`,
};

/** Of a claimed row whose turn it was not. */
export const GIVE_BACK: Statement = {
  name: 'pipeline-give-back',
  text: `
    UPDATE inbound_message SET attempts = attempts - 1, lease_until = NULL, wake_at = now() + make_interval(secs => 5)
    WHERE id = ANY($1::uuid[]) AND state = 'pending' AND attempts > 0`,
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
