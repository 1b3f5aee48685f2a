import type { Database } from '../../database/database.js';
import type { Span } from '../period.js';
import { READ_EVENTS, type TicketRow } from './ticket-facts.js';

/** Tickets whose timelines are fetched at a time: enough to be quick, few enough to be held beside their figures. */
const CHUNK = 2_000;

/**
 * Tickets that may count in a span: all that are unfinished now, and all to which anything has happened since the
 * span began. Any other was finished before and has stayed so. Events are found by their time (a BRIN index: they are
 * only ever added, in order of time).
 */
const CANDIDATES = `
  SELECT id FROM ticket WHERE tenant = $1 AND state NOT IN ('answered', 'closed', 'merged', 'archived') AND opened_at < $3
  UNION
  SELECT t.id FROM ticket_event e JOIN ticket t ON t.id = e.ticket_id
  WHERE e.at >= $2 AND e.at <= $4 AND t.tenant = $1 AND t.opened_at < $3
  ORDER BY 1`;

const TICKETS = `
  SELECT t.id, t.number, (extract(epoch FROM t.opened_at) * 1000)::float8 AS "receivedAt", t.kind, t.category, t.level, t.urgency,
    t.agency, t.district_code AS district, t.village_code AS village, t.channel_id AS "channelId",
    t.archive_reason AS "archiveReason", m.number AS "mergedInto",
    (SELECT json_agg(json_build_array(e.type, floor(extract(epoch FROM e.at) * 1000)) ORDER BY e.at, e.id)
     FROM ticket_event e WHERE e.ticket_id = t.id AND e.type = ANY($2)) AS events
  FROM ticket t LEFT JOIN ticket m ON m.id = t.merged_into WHERE t.id = ANY($1::uuid[])`;

type Read = TicketRow & Record<string, unknown>;

/**
 * Every ticket of a tenant that may count in a span, in chunks of no order.
 * @param now nothing has happened after it
 */
export async function* readTickets(
  database: Database,
  tenant: string,
  span: Span,
  now: Date,
): AsyncGenerator<TicketRow[]> {
  const last = now > span.end ? now : span.end;
  const ids = (await database.query<{ id: string }>(CANDIDATES, [tenant, span.start, span.end, last])).map(
    ({ id }) => id,
  );
  for (let at = 0; at < ids.length; at += CHUNK) yield readChunk(database, ids.slice(at, at + CHUNK));
}

/** Tickets by their ids. */
export async function readChunk(database: Database, ids: readonly string[]): Promise<TicketRow[]> {
  const rows = await database.query<Read>(TICKETS, [ids, READ_EVENTS]);
  return rows.map((row) => ({ ...row, events: (row.events as TicketRow['events'] | null) ?? [] }));
}
