import type { Database } from '../../database/database.js';
import type { FigureColumn, FigureRow } from './figures.js';
import type { ReportNames } from './report-names.js';
import type { TicketFacts, TicketRow } from './ticket-facts.js';

/** Lists longer than this are for the register. */
export const LONGEST_LIST = 300;

const BASE: FigureColumn[] = [
  { id: 'receivedAt', unit: 'time' },
  { id: 'channelKind', unit: 'code', dimension: 'channelKind' },
  { id: 'reportKind', unit: 'code', dimension: 'reportKind' },
  { id: 'category', unit: 'text' },
  { id: 'place', unit: 'text' },
  { id: 'agency', unit: 'text' },
];
export const LINE_COLUMNS: readonly FigureColumn[] = BASE;
export const STANDING_COLUMN: FigureColumn = { id: 'standing', unit: 'code', dimension: 'standing' };

/** One ticket in a list, without anything of its reporter. */
export function lineOf(row: TicketRow, names: ReportNames): FigureRow {
  return {
    key: row.number,
    values: {
      receivedAt: new Date(row.receivedAt).toISOString(),
      channelKind: names.channelKind(row.channelId),
      reportKind: row.kind,
      category: row.category === null ? null : (names.category(row.category) ?? row.category),
      place: placeOf(row, names),
      agency: row.agency === null ? null : (names.agency(row.agency) ?? row.agency),
    },
  };
}

/** `Desa, Kecamatan`; null where neither is known. */
export function placeOf(
  { district, village }: Pick<TicketRow, 'district' | 'village'>,
  names: ReportNames,
): string | null {
  const parts = [village, district].flatMap((code) => (code === null ? [] : [names.place(code) ?? code]));
  return parts.length === 0 ? null : parts.join(', ');
}

export function standingLine(facts: TicketFacts, names: ReportNames): FigureRow {
  const line = lineOf(facts.row, names);
  return { ...line, values: { ...line.values, standing: facts.standing } };
}

/** In the order in which they came in. */
export function byReceipt(rows: readonly FigureRow[]): FigureRow[] {
  const at = ({ values }: FigureRow): string => (typeof values['receivedAt'] === 'string' ? values['receivedAt'] : '');
  return [...rows].sort((a, b) => at(a).localeCompare(at(b)) || a.key.localeCompare(b.key));
}

const OVERDUE = `
  SELECT t.number, d.due_at AS "dueAt", count(*) OVER ()::int AS all
  FROM ticket_deadline d JOIN ticket t ON t.id = d.ticket_id
  WHERE d.tenant = $1 AND d.step = 'resolve' AND d.due_at < $2 AND (d.met_at IS NULL OR d.met_at >= $2)
    AND (d.ended_at IS NULL OR d.ended_at >= $2) AND d.started_at < $2
  ORDER BY d.due_at, t.number LIMIT $3`;

/** Tickets that were owed an answer and late at an instant, the latest first. */
export async function readOverdue(
  database: Database,
  tenant: string,
  at: Date,
): Promise<{ lines: { number: string; dueAt: Date }[]; all: number }> {
  const rows = await database.query<{ number: string; dueAt: Date; all: number }>(OVERDUE, [tenant, at, LONGEST_LIST]);
  return { lines: rows, all: rows[0]?.all ?? 0 };
}
