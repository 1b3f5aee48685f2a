import type { DispatchState } from './dispatch.entity.js';

/** What agencies' views are read by. Rows hold sealed values. */
export interface HeadRow extends Record<string, unknown> {
  dispatchId: string;
  ticketId: string;
  openingId: string;
  number: string;
  tenant: string;
  agency: string;
  unit: string | null;
  lead: boolean;
  state: DispatchState;
  ticketState: string;
  kind: string;
  category: string | null;
  level: string;
  urgency: string;
  openedAt: Date;
  dispatchedAt: Date;
  dueAt: Date | null;
  keyId: string;
  noteSealed: Buffer | null;
  description: string;
  districtCode: string | null;
  villageCode: string | null;
  landmark: string | null;
  latitude: number | null;
  longitude: number | null;
  anonymous: boolean;
  confidential: boolean;
  contactId: string | null;
  contactKeyId: string | null;
  contactName: Buffer | null;
}

export interface MessageRow extends Record<string, unknown> {
  id: string;
  keyId: string;
  sealed: Buffer;
  at: Date;
  /** It says who its writer is. */
  told: boolean;
  /** It came with that, or shortly after. */
  near: boolean;
}

export interface FileRow extends Record<string, unknown> {
  id: string;
  /** The message that it came with. */
  inboundId: string | null;
  near: boolean;
}

/** Stands where there is no dispatch. */
const NO_DISPATCH = '00000000-0000-0000-0000-000000000000';

/** What came in reply to a question for the reporter's name or papers comes within this time of its first word. */
const REPLY_MINUTES = 10;

/** Of a ticket that the agency does not have: $1 number, $2 tenant, $3 agency, $4 unit, $5 due. */
export const HEAD_BEFORE = `
  SELECT '${NO_DISPATCH}' AS "dispatchId", t.id AS "ticketId", t.opening_message_id AS "openingId", t.number, t.tenant, $3::text AS agency,
    $4::text AS unit, true AS lead, 'sent' AS state, t.state AS "ticketState", t.kind, t.category, t.level, t.urgency,
    t.opened_at AS "openedAt", t.updated_at AS "dispatchedAt", $5::timestamptz AS "dueAt", '' AS "keyId", NULL::bytea AS "noteSealed",
    t.description, t.district_code AS "districtCode", t.village_code AS "villageCode", t.landmark, t.latitude, t.longitude, t.anonymous,
    t.confidential, c.id AS "contactId", c.key_id AS "contactKeyId", c.name_sealed AS "contactName"
  FROM ticket t LEFT JOIN contact c ON c.id = t.contact_id WHERE t.number = $1 AND t.tenant = $2`;

export const HEAD = `
  SELECT d.id AS "dispatchId", t.id AS "ticketId", t.opening_message_id AS "openingId", t.number, t.tenant, d.agency, d.unit, d.lead,
    d.state, t.state AS "ticketState", t.kind, t.category, t.level, t.urgency, t.opened_at AS "openedAt",
    d.dispatched_at AS "dispatchedAt", d.due_at AS "dueAt", d.key_id AS "keyId", d.note_sealed AS "noteSealed", t.description,
    t.district_code AS "districtCode", t.village_code AS "villageCode", t.landmark, t.latitude, t.longitude, t.anonymous,
    t.confidential, c.id AS "contactId", c.key_id AS "contactKeyId", c.name_sealed AS "contactName"
  FROM dispatch d JOIN ticket t ON t.id = d.ticket_id LEFT JOIN contact c ON c.id = t.contact_id WHERE d.id = $1`;

/** The first word of the reporter since they were asked who they are, by each such question. */
const FIRST_REPLY = `
  SELECT q.at, (SELECT r.id FROM inbound_message r WHERE r.ticket_id = $1 AND r.received_at >= q.at ORDER BY r.received_at, r.id LIMIT 1) AS id
  FROM ticket_event q WHERE q.ticket_id = $1 AND q.type = 'asked' AND q.data -> 'missing' @> '["identity"]'`;
/**
 * Message `m` is that word, which says who they are (`told`), or came so shortly after it that it may (`near`): that is the
 * office's to know, its photos (papers) too.
 */
const SAYS_WHO = `
  LEFT JOIN LATERAL (
    SELECT bool_or(f.id = m.id) AS told, bool_or(m.received_at BETWEEN f.at AND r.received_at + interval '${String(REPLY_MINUTES)} minutes') AS near
    FROM (${FIRST_REPLY}) f JOIN inbound_message r ON r.id = f.id) who ON true`;

/** What citizens wrote to the ticket, the opening message first; $1 the ticket, $2 its opening message. */
export const MESSAGES = `
  SELECT m.id, m.key_id AS "keyId", m.event_sealed AS sealed, m.received_at AS at,
    m.id <> $2 AND coalesce(who.told, false) AS told, m.id <> $2 AND coalesce(who.near, false) AS near
  FROM inbound_message m ${SAYS_WHO}
  WHERE m.ticket_id = $1 AND m.event_sealed IS NOT NULL AND (m.id = $2 OR m.outcome = 'follow-up')
  ORDER BY (m.id = $2) DESC, m.received_at, m.id`;

/** Its photos; as `MESSAGES`. */
export const FILES = `
  SELECT a.id, m.id AS "inboundId", m.id IS NOT NULL AND m.id <> $2 AND coalesce(who.near, false) AS near
  FROM attachment a LEFT JOIN inbound_message m ON m.id = a.inbound_id ${SAYS_WHO}
  WHERE a.ticket_id = $1 AND a.state = 'stored' AND a.view_key IS NOT NULL
  ORDER BY a.id`;

export const OTHERS = `
  SELECT agency, lead, state FROM dispatch
  WHERE ticket_id = $1 AND id <> $2 AND state IN ('sent', 'accepted', 'responded', 'done') ORDER BY lead DESC, dispatched_at, id`;
