import type { Statement } from '../database/statement.js';

/** Days that a text waits for its citizen; it stands on the tracking page all the while, and after. */
const WAIT_DAYS = 30;

/**
 * Texts that wait for a sender who has just written: $1 channels, $2 senders, $3 whether the channel has
 * templates, each by sender. A row of unknown outcome waits too where it was a template that may have left: the text has not.
 * Returns what waits, with the sender's place in the list.
 */
export const WAITING_FOR: Statement = {
  name: 'outbox-waiting-for',
  text: `
    SELECT w.place::int AS place, o.id FROM unnest($1::text[], $2::bytea[], $3::boolean[]) WITH ORDINALITY AS w(channel_id, sender, templates, place)
    JOIN outbound_message o ON o.channel_id = w.channel_id AND o.recipient_hash = w.sender AND o.state IN ('waiting', 'unknown')
    WHERE o.state = 'waiting' OR (o.window_closed AND w.templates)
    ORDER BY o.created_at, o.id`,
};

/**
 * Which taps are on templates of ours: `$1` channels, `$2` provider hashes of what they quote, `$3` senders, by tap.
 * Somebody of the staff has no other buttons of ours, also where nothing tells any more which message had them.
 */
export const OWN_TEMPLATES: Statement = {
  name: 'outbox-own-templates',
  text: `
    SELECT w.place::int AS place FROM unnest($1::text[], $2::bytea[], $3::bytea[]) WITH ORDINALITY AS w(channel_id, quoted, sender, place)
    WHERE EXISTS (SELECT 1 FROM outbound_message o WHERE o.channel_id = w.channel_id AND o.template_hash = w.quoted)
      OR EXISTS (SELECT 1 FROM officer f WHERE f.address_hash = w.sender)`,
};

/** Lets waiting texts go, for a `WriteSet`; what another process let go meanwhile is left alone. `?` now, now, ids */
export const RELEASE = `
  UPDATE outbound_message SET state = 'queued', window_closed = false, attempts = 0, reason = NULL, error_code = NULL,
    template_at = CASE WHEN state = 'unknown' THEN coalesce(template_at, attempted_at) ELSE template_at END,
    lease_until = NULL, next_attempt_at = ?::timestamptz, wake_at = ?::timestamptz + interval '15 seconds'
  WHERE id = ANY(?::uuid[]) AND (state = 'waiting' OR (state = 'unknown' AND window_closed))`;

/**
 * What waits and was missed: the citizen's message and the template's own answer crossed, or there was no template
 * to send yet. Queued again it is looked at anew. After ${String(WAIT_DAYS)} days nobody waits any more.
 */
export const SWEEP_WAITING: Statement = {
  name: 'outbox-sweep-waiting',
  text: `
    UPDATE outbound_message o
    SET state = n.state, wake_at = now() + make_interval(secs => CASE n.state WHEN 'waiting' THEN 21600 ELSE 0 END),
      next_attempt_at = now(), attempts = 0,
      failed_at = CASE WHEN n.state = 'failed' THEN now() END,
      reason = CASE WHEN n.state = 'failed' THEN 'the citizen did not write again; the text stands on the tracking page' ELSE o.reason END
    FROM (
      SELECT i.id, CASE
        WHEN i.created_at < now() - interval '${String(WAIT_DAYS)} days' THEN 'failed'
        WHEN i.template_at IS NULL OR EXISTS (SELECT 1 FROM inbound_message m
          WHERE m.kind = 'whatsapp' AND m.channel_id = i.channel_id AND m.sender_hash = i.recipient_hash
            AND m.received_at > greatest(i.attempted_at, i.window_closed_at)) THEN 'queued'
        ELSE 'waiting' END AS state
      FROM outbound_message i WHERE i.state = 'waiting' AND i.wake_at <= now()
      ORDER BY i.wake_at LIMIT $1 FOR UPDATE SKIP LOCKED) n
    WHERE o.id = n.id AND o.state = 'waiting'`,
};
