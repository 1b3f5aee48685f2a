import type { FigureRow, FigureTable, ReportFigures } from './figures.js';
import { NONE } from './totals.js';

/** Of lists of tickets. */
const COLUMN = 'agency';

/** The agencies of which a report says something, by their names, in the order of the alphabet. Pure. */
export function agenciesIn({ tables }: ReportFigures): string[] {
  const names = new Set(tables.flatMap(({ rows, ...table }) => rows.map((row) => agencyOf(table, row))));
  return [...names].filter((name) => name !== undefined).sort((a, b) => a.localeCompare(b, 'id'));
}

/**
 * What a report says of one agency: its rows of the tables by agency, and its tickets of the lists. What the report says
 * of the office as a whole is left out, so that nobody takes it for the agency's. Pure.
 * @param name as `agenciesIn` has it
 */
export function ofAgency(figures: ReportFigures, name: string): ReportFigures {
  const tables = figures.tables.flatMap((table): FigureTable[] => {
    if (table.dimension !== COLUMN && !hasColumn(table)) return [];
    const { total: _office, chart: _drawn, ...rest } = table;
    return [{ ...rest, rows: table.rows.filter((row) => agencyOf(table, row) === name) }];
  });
  return { ...figures, measures: [], tables };
}

function agencyOf(table: Pick<FigureTable, 'dimension' | 'columns'>, row: FigureRow): string | undefined {
  if (table.dimension === COLUMN) return row.key === NONE ? undefined : (row.name ?? row.key);
  const name = hasColumn(table) ? row.values[COLUMN] : undefined;
  return typeof name === 'string' ? name : undefined;
}

function hasColumn({ columns }: Pick<FigureTable, 'columns'>): boolean {
  return columns.some(({ id }) => id === COLUMN);
}
