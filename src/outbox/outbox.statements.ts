import type { Statement } from '../database/statement.js';

/** `i` may be sent now: its time has come, its channel is neither paused nor broken. */
const CLAIMABLE = `i.state = 'queued' AND i.next_attempt_at <= now()
  AND NOT EXISTS (SELECT 1 FROM channel_state c WHERE c.channel_id = i.channel_id AND (c.paused OR c.breaker_until > now()))`;

/**
 * Claims rows to send, by a lease that is committed before anything leaves: whoever finds `sending` with
 * its lease gone knows that the message may be out. Those that were rung for, and up to $3 of their kind
 * that wait, so that a worker that falls behind sends in larger batches.
 */
export const CLAIM: Statement = {
  name: 'outbox-claim',
  text: `
    WITH rung AS (
      SELECT i.id FROM outbound_message i WHERE i.id = ANY($1::uuid[]) AND ${CLAIMABLE} FOR UPDATE SKIP LOCKED
    ), along AS (
      SELECT i.id FROM outbound_message i
      WHERE i.id <> ALL($1::uuid[]) AND ${CLAIMABLE}
        AND i.kind = (SELECT k.kind FROM outbound_message k WHERE k.id = ($1::uuid[])[1])
      ORDER BY i.wake_at LIMIT $3 FOR UPDATE SKIP LOCKED
    ), claimable AS (SELECT id FROM rung UNION ALL SELECT id FROM along)
    UPDATE outbound_message o
    SET state = 'sending', attempts = o.attempts + 1, attempted_at = now(),
      lease_until = now() + make_interval(secs => $2), wake_at = now() + make_interval(secs => $2)
    FROM claimable WHERE o.id = claimable.id
    RETURNING o.id, o.channel_id AS "channelId", o.purpose, o.key_id AS "keyId", o.to_sealed AS "toSealed",
      o.body_sealed AS "bodySealed", o.attempts, o.created_at AS "createdAt", o.attempted_at AS "attemptedAt",
      EXISTS (SELECT 1 FROM channel_state c WHERE c.channel_id = o.channel_id AND c.failures_in_row > 0) AS failing,
      EXISTS (SELECT 1 FROM opt_out p WHERE p.channel_id = o.channel_id AND p.address_hash = o.recipient_hash) AS "optedOut"`,
};

export interface ClaimedOutbound {
  id: string;
  channelId: string;
  purpose: string;
  keyId: string;
  toSealed: Buffer | null;
  bodySealed: Buffer;
  attempts: number;
  createdAt: Date;
  attemptedAt: Date;
  optedOut: boolean;
  /** Its channel has failures in a row, which a success ends. */
  failing: boolean;
}

/** Rows whose worker died while sending, and those that wait for a look-up at the provider. */
export const CLAIM_UNCERTAIN: Statement = {
  name: 'outbox-claim-uncertain',
  text: `
    UPDATE outbound_message o
    SET state = 'unknown', lease_until = now() + make_interval(secs => $2), wake_at = now() + make_interval(secs => $2)
    WHERE o.id = ANY($1::uuid[]) AND o.next_attempt_at <= now()
      AND ((o.state = 'sending' AND o.lease_until < now()) OR (o.state = 'unknown' AND (o.lease_until IS NULL OR o.lease_until < now())))
    RETURNING o.id, o.channel_id AS "channelId", o.purpose, o.key_id AS "keyId", o.to_sealed AS "toSealed",
      o.body_sealed AS "bodySealed", o.attempts, o.created_at AS "createdAt", o.attempted_at AS "attemptedAt",
      EXISTS (SELECT 1 FROM channel_state c WHERE c.channel_id = o.channel_id AND c.failures_in_row > 0) AS failing, false AS "optedOut"`,
};

/**
 * Writes what became of a batch. A row is only touched while it still is what was claimed, or while a
 * receipt has not already moved it on.
 */
export const RECORD: Statement = {
  name: 'outbox-record',
  text: `
    UPDATE outbound_message o
    SET state = r.state, provider_hash = coalesce(r.provider_hash, o.provider_hash),
      provider_id_sealed = coalesce(r.provider_id_sealed, o.provider_id_sealed),
      segments = coalesce(r.segments, o.segments), error_code = r.error_code, reason = r.reason, lease_until = NULL,
      attempts = o.attempts - r.refund,
      next_attempt_at = CASE WHEN r.delay IS NULL THEN o.next_attempt_at ELSE now() + make_interval(secs => r.delay) END,
      wake_at = CASE WHEN r.delay IS NULL THEN o.wake_at ELSE now() + make_interval(secs => r.delay) END,
      sent_at = CASE WHEN r.state IN ('sent', 'delivered') THEN now() ELSE o.sent_at END,
      delivered_at = CASE WHEN r.state = 'delivered' THEN now() ELSE o.delivered_at END,
      failed_at = CASE WHEN r.state = 'failed' THEN now() ELSE o.failed_at END
    FROM unnest($1::uuid[], $2::text[], $3::bytea[], $4::bytea[], $5::smallint[], $6::text[], $7::text[], $8::float8[], $9::smallint[])
      AS r(id, state, provider_hash, provider_id_sealed, segments, error_code, reason, delay, refund)
    WHERE o.id = r.id AND o.state IN ('sending', 'unknown')`,
};

export const ADD_OPT_OUT: Statement = {
  name: 'outbox-add-opt-out',
  text: `
    INSERT INTO opt_out (channel_id, address_hash, at)
    SELECT channel_id, recipient_hash, now() FROM outbound_message WHERE id = $1 AND recipient_hash IS NOT NULL
    ON CONFLICT DO NOTHING`,
};

/** Parked receipts of messages that have just got their provider's id. */
export const TAKE_PARKED: Statement = {
  name: 'outbox-take-parked',
  text: `
    DELETE FROM parked_receipt p USING unnest($1::text[], $2::bytea[]) AS w(channel_id, provider_hash)
    WHERE p.channel_id = w.channel_id AND p.provider_hash = w.provider_hash
    RETURNING p.channel_id AS "channelId", p.provider_hash AS "providerHash", p.state, p.error_code AS "errorCode", p.at`,
};

/** Parked receipts whose message is known by now: a receipt and the send's own answer can cross. */
export const TAKE_MATCHED: Statement = {
  name: 'outbox-take-matched',
  text: `
    DELETE FROM parked_receipt p USING outbound_message o
    WHERE o.channel_id = p.channel_id AND o.provider_hash = p.provider_hash AND p.id IN (SELECT id FROM parked_receipt LIMIT $1)
    RETURNING p.channel_id AS "channelId", p.provider_hash AS "providerHash", p.state, p.error_code AS "errorCode", p.at`,
};

/** $3 the state, $4 the states that it may overwrite (joined by commas), each by row. Rows without a match are returned. */
export const APPLY_RECEIPTS: Statement = {
  name: 'outbox-apply-receipts',
  text: `
    WITH r AS (
      SELECT * FROM unnest($1::text[], $2::bytea[], $3::text[], $4::text[], $5::text[], $6::timestamptz[], $7::uuid[])
        AS t(channel_id, provider_hash, state, overwrites, error_code, at, id)
    ), applied AS (
      UPDATE outbound_message o
      SET state = r.state, lease_until = NULL,
        error_code = CASE WHEN o.state = 'failed' THEN r.error_code ELSE coalesce(r.error_code, o.error_code) END,
        reason = CASE WHEN r.state = 'failed' THEN 'receipt' WHEN o.state = 'failed' THEN NULL ELSE o.reason END,
        sent_at = coalesce(o.sent_at, r.at),
        delivered_at = CASE WHEN r.state IN ('delivered', 'read') THEN coalesce(o.delivered_at, r.at) ELSE o.delivered_at END,
        read_at = CASE WHEN r.state = 'read' THEN r.at ELSE o.read_at END,
        failed_at = CASE WHEN r.state = 'failed' THEN r.at END
      FROM r WHERE o.channel_id = r.channel_id AND o.provider_hash = r.provider_hash
        AND o.state = ANY(string_to_array(r.overwrites, ','))
    )
    INSERT INTO parked_receipt (id, channel_id, provider_hash, state, error_code, at, created_at)
    SELECT r.id, r.channel_id, r.provider_hash, r.state, r.error_code, r.at, now() FROM r
    WHERE NOT EXISTS (SELECT 1 FROM outbound_message o WHERE o.channel_id = r.channel_id AND o.provider_hash = r.provider_hash)`,
};

export const SWEEP: Statement = {
  name: 'outbox-sweep',
  text: `
    UPDATE outbound_message o SET wake_at = now() + make_interval(secs => $2)
    WHERE id IN (
      SELECT i.id FROM outbound_message i
      WHERE i.state IN ('queued', 'sending', 'unknown') AND i.wake_at <= now()
        AND NOT EXISTS (SELECT 1 FROM channel_state c WHERE c.channel_id = i.channel_id AND (c.paused OR c.breaker_until > now()))
      ORDER BY i.wake_at LIMIT $1 FOR UPDATE SKIP LOCKED)
    RETURNING o.id, o.kind`,
};

/**
 * Takes slots of a channel's rate limit: the time of the first one, the others follow it at the limit's pace
 * (GCRA without burst). $2 how many, $3 messages a second
 */
export const TAKE_SLOTS: Statement = {
  name: 'outbox-take-slots',
  text: `
    INSERT INTO channel_state AS c (channel_id, next_slot_at) VALUES ($1, now() + make_interval(secs => $2::float8 / $3::float8))
    ON CONFLICT (channel_id) DO UPDATE
      SET next_slot_at = greatest(now(), coalesce(c.next_slot_at, now())) + make_interval(secs => $2::float8 / $3::float8)
    RETURNING extract(epoch FROM (c.next_slot_at - now()))::float8 - $2::float8 / $3::float8 AS "firstInSeconds"`,
};

/** Counts a channel's failures in a row; from the tenth on it rests, longer each time. */
export const COUNT_FAILURE: Statement = {
  name: 'outbox-count-failure',
  text: `
    INSERT INTO channel_state AS c (channel_id, failures_in_row, last_error_code, last_error_at) VALUES ($1, 1, $2, now())
    ON CONFLICT (channel_id) DO UPDATE
      SET failures_in_row = least(c.failures_in_row + 1, 1000), last_error_code = $2, last_error_at = now(),
        breaker_until = CASE WHEN c.failures_in_row >= 9 THEN now() + make_interval(secs => least(300, 5 * (c.failures_in_row - 8))) ELSE c.breaker_until END`,
};

export const COUNT_SUCCESS: Statement = {
  name: 'outbox-count-success',
  text: `UPDATE channel_state SET failures_in_row = 0, breaker_until = NULL WHERE channel_id = $1 AND failures_in_row > 0`,
};
