import type { Statement } from '../database/statement.js';

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
