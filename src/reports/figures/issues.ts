import type { Database } from '../../database/database.js';
import { addDays, DAY_MS, dayIn, midnight } from '../period.js';
import type { FigureRow, FigureTable, ReportFigures } from './figures.js';
import type { ReportSource } from './gather.js';
import { spanUntilNow } from './gather.js';
import { headOf } from './head.js';
import { readChunk } from './read-tickets.js';
import type { ReportNames } from './report-names.js';
import { RISE_RULE, riseOf, type Rise } from './rise.js';
import { Tally } from './statistics.js';
import { byReceipt, LINE_COLUMNS, lineOf, LONGEST_LIST, STANDING_COLUMN, standingLine } from './ticket-lines.js';
import { factsOf } from './ticket-facts.js';

/** A report as far as issues need it. */
export interface IssueTicket {
  id: string;
  number: string;
  receivedAt: Date;
  category: string | null;
  district: string | null;
}

/** Days that a window is long, up to the end of the day that the report is about. */
const WINDOWS = { day: 1, week: 7 } as const;
export type IssueWindow = keyof typeof WINDOWS;

/** Something that rose against its own past. */
export interface Issue extends Rise {
  window: IssueWindow;
  category: string | null;
  district: string | null;
  tickets: IssueTicket[];
}

const TICKETS = `
  SELECT id, number, opened_at AS "receivedAt", category, district_code AS district
  FROM ticket WHERE tenant = $1 AND opened_at >= $2 AND opened_at < $3 ORDER BY opened_at, id`;
const FIRST = 'SELECT min(opened_at) AS first FROM ticket WHERE tenant = $1';
const SLASH = '/';

/** *Laporan harian isu strategis*: what rises against its own past, by category and place, with the reports behind it. */
export async function issuesReport(source: ReportSource): Promise<ReportFigures> {
  const { database, names, period } = source;
  const { slug, zone } = names.tenant;
  const span = spanUntilNow(source);
  const from = midnight(addDays(period.from, -(RISE_RULE.weeks + 1) * 7), zone);
  const [tickets, [oldest]] = await Promise.all([
    database.query<IssueTicket & Record<string, unknown>>(TICKETS, [slug, from, span.end]),
    database.query<{ first: Date | null }>(FIRST, [slug]),
  ]);
  const firstDay = oldest?.first ? dayIn(oldest.first, zone) : period.from;
  const issues = findIssues(tickets, midnight(addDays(period.until, 1), zone), midnight(addDays(firstDay, 1), zone));
  const today = tickets.filter(({ receivedAt }) => receivedAt >= span.start);
  const danger = await dangers(database, today, source);
  return {
    ...headOf(source, 'issues', null),
    measures: [
      { id: 'received', unit: 'count', value: today.length },
      { id: 'issues', unit: 'count', value: issues.length },
      { id: 'danger', unit: 'count', value: danger.length },
    ],
    tables: [
      issueTable(issues, names),
      await behind(database, issues, names),
      dangerTable(danger),
      topTable(today, names),
    ],
    notes: ['issues', 'without-identities'],
  };
}

/**
 * Compares each window with the same one of the past weeks, for every category, every place, and every category in a
 * place. Where a category's rise is that of one place, only the place's is told.
 * @param end of the windows
 * @param reliableFrom weeks whose window begins earlier say nothing: the office was not reached yet
 */
export function findIssues(tickets: readonly IssueTicket[], end: Date, reliableFrom: Date): Issue[] {
  const found: Issue[] = [];
  for (const [window, days] of Object.entries(WINDOWS) as [IssueWindow, number][]) {
    const windows = Array.from({ length: RISE_RULE.weeks + 1 }, (_none, weeks) => {
      const until = end.getTime() - weeks * 7 * DAY_MS;
      return { from: until - days * DAY_MS, until };
    }).filter(({ from }, weeks) => weeks === 0 || from >= reliableFrom.getTime());
    const groups = new Map<string, IssueTicket[][]>();
    for (const ticket of tickets) {
      const at = ticket.receivedAt.getTime();
      const place = windows.findIndex(({ from, until }) => at >= from && at < until);
      if (place === -1) continue;
      for (const key of keysOf(ticket)) {
        const counts = groups.get(key) ?? windows.map(() => []);
        counts[place]?.push(ticket);
        groups.set(key, counts);
      }
    }
    const risen = [...groups].flatMap(([key, [now = [], ...past]]) => {
      const rise = riseOf(
        now.length,
        past.map((each) => each.length),
      );
      const [category = '', district = ''] = key.split(SLASH);
      return rise ? [{ ...rise, window, category: category || null, district: district || null, tickets: now }] : [];
    });
    found.push(...risen.filter((issue) => !explained(issue, risen) && !ofTheDay(issue, found)));
  }
  return found.sort((a, b) => a.probability - b.probability || b.count - a.count || keyOf(a).localeCompare(keyOf(b)));
}

function keysOf({ category, district }: IssueTicket): string[] {
  return [
    ...(category === null ? [] : [`${category}${SLASH}`]),
    ...(district === null ? [] : [`${SLASH}${district}`]),
    ...(category === null || district === null ? [] : [`${category}${SLASH}${district}`]),
  ];
}

/** A week that is high by what its last day brought, which was told already. */
function ofTheDay(issue: Issue, told: readonly Issue[]): boolean {
  return told.some(
    ({ category, district, count }) =>
      category === issue.category &&
      district === issue.district &&
      issue.count - count < Math.max(RISE_RULE.fewestReports, issue.usual),
  );
}

/** Without what a narrower issue tells, it would be none. */
function explained(issue: Issue, all: readonly Issue[]): boolean {
  if (issue.category !== null && issue.district !== null) return false;
  return all.some(
    (other) =>
      other.category !== null &&
      other.district !== null &&
      (issue.category === null ? other.district === issue.district : other.category === issue.category) &&
      issue.count - other.count < Math.max(RISE_RULE.fewestReports, issue.usual),
  );
}

function keyOf({ window, category, district }: Issue): string {
  return [window, category ?? '', district ?? ''].join(SLASH);
}

function issueTable(issues: readonly Issue[], names: ReportNames): FigureTable {
  return {
    id: 'issues',
    dimension: 'issue',
    columns: [
      { id: 'window', unit: 'code', dimension: 'window' },
      { id: 'category', unit: 'text' },
      { id: 'place', unit: 'text' },
      { id: 'received', unit: 'count' },
      { id: 'usual', unit: 'mean' },
      { id: 'chance', unit: 'share' },
    ],
    rows: issues.map(({ window, category, district, count, usual, probability }, index) => ({
      key: String(index + 1),
      values: {
        window,
        category: category === null ? null : (names.category(category) ?? category),
        place: district === null ? null : (names.place(district) ?? district),
        received: count,
        usual,
        chance: probability,
      },
    })),
    notes: ['rise'],
  };
}

async function behind(database: Database, issues: readonly Issue[], names: ReportNames): Promise<FigureTable> {
  const all = issues.flatMap((issue, index) => issue.tickets.map(({ id }) => ({ id, issue: String(index + 1) })));
  const shown = all.slice(0, LONGEST_LIST);
  const rows = new Map(
    (await readChunk(database, [...new Set(shown.map(({ id }) => id))])).map((row) => [row.id, row]),
  );
  return {
    id: 'issue-tickets',
    dimension: 'ticket',
    columns: [{ id: 'issue', unit: 'text' }, ...LINE_COLUMNS],
    rows: shown.flatMap(({ id, issue }): FigureRow[] => {
      const row = rows.get(id);
      if (!row) return [];
      const line = lineOf(row, names);
      return [{ key: line.key, values: { issue, ...line.values } }];
    }),
    ...(all.length > LONGEST_LIST && { leftOut: all.length - LONGEST_LIST }),
  };
}

async function dangers(database: Database, today: readonly IssueTicket[], source: ReportSource): Promise<FigureRow[]> {
  const rows = await readChunk(
    database,
    today.map(({ id }) => id),
  );
  const span = spanUntilNow(source);
  return byReceipt(
    rows.filter(({ urgency }) => urgency === 'danger').map((row) => standingLine(factsOf(row, span), source.names)),
  );
}

function dangerTable(rows: readonly FigureRow[]): FigureTable {
  return { id: 'danger-tickets', dimension: 'ticket', columns: [...LINE_COLUMNS, STANDING_COLUMN], rows: [...rows] };
}

/** What came most often on the day, whether that is usual or not. */
function topTable(today: readonly IssueTicket[], names: ReportNames): FigureTable {
  const tally = new Tally();
  for (const { category } of today) if (category !== null) tally.add(category);
  return {
    id: 'top-categories',
    dimension: 'category',
    columns: [{ id: 'received', unit: 'count' }],
    rows: tally
      .entries()
      .slice(0, 10)
      .map(([key, received]) => ({ key, name: names.category(key) ?? key, values: { received } })),
    chart: { kind: 'bars', columns: ['received'] },
  };
}
