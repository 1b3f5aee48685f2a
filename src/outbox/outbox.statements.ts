import type { Statement } from '../database/statement.js';

/**
 * Of the message that an outbound one answers, where that came by the same channel and the channel can say so
 * (mail: In-Reply-To; chats: a quote). For other kinds the look-up is not even made.
 */
const ANSWERS = `(SELECT m.key_id FROM inbound_message m WHERE o.kind IN ('email', 'whatsapp') AND m.id = o.inbound_id AND m.channel_id = o.channel_id) AS "answersKeyId",
      (SELECT m.event_sealed FROM inbound_message m WHERE o.kind IN ('email', 'whatsapp') AND m.id = o.inbound_id AND m.channel_id = o.channel_id) AS "answersSealed"`;

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
      o.automatic, o.inbound_id AS "inboundId", ${ANSWERS},
      EXISTS (SELECT 1 FROM channel_state c WHERE c.channel_id = o.channel_id AND c.failures_in_row > 0) AS failing,
      o.purpose <> 'opt-out' AND
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
  automatic: boolean;
  /** The message that it answers; its event where the channel can name it. */
  inboundId: string | null;
  answersKeyId: string | null;
  answersSealed: Buffer | null;
  /** Says STOP to all but the confirmation of the STOP itself. */
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
      o.automatic, o.inbound_id AS "inboundId", ${ANSWERS},
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
