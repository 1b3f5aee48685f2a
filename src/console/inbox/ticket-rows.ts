import type { Database } from '../../database/database.js';
import type { Statement } from '../../database/statement.js';
import type { DurationUnit } from '../../tenants/tenant.js';
import type { TicketState } from '../../tickets/transitions.js';

/** What a list shows of a ticket; nothing of who reported it. */
export interface TicketRow {
  id: string;
  number: string;
  state: TicketState;
  channelId: string;
  /** The beginning of what was written. */
  text: string;
  districtCode: string | null;
  villageCode: string | null;
  landmark: string | null;
  category: string | null;
  agency: string | null;
  urgency: string;
  openedAt: Date;
  /** The next deadline that is owed; null where nothing is. */
  dueAt: Date | null;
  dueUnit: DurationUnit | null;
  assignedTo: string | null;
  /** How the last message to its citizen stands, where that reached nobody yet. */
  undelivered: 'failed' | 'unknown' | 'waiting' | null;
}

/** Characters of a text that a row shows at most. */
export const ROW_TEXT = 160;

const ROWS: Statement = {
  name: 'console-ticket-rows',
  text: `
    SELECT t.id, t.number, t.state, t.channel_id AS "channelId", left(t.description, ${String(ROW_TEXT)}) AS text,
      t.district_code AS "districtCode", t.village_code AS "villageCode", t.landmark, t.category, t.agency, t.urgency,
      t.opened_at AS "openedAt", o.due_at AS "dueAt", o.budget_unit AS "dueUnit", t.assigned_to AS "assignedTo",
      m.state AS undelivered
    FROM ticket t
    LEFT JOIN LATERAL (
      SELECT d.due_at, d.budget_unit FROM ticket_deadline d
      WHERE d.ticket_id = t.id AND d.met_at IS NULL AND d.ended_at IS NULL AND d.due_at IS NOT NULL
      ORDER BY d.due_at LIMIT 1) o ON t.state NOT IN ('answered', 'closed', 'archived', 'merged')
    LEFT JOIN LATERAL (
      SELECT l.state FROM outbound_message l WHERE l.ticket_id = t.id AND l.audience = 'citizen'
      ORDER BY l.created_at DESC LIMIT 1) m ON m.state IN ('failed', 'unknown', 'waiting')
    WHERE t.id = ANY($1::uuid[])`,
};

/** In the order of the ids. */
export async function ticketRows(database: Database, ids: readonly string[]): Promise<TicketRow[]> {
  if (ids.length === 0) return [];
  const rows = await database.query<TicketRow & Record<string, unknown>>(ROWS, [ids]);
  const byId = new Map(rows.map((row) => [row.id, row]));
  return ids.flatMap((id) => byId.get(id) ?? []);
}
