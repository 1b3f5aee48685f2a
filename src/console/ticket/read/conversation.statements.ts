import { sentFiles } from '../../../outbox/sent-files.js';

/** What an entry of a conversation is. */
export type EntryKind = 'in' | 'out' | 'note' | 'response';

/** A row of `CONVERSATION`. */
export interface EntryRow extends Record<string, unknown> {
  kind: EntryKind;
  id: string;
  at: Date;
  /** `at` as PostgreSQL writes it: marks are exact to the microsecond. */
  mark: string;
  /** Null: of no channel. */
  channelId: string | null;
  state: string;
  keyId: string;
  sealed: Buffer | null;
  more: Record<string, unknown>;
}

/** $2, $3: the mark; $2 null is the end of the conversation. */
const before = (at: string, id: string): string =>
  `($2::timestamptz IS NULL OR (${at}, ${id}) < ($2::timestamptz, $3::uuid))`;

/** What citizens wrote to the ticket, and to those that it speaks for. */
const IN = `
  SELECT 'in' AS kind, m.id, m.received_at AS at, m.channel_id AS "channelId", coalesce(m.outcome, m.state) AS state,
    m.key_id AS "keyId", m.event_sealed AS sealed,
    jsonb_build_object('number', CASE WHEN t.id <> $1 THEN t.number END, 'opening', m.id = t.opening_message_id) AS more
  FROM ticket t JOIN inbound_message m ON m.ticket_id = t.id
  WHERE (t.id = $1 OR t.merged_into = $1) AND ${before('m.received_at', 'm.id')}
  ORDER BY m.received_at DESC, m.id DESC LIMIT $4`;

/** What went to the ticket's own citizen, and what people carry into other systems. */
const OUT = `
  SELECT 'out' AS kind, o.id, o.created_at AS at, o.channel_id AS "channelId", o.state, o.key_id AS "keyId", o.body_sealed AS sealed,
    jsonb_build_object('purpose', o.purpose, 'automatic', o.automatic, 'reason', o.reason, 'errorCode', o.error_code,
      'sentAt', o.sent_at, 'deliveredAt', o.delivered_at, 'readAt', o.read_at, 'failedAt', o.failed_at, 'attempts', o.attempts,
      'nextAttemptAt', o.next_attempt_at, 'parts', o.parts, 'partsSent', o.parts_sent, 'segments', o.segments,
      'cost', o.cost, 'currency', o.currency, 'templateAt', o.template_at, 'method', r.method, 'taskState', r.state,
      'files', (SELECT f.files FROM (SELECT ${sentFiles('o')}) f)) AS more
  FROM outbound_message o LEFT JOIN reply_task r ON r.id = o.id
  WHERE o.ticket_id = $1 AND (o.audience = 'citizen' OR r.id IS NOT NULL) AND ${before('o.created_at', 'o.id')}
  ORDER BY o.created_at DESC, o.id DESC LIMIT $4`;

const NOTES = `
  SELECT 'note' AS kind, n.id, n.created_at AS at, NULL AS "channelId", 'noted' AS state, n.key_id AS "keyId", n.body_sealed AS sealed,
    jsonb_build_object('by', n.by) AS more
  FROM ticket_note n WHERE n.ticket_id = $1 AND ${before('n.created_at', 'n.id')}
  ORDER BY n.created_at DESC, n.id DESC LIMIT $4`;

const RESPONSES = `
  SELECT 'response' AS kind, r.id, coalesce(r.submitted_at, r.created_at) AS at, NULL AS "channelId", r.state, r.key_id AS "keyId",
    r.body_sealed AS sealed, jsonb_build_object('agency', d.agency, 'unit', d.unit, 'via', r.via, 'by', r.officer_id,
      'remark', translate(encode(r.remark_sealed, 'base64'), E'\\n', '')) AS more
  FROM response r JOIN dispatch d ON d.id = r.dispatch_id
  WHERE r.ticket_id = $1 AND ${before('coalesce(r.submitted_at, r.created_at)', 'r.id')}
  ORDER BY coalesce(r.submitted_at, r.created_at) DESC, r.id DESC LIMIT $4`;

/**
 * The last entries before a mark, newest first: $1 ticket, $2 and $3 the mark, $4 at most. Each source gives as many as
 * there may be in all, by its own index, so that a long conversation costs no more than a page of it.
 */
export const CONVERSATION = `
  SELECT e.*, e.at::text AS mark
  FROM (${[IN, OUT, NOTES, RESPONSES].map((part) => `(${part})`).join(' UNION ALL ')}) e
  ORDER BY e.at DESC, e.id DESC LIMIT $4`;

/** The files of some entries: $1 messages, $2 responses. */
export const FILES = `
  SELECT id, inbound_id AS "inboundId", response_id AS "responseId", content_type AS "contentType", family, size, state, reason, role,
    key_id AS "keyId", filename_sealed AS "filenameSealed", location_sealed AS "locationSealed", view_key IS NOT NULL AS "hasView"
  FROM attachment WHERE inbound_id = ANY($1::uuid[]) OR response_id = ANY($2::uuid[]) ORDER BY id`;

export interface FileRow extends Record<string, unknown> {
  id: string;
  inboundId: string | null;
  responseId: string | null;
  contentType: string;
  family: string | null;
  size: string | null;
  state: string;
  reason: string | null;
  role: string | null;
  keyId: string;
  filenameSealed: Buffer | null;
  locationSealed: Buffer | null;
  hasView: boolean;
}
