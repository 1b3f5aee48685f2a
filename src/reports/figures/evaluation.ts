import type { FigureRow, FigureTable, ReportFigures } from './figures.js';
import { gather, spanBefore, spanUntilNow, type ReportSource, type SpanFigures } from './gather.js';
import { headOf } from './head.js';
import { measuresOf, minutes, type MeasureId } from './measures.js';
import { monthsOf, spanOf, type Period, type Span } from '../period.js';
import { satisfactionOf, satisfactionTable } from './satisfaction-table.js';
import { share, spreadOf } from './statistics.js';
import { agencyTable, dueTable, groupTable, markTable, standingTable, stepTable } from './tables.js';

const MEASURES: readonly MeasureId[] = [
  'unfinishedAtStart', 'received', 'backAgain', 'finished', 'unfinishedAtEnd', 'danger', 'answered', 'closed', 'answerMedian', 'answerP90',
  'answerInAllMedian', 'inTimeShare', 'notFixed', 'reopened', 'returned', 'bounced', 'asked', 'merged', 'archived', 'cancelled', 'fixedShare', 'markMean',
  'markIndex', 'satisfaction', 'satisfactionGrade', 'satisfactionSample',
]; // prettier-ignore
const COLUMNS = ['received', 'answered', 'unfinishedAtEnd', 'notFixed', 'returned', 'answerMedian'] as const;

/** *Laporan hasil monitoring dan evaluasi*: each figure with what it was in the period before. */
export async function evaluationReport(source: ReportSource): Promise<ReportFigures> {
  const past = spanBefore(source);
  const [now, before] = await gather(source, [spanUntilNow(source), past.span]);
  if (!now) throw new RangeError('no figures of the first span');
  return {
    ...headOf(source, 'evaluation', past.period),
    measures: measuresOf(MEASURES, now, before),
    tables: tablesOf(source, now, before),
    notes: ['times', 'without-identities'],
  };
}

/** *Laporan tahunan*: the same for a year, and how it went from month to month. */
export async function annualReport(source: ReportSource): Promise<ReportFigures> {
  const past = spanBefore(source);
  const here = spanUntilNow(source);
  const months = monthsOf(source.period)
    .map((month) => ({ month, span: within(spanOf(month, source.names.tenant.zone), here) }))
    .filter(({ span }) => span.start < span.end);
  const [now, before, ...each] = await gather(source, [here, past.span, ...months.map(({ span }) => span)]);
  if (!now) throw new RangeError('no figures of the first span');
  return {
    ...headOf(source, 'annual', past.period),
    measures: measuresOf(MEASURES, now, before),
    tables: [monthTable(months, each), ...tablesOf(source, now, before)],
    notes: ['times', 'without-identities'],
  };
}

function tablesOf({ names }: ReportSource, now: SpanFigures, before?: SpanFigures): FigureTable[] {
  const columns = COLUMNS;
  const chart = { kind: 'bars' as const, columns: ['received', 'answered'] };
  return [
    stepTable(now, before),
    dueTable(names, now, before),
    agencyTable(names, now, before),
    groupTable({ grouping: 'reportKind', columns }, names, now, before),
    groupTable({ grouping: 'channel', columns, chart }, names, now, before),
    groupTable({ grouping: 'category', columns, chart }, names, now, before),
    groupTable({ grouping: 'district', columns, chart }, names, now, before),
    standingTable('standings', now.tickets.all.standings),
    markTable(now, before),
    satisfactionTable(now, before),
  ];
}

function monthTable(months: readonly { month: Period }[], figures: readonly SpanFigures[]): FigureTable {
  return {
    id: 'by-month',
    dimension: 'month',
    columns: [
      { id: 'received', unit: 'count' },
      { id: 'answered', unit: 'count' },
      { id: 'finished', unit: 'count' },
      { id: 'unfinishedAtEnd', unit: 'count' },
      { id: 'answerMedian', unit: 'minutes' },
      { id: 'inTimeShare', unit: 'share' },
      { id: 'satisfaction', unit: 'index' },
    ],
    rows: months.flatMap(({ month }, index): FigureRow[] => {
      const own = figures[index];
      if (!own) return [];
      const { all } = own.tickets;
      const due = own.due.find(({ step }) => step === 'resolve');
      const { received, answered, finished, unfinishedAtEnd } = all;
      const answerMedian = minutes(spreadOf(all.toAnswer).median);
      const inTimeShare = due ? share(due.inTime, due.inTime + due.late + due.overdue) : null;
      return [
        {
          key: month.from.slice(0, 7),
          values: {
            received,
            answered,
            finished,
            unfinishedAtEnd,
            answerMedian,
            inTimeShare,
            satisfaction: satisfactionOf(own).found?.index ?? null,
          },
        },
      ];
    }),
    chart: { kind: 'lines', columns: ['received', 'answered', 'unfinishedAtEnd'] },
  };
}

function within(span: Span, outer: Span): Span {
  return { start: span.start, end: span.end < outer.end ? span.end : outer.end };
}
