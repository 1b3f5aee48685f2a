import type { Statement } from '../database/statement.js';

const storeBatch = (more: string): string => `
    WITH incoming AS (
      SELECT * FROM unnest(
        $1::uuid[], $2::text[], $3::text[], $4::bytea[], $5::text[], $6::bytea[], $7::bytea[], $8::bytea[],
        $9::timestamptz[], $10::text[], $11::text[])
      AS t(id, channel_id, kind, external_hash, event_type, sender_hash, event_sealed, raw_sealed,
           received_at, state, reason)
    ), stored AS (
      INSERT INTO inbound_message (id, channel_id, kind, external_hash, event_type, sender_hash, key_id,
        event_sealed, raw_sealed, received_at, state, outcome, reason, next_attempt_at, wake_at, processed_at)
      SELECT id, channel_id, kind, external_hash, event_type, sender_hash, $12,
        event_sealed, raw_sealed, received_at, state, CASE state WHEN 'failed' THEN 'failed' END, reason, received_at,
        received_at + make_interval(secs => $13), CASE state WHEN 'failed' THEN received_at END
      FROM incoming ORDER BY id
      ON CONFLICT (channel_id, external_hash) DO NOTHING
      RETURNING id, channel_id, received_at
    ), counted AS (
      INSERT INTO intake_ledger (id, channel_id, received, at)
      SELECT (array_agg(id))[1], channel_id, count(*), max(received_at) FROM stored GROUP BY channel_id
    )${more}
    SELECT id FROM stored`;

/**
 * Stores a batch and counts it in the ledger, in one statement and so in one transaction. A message that
 * is there already (the provider delivered it again) is neither stored nor counted.
 */
export const STORE_BATCH: Statement = { name: 'intake-store-batch', text: storeBatch('') };

/** The same where messages refer to files of ours: of those that are stored, the files are taken. */
export const STORE_BATCH_AND_FILES: Statement = {
  name: 'intake-store-batch-and-files',
  text: storeBatch(`, taken AS (
      DELETE FROM object_removal r USING unnest($14::uuid[], $15::text[]) AS file(id, key), stored
      WHERE r.key = file.key AND stored.id = file.id
    )`),
};

/** The rows that redelivered messages became when they first came. */
export const FIND_EXISTING: Statement = {
  name: 'intake-find-existing',
  text: `
    SELECT m.id, m.channel_id AS "channelId", m.external_hash AS "externalHash"
    FROM unnest($1::text[], $2::bytea[]) AS wanted(channel_id, external_hash)
    JOIN inbound_message m USING (channel_id, external_hash)`,
};
