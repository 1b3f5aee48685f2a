import type { FigureColumn, FigureRow, FigureTable, ReportFigures } from './figures.js';
import { spanUntilNow, type ReportSource } from './gather.js';
import { headOf } from './head.js';
import { readChunk } from './read-tickets.js';
import type { ReportNames } from './report-names.js';
import { factsOf, isFinished, STEPS, type Step, type TicketFacts } from './ticket-facts.js';
import { LINE_COLUMNS, lineOf } from './ticket-lines.js';
import type { Span } from '../period.js';

/** Rows that the stored document and the printable page keep; the spreadsheet has them all. */
const KEPT_ROWS = 5_000;
const PAGE = 2_000;

/** Which they are is settled at once: what is added meanwhile is in no row and in no sum. */
const IDS = 'SELECT id FROM ticket WHERE tenant = $1 AND opened_at >= $2 AND opened_at < $3 ORDER BY opened_at, id';

const STEP_COLUMNS: readonly FigureColumn[] = STEPS.map((step) => ({ id: `${step}At`, unit: 'time' }));

/** What the caller may see of reporters, by a ticket's id; every look is recorded before it is given. */
export type ReporterLook = (
  ticketIds: readonly string[],
) => Promise<ReadonlyMap<string, { name: string | null; address: string | null }>>;

/** A register that is read page by page: a year of a big office does not stand in memory. */
export interface RegisterBook {
  /** Without its rows. */
  table: FigureTable;
  length: number;
  /** To be read once; of the first ones `figures` keeps the rows. */
  pages: AsyncIterable<FigureRow[]>;
  /** The stored document, with the first rows; complete when every page was read. */
  figures: ReportFigures;
}

/** *Buku register pengaduan*: a row a ticket, in the order in which they came in. */
export async function registerReport(source: ReportSource, look?: ReporterLook): Promise<RegisterBook> {
  const { database, names } = source;
  const span = spanUntilNow(source);
  const found = await database.query<{ id: string }>(IDS, [names.tenant.slug, span.start, span.end]);
  const ids = found.map(({ id }) => id);
  const columns: FigureColumn[] = [
    ...LINE_COLUMNS,
    ...STEP_COLUMNS,
    { id: 'standing', unit: 'code', dimension: 'standing' },
    { id: 'result', unit: 'code', dimension: 'result' },
    { id: 'related', unit: 'text' },
    ...(look
      ? ([
          { id: 'reporterName', unit: 'text' },
          { id: 'reporterAddress', unit: 'text' },
        ] as const)
      : []),
  ];
  const table: FigureTable = { id: 'register', dimension: 'ticket', columns, rows: [] };
  const left = ids.length - KEPT_ROWS;
  const kept: FigureRow[] = [];
  return {
    table,
    length: ids.length,
    pages: keeping(kept, registerRows(source, ids, look)),
    figures: {
      ...headOf(source, 'register', null),
      measures: [{ id: 'received', unit: 'count', value: ids.length }],
      tables: [{ ...table, rows: kept, ...(left > 0 && { leftOut: left }) }],
      notes: look ? ['times', 'with-identities'] : ['times', 'without-identities'],
    },
  };
}

async function* keeping(kept: FigureRow[], pages: AsyncIterable<FigureRow[]>): AsyncGenerator<FigureRow[]> {
  for await (const page of pages) {
    kept.push(...page.slice(0, KEPT_ROWS - kept.length));
    yield page;
  }
}

async function* registerRows(
  { database, names, now }: ReportSource,
  all: readonly string[],
  look?: ReporterLook,
): AsyncGenerator<FigureRow[]> {
  // Everything that has happened until now, and not only within the period: a book is kept up.
  const life: Span = { start: new Date(0), end: now };
  for (let at = 0; at < all.length; at += PAGE) {
    const ids = all.slice(at, at + PAGE);
    const [chunk, reporters] = await Promise.all([readChunk(database, ids), look?.(ids)]);
    const byId = new Map(chunk.map((row) => [row.id, row]));
    yield ids.flatMap((id): FigureRow[] => {
      const row = byId.get(id);
      if (!row) return [];
      const line = registerLine(factsOf(row, life), names);
      if (!reporters) return [line];
      const { name: reporterName = null, address: reporterAddress = null } = reporters.get(id) ?? {};
      return [{ ...line, values: { ...line.values, reporterName, reporterAddress } }];
    });
  }
}

/** One row of the book. */
function registerLine(facts: TicketFacts, names: ReportNames): FigureRow {
  const line = lineOf(facts.row, names);
  return {
    ...line,
    values: {
      ...line.values,
      ...Object.fromEntries(STEPS.map((step) => [`${step}At`, firstOf(step, facts)])),
      standing: facts.standing,
      result: resultOf(facts),
      related: facts.row.mergedInto,
    },
  };
}

/** The first time that the ticket passed a step, in any of its rounds. */
function firstOf(step: Step, { row }: TicketFacts): string | null {
  const event = row.events.find(([type]) => type === step || (step === 'closed' && type === 'confirmed-fixed'));
  return event ? new Date(event[1]).toISOString() : null;
}

/** What came of it, in a code. */
function resultOf({ standing, row, notFixed }: TicketFacts): string | null {
  if (!isFinished(standing)) return notFixed > 0 ? 'not-fixed' : null;
  if (standing === 'archived') return row.archiveReason ?? 'archived';
  if (standing === 'merged') return 'merged';
  if (row.events.at(-1)?.[0] === 'confirmed-fixed') return 'confirmed-fixed';
  return standing;
}
