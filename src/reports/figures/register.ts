import type { Database } from '../../database/database.js';
import type { FigureColumn, FigureRow, FigureTable, ReportFigures } from './figures.js';
import { spanUntilNow, type ReportSource } from './gather.js';
import { headOf } from './head.js';
import { readChunk } from './read-tickets.js';
import type { ReportNames } from './report-names.js';
import { factsOf, isFinished, STEPS, type Step, type TicketFacts } from './ticket-facts.js';
import { LINE_COLUMNS, lineOf } from './ticket-lines.js';
import type { Span } from '../period.js';

/** Rows that the stored document keeps; the files have them all. */
const KEPT_ROWS = 5_000;
const PAGE = 2_000;

/** By keys: a page costs the same however far in the book it is. */
const NEXT = `
  SELECT id, opened_at::text AS "openedAt" FROM ticket
  WHERE tenant = $1 AND opened_at < $3 AND (opened_at, id) > ($2::timestamptz, $4::uuid) ORDER BY opened_at, id LIMIT $5`;
const FIRST_ID = '00000000-0000-0000-0000-000000000000';

const STEP_COLUMNS: readonly FigureColumn[] = STEPS.map((step) => ({ id: `${step}At`, unit: 'time' }));

/** What the caller may see of reporters, by a ticket's id; every look is recorded before it is given. */
export type ReporterLook = (
  ticketIds: readonly string[],
) => Promise<ReadonlyMap<string, { name: string | null; address: string | null }>>;

/** *Buku register pengaduan*: a row a ticket, in the order in which they came in. */
export async function registerReport(
  source: ReportSource,
  look?: ReporterLook,
): Promise<{ figures: ReportFigures; whole: FigureTable }> {
  const rows: FigureRow[] = [];
  for await (const page of registerRows(source, look)) rows.push(...page);
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
  const whole: FigureTable = { id: 'register', dimension: 'ticket', columns, rows };
  const left = rows.length - KEPT_ROWS;
  const figures: ReportFigures = {
    ...headOf(source, 'register', null),
    measures: [{ id: 'received', unit: 'count', value: rows.length }],
    tables: [left > 0 ? { ...whole, rows: rows.slice(0, KEPT_ROWS), leftOut: left } : whole],
    notes: look ? ['times', 'with-identities'] : ['times', 'without-identities'],
  };
  return { figures, whole };
}

async function* registerRows(source: ReportSource, look?: ReporterLook): AsyncGenerator<FigureRow[]> {
  const { database, names } = source;
  const span = spanUntilNow(source);
  for await (const ids of pages(database, names.tenant.slug, span)) {
    const [chunk, reporters] = await Promise.all([readChunk(database, ids), look?.(ids)]);
    const byId = new Map(chunk.map((row) => [row.id, row]));
    // Everything that has happened until now, and not only within the period: a book is kept up.
    const life: Span = { start: new Date(0), end: source.now };
    yield ids.flatMap((id): FigureRow[] => {
      const row = byId.get(id);
      if (!row) return [];
      const facts = factsOf(row, life);
      const line = registerLine(facts, names);
      const reporter = reporters?.get(id);
      return [
        reporters
          ? {
              ...line,
              values: {
                ...line.values,
                reporterName: reporter?.name ?? null,
                reporterAddress: reporter?.address ?? null,
              },
            }
          : line,
      ];
    });
  }
}

async function* pages(database: Database, tenant: string, span: Span): AsyncGenerator<string[]> {
  // As text: the database is finer than a Date.
  let mark = { openedAt: span.start.toISOString(), id: FIRST_ID };
  for (;;) {
    const values = [tenant, mark.openedAt, span.end, mark.id, PAGE];
    const rows = await database.query<{ id: string; openedAt: string }>(NEXT, values);
    if (rows.length > 0) yield rows.map(({ id }) => id);
    const last = rows.at(-1);
    if (!last || rows.length < PAGE) return;
    mark = last;
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
