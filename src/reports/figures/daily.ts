import type { FigureRow, FigureTable, ReportFigures } from './figures.js';
import { gather, spanBefore, spanUntilNow, type ReportSource } from './gather.js';
import { headOf } from './head.js';
import { measuresOf } from './measures.js';
import { groupTable, standingTable } from './tables.js';
import { byReceipt, LINE_COLUMNS, LONGEST_LIST, readOverdue, STANDING_COLUMN, standingLine } from './ticket-lines.js';
import { STANDINGS, isFinished } from './ticket-facts.js';

/** *Laporan harian layanan informasi dan pengaduan*: what came in, what was done, what is still owed. */
export async function dailyReport(source: ReportSource): Promise<ReportFigures> {
  const { database, names } = source;
  const span = spanUntilNow(source);
  const past = spanBefore(source);
  const received: FigureRow[] = [];
  const [now, before] = await gather(source, [span, past.span], (facts) => {
    if (facts.received) received.push(standingLine(facts, names));
  });
  if (!now) throw new RangeError('no figures of the first span');
  const overdue = await readOverdue(database, names.tenant.slug, span.end);
  const columns = ['received', 'answered', 'unfinishedAtEnd'] as const;
  return {
    ...headOf(source, 'daily', past.period),
    measures: measuresOf(
      ['unfinishedAtStart', 'received', 'backAgain', 'finished', 'unfinishedAtEnd', 'danger', 'answered', 'closed', 'returned', 'asked', 'answerMedian'],
      now,
      before,
    ), // prettier-ignore
    tables: [
      groupTable({ grouping: 'reportKind', columns }, names, now, before),
      groupTable({ grouping: 'channelKind', columns }, names, now, before),
      groupTable({ grouping: 'category', columns, chart: { kind: 'bars', columns: ['received'] } }, names, now, before),
      groupTable({ grouping: 'district', columns }, names, now, before),
      groupTable({ grouping: 'agency', columns }, names, now, before),
      standingTable(
        'waiting',
        now.tickets.all.waiting,
        STANDINGS.filter((standing) => !isFinished(standing)),
      ),
      list('received-tickets', byReceipt(received)),
      {
        id: 'overdue-tickets',
        dimension: 'ticket',
        columns: [{ id: 'dueAt', unit: 'time' }],
        rows: overdue.lines.map(({ number, dueAt }) => ({ key: number, values: { dueAt: dueAt.toISOString() } })),
        ...(overdue.all > LONGEST_LIST && { leftOut: overdue.all - LONGEST_LIST }),
      },
    ],
    notes: ['times', 'without-identities'],
  };
}

function list(id: string, rows: readonly FigureRow[]): FigureTable {
  const left = rows.length - LONGEST_LIST;
  return {
    id,
    dimension: 'ticket',
    columns: [...LINE_COLUMNS, STANDING_COLUMN],
    rows: rows.slice(0, LONGEST_LIST),
    ...(left > 0 && { leftOut: left }),
  };
}
