import { IN_SCOPE } from './message-scope.js';

const SCOPE = IN_SCOPE.replace(/\b(channel_id|tenant)\b/g, 'o.$1');
/** No worker asks or sends at this moment. */
const FREE = '(o.lease_until IS NULL OR o.lease_until < now())';
const ONE = '($4::uuid IS NULL OR o.id = $4)';
const QUEUED = `state = 'queued', attempts = 0, lease_until = NULL, next_attempt_at = now(), wake_at = now() + interval '15 seconds',
    error_code = NULL, reason = NULL`;
/** Of the statements here each returns what is to be rung for. */
const CHANGED = 'RETURNING o.id, o.kind';

/** Read by the partial index of what failed or is unknown. */
export const STUCK = `
  SELECT o.id, o.state, o.purpose, o.audience, t.number AS "ticketNumber", o.created_at AS "createdAt", o.attempted_at AS "attemptedAt",
    o.attempts, o.error_code AS "errorCode", o.reason, coalesce(o.cost, o.template_cost)::float8 AS cost, o.currency,
    o.kind = 'manual' AS "byHand"
  FROM outbound_message o LEFT JOIN ticket t ON t.id = o.ticket_id
  WHERE ${SCOPE} AND o.state IN ('failed', 'unknown')`;

export const RESEND = `
  UPDATE outbound_message o SET ${QUEUED}, failed_at = NULL,
    refused_hashes = CASE WHEN o.provider_hash IS NULL THEN o.refused_hashes ELSE o.refused_hashes || o.provider_hash END,
    provider_hash = NULL, provider_id_sealed = NULL
  WHERE ${SCOPE} AND ${ONE} AND o.state = 'failed' AND o.kind <> 'manual' ${CHANGED}`;

export const LOOK_UP = `
  UPDATE outbound_message o SET next_attempt_at = now(), wake_at = now() + interval '15 seconds'
  WHERE ${SCOPE} AND ${ONE} AND o.state = 'unknown' AND ${FREE} ${CHANGED}`;

/** What left was the template, where the window was closed. $5: the channel has one */
const TEMPLATE = '(o.window_closed AND $5)';
/** It was not the last part. */
const MORE = `(NOT ${TEMPLATE} AND o.parts_sent + 1 < o.parts)`;

/** As the outbox records what the provider took, without an id of the provider's. */
export const WAS_SENT = `
  UPDATE outbound_message o SET
    state = CASE WHEN ${TEMPLATE} THEN 'waiting' WHEN ${MORE} THEN 'queued' ELSE 'sent' END,
    parts_sent = o.parts_sent + CASE WHEN ${TEMPLATE} THEN 0 ELSE 1 END,
    attempts = CASE WHEN ${MORE} THEN 0 ELSE o.attempts END,
    template_at = CASE WHEN ${TEMPLATE} THEN coalesce(o.attempted_at, now()) ELSE o.template_at END,
    template_state = CASE WHEN ${TEMPLATE} THEN 'sent' ELSE o.template_state END,
    sent_at = CASE WHEN ${TEMPLATE} THEN o.sent_at ELSE coalesce(o.attempted_at, now()) END,
    next_attempt_at = now(), wake_at = now() + interval '15 seconds', lease_until = NULL, error_code = NULL, reason = NULL
  WHERE ${SCOPE} AND ${ONE} AND o.state = 'unknown' AND ${FREE} ${CHANGED}`;

export const SEND_AGAIN = `
  UPDATE outbound_message o SET ${QUEUED}
  WHERE ${SCOPE} AND ${ONE} AND o.state = 'unknown' AND ${FREE} AND o.kind <> 'manual' ${CHANGED}`;
