import { STANDINGS, STEPS, type Standing } from './ticket-facts.js';
import type { FigureChart, FigureColumn, FigureRow, FigureTable, Value } from './figures.js';
import type { SpanFigures } from './gather.js';
import { minutes } from './measures.js';
import type { ReportNames } from './report-names.js';
import { spreadOf } from './statistics.js';
import type { Grouping, Totals } from './totals.js';

const COUNT = (id: string): FigureColumn => ({ id, unit: 'count' });

const COLUMNS: Record<'received' | 'finished' | 'unfinishedAtEnd' | 'answered' | 'notFixed' | 'returned' | 'answerMedian', FigureColumn> = {
  received: COUNT('received'),
  finished: COUNT('finished'),
  unfinishedAtEnd: COUNT('unfinishedAtEnd'),
  answered: COUNT('answered'),
  notFixed: COUNT('notFixed'),
  returned: COUNT('returned'),
  answerMedian: { id: 'answerMedian', unit: 'minutes' },
}; // prettier-ignore
export type GroupColumn = keyof typeof COLUMNS;

export interface GroupTable {
  grouping: Grouping;
  columns: readonly GroupColumn[];
  chart?: FigureChart;
}

/** Tickets by one of their traits, with a row of totals. */
export function groupTable(
  { grouping, columns, chart }: GroupTable,
  names: ReportNames,
  now: SpanFigures,
  before?: SpanFigures,
): FigureTable {
  const groups = now.tickets.by(grouping);
  const past = before?.tickets.by(grouping);
  const keys = [...now.tickets.keys(grouping)];
  // What there was and is no more is a figure too.
  for (const key of before?.tickets.keys(grouping) ?? []) if (!keys.includes(key)) keys.push(key);
  return {
    id: `by-${grouping}`,
    dimension: grouping,
    columns: columns.map((id) => COLUMNS[id]),
    rows: keys.map((key) => ({
      key,
      ...nameOf(grouping, key, names),
      values: valuesOf(columns, groups.get(key)),
      ...(past && { before: valuesOf(columns, past.get(key)) }),
    })),
    total: valuesOf(columns, now.tickets.all),
    ...(chart && { chart }),
  };
}

export function nameOf(grouping: Grouping, key: string, names: ReportNames): { name?: string } {
  const name =
    grouping === 'category'
      ? names.category(key)
      : grouping === 'district'
        ? names.place(key)
        : grouping === 'agency'
          ? names.agency(key)
          : grouping === 'channel'
            ? names.channel(key)
            : undefined;
  return name === undefined ? {} : { name };
}

function valuesOf(columns: readonly GroupColumn[], totals: Totals | undefined): Record<string, Value> {
  return Object.fromEntries(
    columns.map((id) => [
      id,
      id === 'answerMedian' ? minutes(spreadOf(totals?.toAnswer ?? []).median) : (totals?.[id] ?? 0),
    ]),
  );
}

/** Where tickets stand. */
export function standingTable(id: string, counts: ReadonlyMap<Standing, number>, only = STANDINGS): FigureTable {
  const rows = only.map((key) => ({ key, values: { tickets: counts.get(key) ?? 0 } }));
  return {
    id,
    dimension: 'standing',
    columns: [COUNT('tickets')],
    rows,
    total: { tickets: rows.reduce((sum, row) => sum + row.values.tickets, 0) },
  };
}

/** How long each step took, of those that ended in the span. */
export function stepTable(now: SpanFigures, before?: SpanFigures): FigureTable {
  const values = (figures: SpanFigures, step: (typeof STEPS)[number]): Record<string, Value> => {
    const { n, median, p90 } = spreadOf(figures.tickets.all.steps[step]);
    return { n, median: minutes(median), p90: minutes(p90) };
  };
  return {
    id: 'by-step',
    dimension: 'step',
    columns: [COUNT('n'), { id: 'median', unit: 'minutes' }, { id: 'p90', unit: 'minutes' }],
    rows: STEPS.map((step) => ({
      key: step,
      values: values(now, step),
      ...(before && { before: values(before, step) }),
    })),
    notes: ['steps'],
  };
}

/** Deadlines that fell due, the whole one first. */
export function dueTable(names: ReportNames, now: SpanFigures, before?: SpanFigures): FigureTable {
  const order = ['resolve', ...names.tenant.standard.steps.map(({ slug }) => slug)];
  const values = (figures: SpanFigures, step: string): Record<string, Value> => {
    const { inTime, late, overdue } = figures.due.find((row) => row.step === step) ?? {
      inTime: 0,
      late: 0,
      overdue: 0,
    };
    return { due: inTime + late + overdue, inTime, late, overdue };
  };
  const known = new Set([...now.due, ...(before?.due ?? [])].map(({ step }) => step));
  const steps = [...order.filter((step) => known.has(step)), ...[...known].filter((step) => !order.includes(step))];
  return {
    id: 'deadlines',
    dimension: 'step',
    columns: ['due', 'inTime', 'late', 'overdue'].map(COUNT),
    rows: steps.map((key) => {
      const name = names.tenant.standard.steps.find(({ slug }) => slug === key)?.name;
      return {
        key,
        ...(name !== undefined && { name }),
        values: values(now, key),
        ...(before && { before: values(before, key) }),
      };
    }),
    notes: ['deadlines'],
  };
}

/** What each agency did with what it was handed. */
export function agencyTable(names: ReportNames, now: SpanFigures, before?: SpanFigures): FigureTable {
  const counts = ['sent', 'accepted', 'responded', 'returned', 'open', 'overdue'] as const;
  const row = (figures: SpanFigures, agency: string): Record<string, Value> => {
    const own = figures.agencies.find((each) => each.agency === agency);
    return {
      ...Object.fromEntries(counts.map((id) => [id, own?.[id] ?? 0])),
      respondMedian: rounded(own?.toRespond.median),
      inTimeShare: own && own.dated > 0 ? own.inTime / own.dated : null,
    };
  };
  const slugs = now.agencies.map(({ agency }) => agency);
  const sum = (id: (typeof counts)[number]): number => now.agencies.reduce((total, each) => total + each[id], 0);
  return {
    id: 'agencies',
    dimension: 'agency',
    columns: [...counts.map(COUNT), { id: 'respondMedian', unit: 'minutes' }, { id: 'inTimeShare', unit: 'share' }],
    rows: slugs.map((key): FigureRow => ({
      key,
      ...nameOf('agency', key, names),
      values: row(now, key),
      ...(before && { before: row(before, key) }),
    })),
    total: Object.fromEntries(counts.map((id) => [id, sum(id)])),
    chart: { kind: 'bars', columns: ['sent', 'responded'] },
    notes: ['agencies'],
  };
}

function rounded(value: number | null | undefined): number | null {
  return value === null || value === undefined ? null : Math.round(value);
}

/** How many gave each mark. */
export function markTable(now: SpanFigures, before?: SpanFigures): FigureTable {
  return {
    id: 'marks',
    dimension: 'mark',
    columns: [COUNT('citizens')],
    rows: now.feedback.marks.map((citizens, index) => ({
      key: String(index + 1),
      values: { citizens },
      ...(before && { before: { citizens: before.feedback.marks[index] ?? 0 } }),
    })),
    total: { citizens: now.feedback.marks.reduce((sum, each) => sum + each, 0) },
    chart: { kind: 'bars', columns: ['citizens'] },
  };
}
