import type { Statement } from '../database/statement.js';
import type { QueuedFile } from './outbound-files.js';

/**
 * Of the message that an outbound one answers, where that came by the same channel and the channel can say so
 * (mail: In-Reply-To; chats: a quote). For other kinds the look-up is not even made.
 */
const ANSWERS = `(SELECT m.key_id FROM inbound_message m WHERE o.kind IN ('email', 'whatsapp') AND m.id = o.inbound_id AND m.channel_id = o.channel_id) AS "answersKeyId",
      (SELECT m.event_sealed FROM inbound_message m WHERE o.kind IN ('email', 'whatsapp') AND m.id = o.inbound_id AND m.channel_id = o.channel_id) AS "answersSealed"`;

/** Files of a message that its channel carries. */
const FILES = `(SELECT json_agg(json_build_object('id', f.id, 'contentType', f.content_type, 'size', f.size, 'storageKey', f.storage_key,
        'keyId', f.key_id, 'filenameSealed', translate(encode(f.filename_sealed, 'base64'), E'\\n', '')) ORDER BY f.position)
      FROM outbound_attachment f WHERE f.outbound_id = o.id AND f.carried) AS files`;

/** `i` may be sent now: its time has come, its channel is neither paused nor broken. */
const CLAIMABLE = `i.state = 'queued' AND i.next_attempt_at <= now()
  AND NOT EXISTS (SELECT 1 FROM channel_state c WHERE c.channel_id = i.channel_id AND (c.paused OR c.breaker_until > now() OR c.throttled_until > now()))`;

/** What sends and look-ups need of a row `o`. */
const CLAIMED = `o.id, o.channel_id AS "channelId", o.tenant, o.purpose, o.key_id AS "keyId", o.to_sealed AS "toSealed",
      o.body_sealed AS "bodySealed", o.subject_sealed AS "subjectSealed", o.attempts, o.created_at AS "createdAt", o.attempted_at AS "attemptedAt",
      o.automatic, o.inbound_id AS "inboundId", o.recipient_hash AS "recipientHash", o.window_closed AS "windowClosed",
      o.template_at AS "templateAt", o.parts, o.parts_sent AS "partsSent", ${FILES}, ${ANSWERS},
      EXISTS (SELECT 1 FROM channel_state c WHERE c.channel_id = o.channel_id AND c.failures_in_row > 0) AS failing`;

/**
 * Claims rows to send, by a lease that is committed before anything leaves: whoever finds `sending` with
 * its lease gone knows that the message may be out. Those that were rung for, and up to $3 of their kind
 * that wait, so that a worker that falls behind sends in larger batches. On channels with a window ($4, $5: hours)
 * the citizen's last message says whether it is open at $7; that too is committed: `window_closed` tells later what it
 * was that may have left. $6: automatic messages that one recipient gets at most in 24 hours.
 */
export const CLAIM: Statement = {
  name: 'outbox-claim',
  text: `
    WITH rung AS (
      SELECT i.id, i.channel_id, i.recipient_hash, i.window_closed_at FROM outbound_message i
      WHERE i.id = ANY($1::uuid[]) AND ${CLAIMABLE} FOR UPDATE SKIP LOCKED
    ), along AS (
      SELECT i.id, i.channel_id, i.recipient_hash, i.window_closed_at FROM outbound_message i
      WHERE i.id <> ALL($1::uuid[]) AND ${CLAIMABLE}
        AND i.kind = (SELECT k.kind FROM outbound_message k WHERE k.id = ($1::uuid[])[1])
      ORDER BY i.wake_at LIMIT $3 FOR UPDATE SKIP LOCKED
    ), claimable AS (
      SELECT c.id, w.hours IS NOT NULL AS windowed, w.hours IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM inbound_message m
        WHERE m.kind = 'whatsapp' AND m.channel_id = c.channel_id AND m.sender_hash = c.recipient_hash
          AND m.received_at > greatest($7::timestamptz - make_interval(secs => w.hours * 3600), coalesce(c.window_closed_at, '-infinity'))) AS closed
      FROM (SELECT * FROM rung UNION ALL SELECT * FROM along) c
      LEFT JOIN unnest($4::text[], $5::float8[]) AS w(channel_id, hours) ON w.channel_id = c.channel_id
    )
    UPDATE outbound_message o
    SET state = 'sending', attempts = o.attempts + 1, attempted_at = now(), window_closed = claimable.closed,
      lease_until = now() + make_interval(secs => $2), wake_at = now() + make_interval(secs => $2)
    FROM claimable WHERE o.id = claimable.id
    RETURNING ${CLAIMED}, claimable.windowed,
      claimable.closed AND EXISTS (SELECT 1 FROM outbound_message t
        WHERE t.channel_id = o.channel_id AND t.recipient_hash = o.recipient_hash AND t.state = 'waiting' AND t.id <> o.id
          AND t.template_at > now() - interval '24 hours') AS "templateOut",
      o.automatic AND o.audience = 'citizen' AND $6::int < (SELECT count(*) FROM (SELECT 1 FROM outbound_message a
        WHERE a.automatic AND a.audience = 'citizen' AND a.recipient_hash = o.recipient_hash AND a.created_at > o.created_at - interval '24 hours'
          AND (a.created_at, a.id) <= (o.created_at, o.id) LIMIT $6::int + 1) counted) AS "overCap",
      o.purpose <> 'opt-out' AND
        EXISTS (SELECT 1 FROM opt_out p WHERE p.channel_id = o.channel_id AND p.address_hash = o.recipient_hash) AS "optedOut"`,
};

export interface ClaimedOutbound {
  id: string;
  channelId: string;
  tenant: string | null;
  purpose: string;
  keyId: string;
  toSealed: Buffer | null;
  bodySealed: Buffer;
  subjectSealed: Buffer | null;
  attempts: number;
  createdAt: Date;
  attemptedAt: Date;
  automatic: boolean;
  /** The message that it answers; its event where the channel can name it. */
  inboundId: string | null;
  answersKeyId: string | null;
  answersSealed: Buffer | null;
  recipientHash: Buffer | null;
  /** The channel has a window. */
  windowed: boolean;
  /** It is closed for the recipient (for what is looked up: it was, when that was tried). */
  windowClosed: boolean;
  /** When a template asked the citizen to open it for this message. */
  templateAt: Date | null;
  parts: number;
  /** Of which the provider has taken so many. */
  partsSent: number;
  /** Null where the channel carries none. */
  files: QueuedFile[] | null;
  /** Another message's template asks the same citizen already. */
  templateOut: boolean;
  /** The recipient has had the automatic messages of a day. */
  overCap: boolean;
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
    RETURNING ${CLAIMED}, o.window_closed AS windowed, false AS "templateOut", false AS "overCap", false AS "optedOut"`,
};

/** A part of the message has left, and it is not the last one. */
const MORE = `(r.state IN ('sent', 'delivered') AND o.parts_sent + 1 < o.parts)`;

/**
 * Writes what became of a batch. A row is only touched while it still is what was claimed, or while a
 * receipt has not already moved it on. After any part but the last the row is queued again, for the next one.
 */
export const RECORD: Statement = {
  name: 'outbox-record',
  text: `
    WITH r AS (
      SELECT * FROM unnest($1::uuid[], $2::text[], $3::bytea[], $4::bytea[], $5::smallint[], $6::text[], $7::text[], $8::float8[], $9::smallint[],
        $10::boolean[], $11::boolean[], $12::numeric[], $13::text[])
      AS t(id, state, provider_hash, provider_id_sealed, segments, error_code, reason, delay, refund, template, refused, cost, currency)
    ), recorded AS (
      UPDATE outbound_message o
      SET state = CASE WHEN ${MORE} THEN 'queued' ELSE r.state END,
        parts_sent = o.parts_sent + CASE WHEN r.state IN ('sent', 'delivered') THEN 1 ELSE 0 END,
        provider_hash = CASE WHEN r.template OR ${MORE} THEN o.provider_hash ELSE coalesce(r.provider_hash, o.provider_hash) END,
        provider_id_sealed = CASE WHEN r.template OR ${MORE} THEN o.provider_id_sealed ELSE coalesce(r.provider_id_sealed, o.provider_id_sealed) END,
        template_hash = CASE WHEN r.template THEN coalesce(r.provider_hash, o.template_hash) ELSE o.template_hash END,
        template_at = CASE WHEN r.template AND r.state = 'waiting' THEN now() ELSE o.template_at END,
        template_state = CASE WHEN r.template AND r.state = 'waiting' THEN 'sent' ELSE o.template_state END,
        template_cost = CASE WHEN r.template THEN coalesce(r.cost, o.template_cost) ELSE o.template_cost END,
        cost = CASE WHEN r.template OR r.state = 'waiting' THEN o.cost
          WHEN o.parts_sent > 0 THEN CASE WHEN r.state IN ('sent', 'delivered') THEN coalesce(o.cost + r.cost, r.cost, o.cost) ELSE o.cost END
          WHEN r.state IN ('queued', 'failed') THEN NULL ELSE coalesce(r.cost, o.cost) END,
        currency = coalesce(r.currency, o.currency),
        window_closed_at = CASE WHEN r.refused THEN o.attempted_at ELSE o.window_closed_at END,
        segments = coalesce(r.segments, o.segments), error_code = r.error_code, reason = r.reason, lease_until = NULL,
        attempts = CASE WHEN ${MORE} THEN 0 ELSE o.attempts - r.refund END,
        next_attempt_at = CASE WHEN ${MORE} THEN now() WHEN r.delay IS NULL THEN o.next_attempt_at ELSE now() + make_interval(secs => r.delay) END,
        wake_at = CASE WHEN ${MORE} THEN now() + interval '15 seconds' WHEN r.delay IS NULL THEN o.wake_at ELSE now() + make_interval(secs => r.delay) END,
        sent_at = CASE WHEN r.state IN ('sent', 'delivered') THEN now() ELSE o.sent_at END,
        delivered_at = CASE WHEN r.state = 'delivered' AND NOT ${MORE} THEN now() ELSE o.delivered_at END,
        failed_at = CASE WHEN r.state = 'failed' THEN now() ELSE o.failed_at END
      FROM r WHERE o.id = r.id AND o.state IN ('sending', 'unknown')
      RETURNING o.id, o.channel_id, o.parts_sent - 1 AS part, r.provider_hash, r.state IN ('sent', 'delivered') AND o.parts_sent < o.parts AS more
    )
    INSERT INTO outbound_part (outbound_id, part, channel_id, provider_hash)
    SELECT id, part, channel_id, provider_hash FROM recorded WHERE more AND provider_hash IS NOT NULL
    ON CONFLICT (outbound_id, part) DO UPDATE SET provider_hash = excluded.provider_hash`,
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
        AND NOT EXISTS (SELECT 1 FROM channel_state c WHERE c.channel_id = i.channel_id AND (c.paused OR c.breaker_until > now() OR c.throttled_until > now()))
      ORDER BY i.wake_at LIMIT $1 FOR UPDATE SKIP LOCKED)
    RETURNING o.id, o.kind`,
};
