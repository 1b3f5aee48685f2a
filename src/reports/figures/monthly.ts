import type { Database } from '../../database/database.js';
import { periodBefore, spanOf, type Period } from '../period.js';
import type { Dimension, FigureRow, FigureTable, Measure, ReportFigures } from './figures.js';
import { isSuppressed } from './figures.js';
import { gather, spanUntilNow, type ReportSource, type SpanFigures } from './gather.js';
import { headOf } from './head.js';
import { minutes } from './measures.js';
import type { ReportNames } from './report-names.js';
import { spreadOf } from './statistics.js';
import { suppress, suppressOne, SMALLEST_PUBLISHED } from './suppress.js';
import type { Standing } from './ticket-facts.js';
import { NONE } from './totals.js';

/** In an order that does not depend on the figures. */
const CHANNEL_KINDS = [
  'sms', 'whatsapp', 'web', 'email', 'messenger', 'telegram', 'desk', 'telephone', 'letter-box', 'website', 'application', 'social-media',
  'outside-system',
]; // prettier-ignore
const OUTCOMES: readonly { key: string; of: readonly Standing[] }[] = [
  { key: 'settled', of: ['answered', 'closed'] },
  { key: 'in-hand', of: ['office', 'agency', 'responded'] },
  { key: 'awaiting-citizen', of: ['awaiting-citizen'] },
  { key: 'merged', of: ['merged'] },
  { key: 'archived', of: ['archived'] },
];
const TREND_MONTHS = 12;

/**
 * *Rekapitulasi bulanan* for the notice board: no identities, and no number from which one could be guessed
 * (suppress.ts). It has one division of the month's reports by each trait, and never one by two traits or by traits that
 * follow from each other (an agency from a category): what one of them hides the other would tell.
 */
export async function monthlyReport(source: ReportSource): Promise<ReportFigures> {
  const { names, database } = source;
  const [now] = await gather(source, [spanUntilNow(source)]);
  if (!now) throw new RangeError('no figures of the first span');
  const { received } = now.tickets.all;
  const total = suppressOne(received);
  const answers = spreadOf(now.tickets.all.toAnswer);
  const told = answers.n >= SMALLEST_PUBLISHED;
  const measures: Measure[] = [
    { id: 'received', unit: 'count', value: total },
    {
      id: 'answerMedian',
      unit: 'minutes',
      value: told ? minutes(answers.median) : null,
      ...(told && { n: answers.n }),
    },
    { id: 'answerP90', unit: 'minutes', value: told ? minutes(answers.p90) : null, ...(told && { n: answers.n }) },
  ];
  return {
    ...headOf(source, 'monthly', null),
    measures,
    tables: [
      partition('by-category', 'category', byTopCategory(names, now)),
      partition('by-district', 'district', byDistrict(names, now)),
      partition('by-channelKind', 'channelKind', byChannelKind(now)),
      partition('outcomes', 'result', outcomes(now)),
      partition('timeliness', 'timeliness', timeliness(now), ['timeliness']),
      await trend(database, names, source.period),
    ],
    notes: ['times', 'suppressed', 'without-identities'],
  };
}

interface Part {
  key: string;
  name?: string;
  count: number;
}

/** Rows of 0 are left out; the others stand as they were given. */
function partition(id: string, dimension: Dimension, parts: readonly Part[], notes?: string[]): FigureTable {
  const { cells, total } = suppress(parts.map(({ count }) => count));
  const rows = parts.flatMap(({ key, name }, index): FigureRow[] => {
    const tickets = cells[index] ?? 0;
    return tickets === 0 ? [] : [{ key, ...(name !== undefined && { name }), values: { tickets } }];
  });
  return {
    id,
    dimension,
    columns: [{ id: 'tickets', unit: 'count' }],
    // Where even the total is not told, neither is what there was.
    rows: isSuppressed(total) ? [] : rows,
    total: { tickets: total },
    chart: { kind: 'bars', columns: ['tickets'] },
    ...(notes && { notes }),
  };
}

function byTopCategory(names: ReportNames, now: SpanFigures): Part[] {
  const tops = names.tenant.categories.filter(({ parent }) => parent === undefined);
  const counts = new Map<string, number>();
  for (const [slug, { received }] of now.tickets.by('category')) {
    const top = names.topOf(slug);
    const known = tops.some((each) => each.slug === top) ? top : NONE;
    counts.set(known, (counts.get(known) ?? 0) + received);
  }
  return [
    ...tops.map(({ slug, name }) => ({ key: slug, name, count: counts.get(slug) ?? 0 })),
    { key: NONE, count: counts.get(NONE) ?? 0 },
  ];
}

function byDistrict(names: ReportNames, now: SpanFigures): Part[] {
  const known = names.districts();
  const parts = known.map((key) => ({ key, name: names.place(key) ?? key, count: receivedBy(now, 'district', key) }));
  return withRest(parts, NONE, now);
}

function byChannelKind(now: SpanFigures): Part[] {
  const parts = CHANNEL_KINDS.map((key) => ({ key, count: receivedBy(now, 'channelKind', key) }));
  return withRest(parts, 'other', now);
}

/** What no known part counts stands in a part of its own. */
function withRest(parts: readonly Part[], key: string, now: SpanFigures): Part[] {
  const counted = parts.reduce((sum, { count }) => sum + count, 0);
  return [...parts, { key, count: now.tickets.all.received - counted }];
}

function receivedBy(now: SpanFigures, grouping: 'district' | 'channelKind', key: string): number {
  return now.tickets.by(grouping).get(key)?.received ?? 0;
}

function outcomes(now: SpanFigures): Part[] {
  const { standings } = now.tickets.all;
  return OUTCOMES.map(({ key, of }) => ({
    key,
    count: of.reduce((sum, standing) => sum + (standings.get(standing) ?? 0), 0),
  }));
}

function timeliness(now: SpanFigures): Part[] {
  const { inTime, late, overdue } = now.due.find(({ step }) => step === 'resolve') ?? {
    inTime: 0,
    late: 0,
    overdue: 0,
  };
  return [
    { key: 'inTime', count: inTime },
    { key: 'late', count: late },
    { key: 'overdue', count: overdue },
  ];
}

const RECEIVED =
  'SELECT count(*)::int AS received FROM ticket WHERE tenant = $1 AND opened_at >= $2 AND opened_at < $3';

/** Reports of each of the last twelve months; each number stands alone. */
async function trend(database: Database, { tenant }: ReportNames, month: Period): Promise<FigureTable> {
  const months = [month];
  for (let at = month; months.length < TREND_MONTHS; months.unshift(at)) at = periodBefore(at);
  const rows = await Promise.all(
    months.map(async (each) => {
      const span = spanOf(each, tenant.zone);
      const [row] = await database.query<{ received: number }>(RECEIVED, [tenant.slug, span.start, span.end]);
      return { key: each.from.slice(0, 7), values: { received: suppressOne(row?.received ?? 0) } };
    }),
  );
  return {
    id: 'trend',
    dimension: 'month',
    columns: [{ id: 'received', unit: 'count' }],
    rows,
    chart: { kind: 'lines', columns: ['received'] },
  };
}
