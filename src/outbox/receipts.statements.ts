import type { Statement } from '../database/statement.js';

const PARKED = `p.channel_id AS "channelId", p.provider_hash AS "providerHash", p.reference, p.state,
      p.error_code AS "errorCode", p.words, p.at`;

/** Parked receipts of messages that have just got their provider's id. */
export const TAKE_PARKED: Statement = {
  name: 'outbox-take-parked',
  text: `
    DELETE FROM parked_receipt p USING unnest($1::text[], $2::bytea[]) AS w(channel_id, provider_hash)
    WHERE p.channel_id = w.channel_id AND p.provider_hash = w.provider_hash
    RETURNING ${PARKED}`,
};

/**
 * Parked receipts whose message is known by now, the newest $1 looked at: a receipt and the send's own answer can
 * cross, and a message of unknown outcome is settled by what names it.
 */
export const TAKE_MATCHED: Statement = {
  name: 'outbox-take-matched',
  text: `
    WITH newest AS (SELECT id, channel_id, provider_hash, reference, state FROM parked_receipt ORDER BY id DESC LIMIT $1)
    DELETE FROM parked_receipt p USING (
      SELECT n.id FROM newest n WHERE
        EXISTS (SELECT 1 FROM outbound_message o WHERE o.channel_id = n.channel_id AND o.provider_hash = n.provider_hash)
        OR EXISTS (SELECT 1 FROM outbound_message o WHERE o.channel_id = n.channel_id AND o.template_hash = n.provider_hash)
        OR EXISTS (SELECT 1 FROM outbound_part p JOIN outbound_message o ON o.id = p.outbound_id WHERE p.channel_id = n.channel_id
          AND p.provider_hash = n.provider_hash AND (n.state <> 'failed' OR o.state <> 'sending'))
        OR EXISTS (SELECT 1 FROM outbound_message o WHERE o.id = n.reference AND o.channel_id = n.channel_id AND o.state = 'unknown'
          AND n.provider_hash <> ALL(o.refused_hashes))) m
    WHERE p.id = m.id
    RETURNING ${PARKED}`,
};

/**
 * Messages to these recipients that left, by the last 16 bits of their ids, as far as no provider's id is known of
 * them. Two of the same bits: neither, since nothing is settled by a guess. $4: not older than that.
 */
export const BY_SHORT_REFERENCE: Statement = {
  name: 'outbox-by-short-reference',
  text: `
    SELECT r.place::int AS place, min(o.id::text) AS id
    FROM unnest($1::text[], $2::bytea[], $3::int[]) WITH ORDINALITY AS r(channel_id, recipient_hash, reference, place)
    JOIN outbound_message o ON o.channel_id = r.channel_id AND o.recipient_hash = r.recipient_hash
      AND right(o.id::text, 4) = lpad(to_hex(r.reference), 4, '0')
    WHERE o.created_at > $4 AND o.attempted_at IS NOT NULL AND o.provider_hash IS NULL AND o.state IN ('sending', 'unknown')
    GROUP BY r.place HAVING count(*) = 1`,
};

/** What nobody knows after a month was never ours. */
export const FORGET_PARKED: Statement = {
  name: 'outbox-forget-parked',
  text: `
    DELETE FROM parked_receipt WHERE id IN (
      SELECT id FROM parked_receipt WHERE created_at < now() - interval '30 days' ORDER BY id LIMIT $1)`,
};

/**
 * Gives a message whose send had no usable answer the id that the provider names beside ours: it left. What left is
 * the template where the window was closed; the text then waits. Of a message in several parts it is the one whose turn
 * it was, and the next one's has come. $1 channels, $2 provider hashes, $3 references, $4 times.
 */
export const SETTLE: Statement = {
  name: 'outbox-settle',
  text: `
    WITH settled AS (
      UPDATE outbound_message o
      SET provider_hash = CASE WHEN n.as_template OR n.more THEN o.provider_hash ELSE n.provider_hash END,
        template_hash = CASE WHEN n.as_template THEN n.provider_hash ELSE o.template_hash END,
        template_at = CASE WHEN n.as_template THEN coalesce(o.template_at, o.attempted_at) ELSE o.template_at END,
        template_state = CASE WHEN n.as_template THEN 'sent' ELSE o.template_state END,
        state = CASE WHEN NOT n.uncertain THEN o.state WHEN n.as_template THEN 'waiting' WHEN n.more THEN 'queued' ELSE 'sent' END,
        parts_sent = o.parts_sent + CASE WHEN n.uncertain AND NOT n.as_template THEN 1 ELSE 0 END,
        attempts = CASE WHEN n.more THEN 0 ELSE o.attempts END,
        next_attempt_at = CASE WHEN n.more THEN now() ELSE o.next_attempt_at END,
        lease_until = CASE WHEN n.uncertain THEN NULL ELSE o.lease_until END,
        error_code = CASE WHEN n.uncertain THEN NULL ELSE o.error_code END,
        reason = CASE WHEN n.uncertain THEN NULL ELSE o.reason END,
        wake_at = CASE WHEN n.uncertain THEN now() ELSE o.wake_at END,
        sent_at = CASE WHEN n.uncertain AND NOT n.as_template THEN coalesce(o.sent_at, n.at) ELSE o.sent_at END
      FROM (
        SELECT k.*, k.uncertain AND NOT k.as_template AND k.part + 1 < k.parts AS more FROM (
          SELECT i.id, r.provider_hash, r.at, i.parts_sent AS part, i.parts, (i.state = 'unknown' OR (i.state = 'sending' AND i.lease_until < now()))
              AND (i.window_closed OR i.template_at IS NULL OR i.template_hash IS NOT NULL) AS uncertain,
            i.window_closed OR (i.template_at IS NOT NULL AND i.template_hash IS NULL) AS as_template
          FROM unnest($1::text[], $2::bytea[], $3::uuid[], $4::timestamptz[]) AS r(channel_id, provider_hash, reference, at)
          JOIN outbound_message i ON i.id = r.reference AND i.channel_id = r.channel_id
          WHERE r.provider_hash <> ALL(i.refused_hashes)
            AND NOT EXISTS (SELECT 1 FROM outbound_message x WHERE x.channel_id = r.channel_id AND x.provider_hash = r.provider_hash)
            AND NOT EXISTS (SELECT 1 FROM outbound_message x WHERE x.channel_id = r.channel_id AND x.template_hash = r.provider_hash)
            AND NOT EXISTS (SELECT 1 FROM outbound_part x WHERE x.channel_id = r.channel_id AND x.provider_hash = r.provider_hash)
          FOR UPDATE OF i) k) n
      WHERE o.id = n.id AND (n.uncertain OR (n.as_template AND NOT o.window_closed))
      RETURNING o.id, o.channel_id, n.part, n.provider_hash, n.more
    )
    INSERT INTO outbound_part (outbound_id, part, channel_id, provider_hash)
    SELECT id, part, channel_id, provider_hash FROM settled WHERE more
    ON CONFLICT (outbound_id, part) DO UPDATE SET provider_hash = excluded.provider_hash`,
};

/**
 * Refusals of parts before the last, which what else arrived does not make good: the message has failed, or where the
 * window was closed after all, it and all that was sent after it is undone and goes once more. Other receipts of them say
 * nothing that the last part's will not.
 */
export const APPLY_TO_PARTS: Statement = {
  name: 'outbox-apply-to-parts',
  text: `
    UPDATE outbound_message o
    SET state = CASE WHEN NOT n.closed THEN 'failed' WHEN o.template_at IS NULL THEN 'queued' ELSE 'waiting' END,
      parts_sent = CASE WHEN n.closed THEN n.part ELSE o.parts_sent END,
      error_code = n.error_code,
      reason = CASE WHEN n.closed THEN 'window-closed' ELSE coalesce(n.words, 'receipt') || format(' (part %s of %s)', n.part + 1, o.parts) END,
      failed_at = CASE WHEN NOT n.closed THEN n.at END,
      sent_at = CASE WHEN n.closed THEN NULL ELSE o.sent_at END,
      provider_hash = NULL,
      refused_hashes = o.refused_hashes || n.hashes || CASE WHEN o.provider_hash IS NULL THEN '{}' ELSE ARRAY[o.provider_hash] END,
      window_closed_at = CASE WHEN n.closed THEN greatest(o.window_closed_at, least(n.at, now())) ELSE o.window_closed_at END,
      cost = CASE WHEN n.closed THEN NULL ELSE o.cost END,
      attempts = CASE WHEN n.closed THEN 0 ELSE o.attempts END,
      lease_until = NULL, next_attempt_at = now(), wake_at = now()
    FROM (
      SELECT DISTINCT ON (p.outbound_id) p.outbound_id, p.part, r.closed, r.error_code, r.words, r.at,
        ARRAY(SELECT l.provider_hash FROM outbound_part l WHERE l.outbound_id = p.outbound_id AND l.part >= p.part) AS hashes
      FROM unnest($1::text[], $2::bytea[], $3::text[], $4::text[], $5::text[], $6::timestamptz[], $7::boolean[])
        AS r(channel_id, provider_hash, state, error_code, words, at, closed)
      JOIN outbound_part p ON p.channel_id = r.channel_id AND p.provider_hash = r.provider_hash
      WHERE r.state = 'failed' ORDER BY p.outbound_id, p.part) n
    WHERE o.id = n.outbound_id AND n.part < o.parts_sent AND o.state NOT IN ('sending', 'failed')`,
};

/** Receipts of templates. One that did not arrive will not be tapped: the text that waited behind it has failed. */
export const APPLY_TO_TEMPLATES: Statement = {
  name: 'outbox-apply-to-templates',
  text: `
    UPDATE outbound_message o
    SET template_state = r.state,
      template_cost = CASE WHEN r.state = 'failed' THEN NULL ELSE o.template_cost END,
      state = CASE WHEN r.state = 'failed' AND o.state = 'waiting' THEN 'failed'
        WHEN o.template_state = 'failed' AND o.state = 'failed' THEN 'waiting' ELSE o.state END,
      error_code = CASE WHEN o.state NOT IN ('waiting', 'failed') THEN o.error_code WHEN r.state = 'failed' THEN r.error_code END,
      reason = CASE WHEN o.state NOT IN ('waiting', 'failed') THEN o.reason WHEN r.state = 'failed' THEN coalesce(r.words, 'receipt') END,
      failed_at = CASE WHEN o.state NOT IN ('waiting', 'failed') THEN o.failed_at WHEN r.state = 'failed' THEN r.at END
    FROM unnest($1::text[], $2::bytea[], $3::text[], $4::text[], $5::text[], $6::text[], $7::timestamptz[])
      AS r(channel_id, provider_hash, state, overwrites, error_code, words, at)
    WHERE o.channel_id = r.channel_id AND o.template_hash = r.provider_hash
      AND o.template_state = ANY(string_to_array(r.overwrites, ','))`,
};

/**
 * $3 the state, $4 the states that it may overwrite (joined by commas), $9 whether it says that the window was closed
 * after all, each by row. The text goes back to the queue then, for a template; where the citizen has had one, it
 * waits. Receipts without a message are parked.
 */
export const APPLY_RECEIPTS: Statement = {
  name: 'outbox-apply-receipts',
  text: `
    WITH r AS (
      SELECT * FROM unnest($1::text[], $2::bytea[], $3::text[], $4::text[], $5::text[], $6::text[], $7::timestamptz[], $8::uuid[], $9::boolean[], $10::uuid[])
        AS t(channel_id, provider_hash, state, overwrites, error_code, words, at, id, closed, reference)
    ), applied AS (
      UPDATE outbound_message o
      SET state = CASE WHEN NOT r.closed THEN r.state WHEN o.template_at IS NULL THEN 'queued' ELSE 'waiting' END,
        lease_until = NULL,
        error_code = CASE WHEN o.state = 'failed' THEN r.error_code ELSE coalesce(r.error_code, o.error_code) END,
        reason = CASE WHEN r.closed THEN 'window-closed' WHEN r.state = 'failed' THEN coalesce(r.words, 'receipt')
          WHEN o.state = 'failed' THEN NULL ELSE o.reason END,
        sent_at = CASE WHEN r.closed THEN NULL ELSE coalesce(o.sent_at, r.at) END,
        delivered_at = CASE WHEN r.state IN ('delivered', 'read') THEN coalesce(o.delivered_at, r.at) ELSE o.delivered_at END,
        read_at = CASE WHEN r.state = 'read' THEN r.at ELSE o.read_at END,
        failed_at = CASE WHEN r.state = 'failed' AND NOT r.closed THEN r.at END,
        parts_sent = CASE WHEN r.closed THEN greatest(o.parts_sent - 1, 0) ELSE o.parts_sent END,
        provider_hash = CASE WHEN r.closed THEN NULL ELSE o.provider_hash END,
        refused_hashes = CASE WHEN r.closed THEN array_append(o.refused_hashes, r.provider_hash) ELSE o.refused_hashes END,
        window_closed_at = CASE WHEN r.closed THEN greatest(o.window_closed_at, least(r.at, now())) ELSE o.window_closed_at END,
        cost = CASE WHEN r.closed THEN NULL ELSE o.cost END,
        attempts = CASE WHEN r.closed THEN 0 ELSE o.attempts END,
        next_attempt_at = CASE WHEN r.closed THEN now() ELSE o.next_attempt_at END,
        wake_at = CASE WHEN r.closed THEN now() ELSE o.wake_at END
      FROM r WHERE o.channel_id = r.channel_id AND o.provider_hash = r.provider_hash
        AND o.state = ANY(string_to_array(r.overwrites, ','))
    )
    INSERT INTO parked_receipt (id, channel_id, provider_hash, reference, state, error_code, words, at, created_at)
    SELECT r.id, r.channel_id, r.provider_hash, r.reference, r.state, r.error_code, r.words, r.at, now() FROM r
    WHERE NOT EXISTS (SELECT 1 FROM outbound_message o WHERE o.channel_id = r.channel_id AND o.provider_hash = r.provider_hash)
      AND NOT EXISTS (SELECT 1 FROM outbound_message o WHERE o.channel_id = r.channel_id AND o.template_hash = r.provider_hash)
      AND NOT EXISTS (SELECT 1 FROM outbound_part p JOIN outbound_message o ON o.id = p.outbound_id WHERE p.channel_id = r.channel_id
        AND p.provider_hash = r.provider_hash AND (r.state <> 'failed' OR o.state <> 'sending'))
      AND NOT EXISTS (SELECT 1 FROM outbound_message o WHERE o.id = r.reference AND r.provider_hash = ANY(o.refused_hashes))`,
};
