/**
 * The next rows of a class, in the order of their ids (UUIDv7: of their time). $1 class, $2 tenant or empty, $3 at
 * most. The cursor is locked: two processes clear one after the other.
 */
const next = (table: string, time: string, scope: string): string => `
  SELECT r.id, r.${time} AS at FROM ${table} r
  WHERE r.id > coalesce((SELECT last_id FROM retention_cursor WHERE class = $1 AND tenant = $2), '00000000-0000-0000-0000-000000000000'::uuid)
    AND coalesce(r.tenant, '') = $2 AND ${scope}
  ORDER BY r.id LIMIT $3`;

/** Classes that are cleared by their own age. What failed keeps its raw delivery as long as it may be tried again. */
export const AGED = {
  raw: {
    next: next('inbound_message', 'received_at', "r.state <> 'pending'"),
    clear: "UPDATE inbound_message SET raw_sealed = NULL WHERE id = ANY($1::uuid[]) AND state = 'done'",
  },
  unassigned: {
    next: next('inbound_message', 'received_at', "r.state <> 'pending'"),
    clear: `UPDATE inbound_message SET raw_sealed = NULL, event_sealed = NULL, sender_hash = NULL, text_hash = NULL
            WHERE id = ANY($1::uuid[]) AND ticket_id IS NULL`,
  },
} as const;
export type AgedClass = keyof typeof AGED;

export const LOCK_CURSOR = `
  INSERT INTO retention_cursor (class, tenant, last_id) VALUES ($1, $2, '00000000-0000-0000-0000-000000000000')
  ON CONFLICT (class, tenant) DO UPDATE SET last_id = retention_cursor.last_id`;
export const MOVE_CURSOR = 'UPDATE retention_cursor SET last_id = $3 WHERE class = $1 AND tenant = $2';

/** Files of messages that opened nothing: their objects are let go of, then their rows are emptied. */
export const RELEASE_UNASSIGNED_FILES = `
  WITH mine AS (
    SELECT a.id, a.storage_key, a.view_key FROM attachment a JOIN inbound_message m ON m.id = a.inbound_id
    WHERE m.id = ANY($1::uuid[]) AND m.ticket_id IS NULL AND a.ticket_id IS NULL
  ), released AS (
    INSERT INTO object_removal (key, next_attempt_at, created_at)
    SELECT key, $2, $2 FROM mine, LATERAL (VALUES (storage_key), (view_key)) AS object(key) WHERE key IS NOT NULL
    ON CONFLICT DO NOTHING
  )
  UPDATE attachment a SET state = 'erased', reason = NULL, filename_sealed = NULL, provider_ref_sealed = NULL,
    location_sealed = NULL, storage_key = NULL, view_key = NULL, sha256 = NULL, lease_until = NULL
  FROM mine WHERE a.id = mine.id`;

/** Notices to staff: $1 tenant, $2 before when, $3 at most. Their texts name tickets, and what was said of them. */
export const STAFF_MESSAGES = `
  SELECT id FROM outbound_message WHERE tenant = $1 AND audience = 'staff' AND created_at < $2 AND to_sealed IS NOT NULL
    AND state NOT IN ('queued', 'sending', 'waiting', 'unknown')
  ORDER BY created_at LIMIT $3 FOR UPDATE SKIP LOCKED`;

/** Tickets whose time is over, with those that were merged into them. $1 tenant, $2 before when, $3 at most. */
export const ended = (onItsWay: string): string => `
  SELECT t.id FROM ticket t
  WHERE t.tenant = $1 AND t.closed_at < $2 AND t.erased_at IS NULL AND NOT ${onItsWay}
  ORDER BY t.closed_at LIMIT $3 FOR UPDATE SKIP LOCKED`;
export const MERGED_INTO = `
  SELECT id FROM ticket WHERE merged_into = ANY($1::uuid[]) AND erased_at IS NULL FOR UPDATE SKIP LOCKED`;

/** $1 before when, $2 at most. */
export const FORGET_LOOKS = `
  DELETE FROM access_log WHERE id IN (SELECT id FROM access_log WHERE at < $1 ORDER BY id LIMIT $2) RETURNING id`;

/** $1 now, $2 when to try again should it fail, $3 at most. */
export const CLAIM_OBJECTS = `
  UPDATE object_removal SET next_attempt_at = $2 WHERE key IN (
    SELECT key FROM object_removal WHERE next_attempt_at <= $1 ORDER BY next_attempt_at LIMIT $3 FOR UPDATE SKIP LOCKED)
  RETURNING key`;

/** $1 key, $2 what the claim set. */
export const DROP_OBJECT = 'DELETE FROM object_removal WHERE key = $1 AND next_attempt_at = $2 RETURNING key';
