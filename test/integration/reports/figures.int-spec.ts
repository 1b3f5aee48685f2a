import { Database } from '../../../src/database/database.js';
import { annualReport, evaluationReport } from '../../../src/reports/figures/evaluation.js';
import { dailyReport } from '../../../src/reports/figures/daily.js';
import type { FigureRow, ReportFigures } from '../../../src/reports/figures/figures.js';
import { monthlyReport } from '../../../src/reports/figures/monthly.js';
import { registerReport } from '../../../src/reports/figures/register.js';
import { addDays } from '../../../src/reports/period.js';
import { ZONE_NAMES, ZONES } from '../../../src/tenants/tenant.js';
import { createTestDatabase, type TestDatabase } from '../../kit/postgres.js';
import { columnOf, fillTenant, measureOf, sourceOf, tableOf } from '../../kit/reports.js';
import { shippedTenant } from '../../kit/shipped.js';
import { otherAgencies, otherCounts, otherDue, otherGroups, otherSteps, otherUnfinished } from './other-sql.js';
import { otherElements, otherWords } from './other-words.js';

const NOW = new Date('2026-05-06T03:00:00Z');
const TENANT = shippedTenant('tanah-bumbu');
let test: TestDatabase;
let database: Database;
beforeAll(async () => {
  test = await createTestDatabase();
  database = Database.connect(test.url, 8);
  await fillTenant(database, TENANT, { tickets: 1_600, from: new Date('2026-02-10T00:00:00Z'), now: NOW });
  // Somebody else's, to be left alone.
  await fillTenant(database, shippedTenant('badung'), { tickets: 200, from: new Date('2026-03-01T00:00:00Z'), now: NOW, seed: 2 }); // prettier-ignore
}, 60_000);
afterAll(async () => {
  await database.close();
  await test.drop();
});

const counts = (figures: ReportFigures, ids: readonly string[]): Record<string, unknown> =>
  Object.fromEntries(ids.map((id) => [id, measureOf(figures, id).value]));

describe.each(ZONE_NAMES)('figures of a month in %s', (zone) => {
  const tenant = { ...TENANT, zone };
  const range = [TENANT.slug, '2026-03-01', '2026-03-31', ZONES[zone]] as const;
  let figures: ReportFigures;
  beforeAll(async () => {
    figures = await evaluationReport(await sourceOf(database, tenant, '2026-03', NOW));
  });

  it('counts what the events say', async () => {
    const other = await otherCounts(database, range);
    expect(other.received).toBeGreaterThan(400);
    expect(Math.min(...(Object.values(other) as number[]))).toBeGreaterThan(0);
    expect(counts(figures, Object.keys(other))).toEqual(other);
  });

  it('holds them against the month before', async () => {
    const other = await otherCounts(database, [TENANT.slug, '2026-02-01', '2026-02-28', ZONES[zone]]);
    for (const [id, value] of Object.entries(other)) expect([id, measureOf(figures, id).before]).toEqual([id, value]);
  });

  it('begins and ends with what is unfinished, and nothing gets lost between', async () => {
    const [start, end] = [
      await otherUnfinished(database, range),
      await otherUnfinished(database, [TENANT.slug, '2026-04-01', '', ZONES[zone]]),
    ];
    const told = counts(figures, ['unfinishedAtStart', 'received', 'backAgain', 'finished', 'unfinishedAtEnd']);
    expect(told).toMatchObject({ unfinishedAtStart: start, unfinishedAtEnd: end });
    const { unfinishedAtStart, received, backAgain, finished, unfinishedAtEnd } = told as Record<string, number>;
    expect((unfinishedAtStart ?? 0) + (received ?? 0) + (backAgain ?? 0) - (finished ?? 0)).toBe(unfinishedAtEnd);
  });

  it('times every step without the waiting for the citizen', async () => {
    const steps = tableOf(figures, 'by-step');
    for (const { step, n, median, p90 } of await otherSteps(database, range)) {
      const row =
        step === 'round'
          ? { n: measureOf(figures, 'answerMedian').n, median: measureOf(figures, 'answerMedian').value, p90: measureOf(figures, 'answerP90').value }
          : step === 'in-all'
            ? { n: measureOf(figures, 'answerInAllMedian').n, median: measureOf(figures, 'answerInAllMedian').value }
            : steps.rows.find(({ key }) => key === step)?.values; // prettier-ignore
      expect([step, row?.n]).toEqual([step, n]);
      expect(Math.abs(Number(row?.median) - median / 60)).toBeLessThan(0.6);
      if (step !== 'in-all') expect(Math.abs(Number(row?.p90) - p90 / 60)).toBeLessThan(0.6);
    }
  });

  it.each([
    ['by-category', 'category'],
    ['by-district', 'district_code'],
    ['by-agency', 'agency'],
    ['by-channel', 'channel_id'],
    ['by-reportKind', 'kind'],
  ])('%s adds up to every report', async (id, column) => {
    const report =
      id === 'by-agency' ? await dailyReport(await sourceOf(database, tenant, '2026-03-17', NOW)) : figures;
    const span = id === 'by-agency' ? ([TENANT.slug, '2026-03-17', '2026-03-17', ZONES[zone]] as const) : range;
    const told = Object.fromEntries(
      Object.entries(columnOf(tableOf(report, id), 'received')).filter(([, n]) => n !== 0),
    );
    expect(told).toEqual(await otherGroups(database, span, column));
    expect(tableOf(report, id).total?.['received']).toBe(measureOf(report, 'received').value);
  });

  it('says what each agency did', async () => {
    const rows = tableOf(figures, 'agencies').rows.map(({ key, values }) => ({ agency: key, ...values }));
    const others = (await otherAgencies(database, range)).filter(
      ({ sent, responded, returned, open }) => sent + responded + returned + open > 0,
    );
    expect(others.length).toBeGreaterThan(20);
    for (const { respondMedian, ...other } of others) {
      const row = rows.find(({ agency }) => agency === other.agency) as Record<string, unknown> | undefined;
      expect(row).toMatchObject(other);
      if (respondMedian === null) expect(row?.['respondMedian']).toBeNull();
      else expect(Math.abs(Number(row?.['respondMedian']) - respondMedian)).toBeLessThan(0.6);
    }
  });

  it('says what was in time, by the answers themselves', async () => {
    const other = await otherDue(database, range);
    expect(Math.min(other.inTime, other.late, other.overdue)).toBeGreaterThan(0);
    const [row] = tableOf(figures, 'deadlines').rows;
    expect(row).toMatchObject({ key: 'resolve', values: other });
    const due = other.inTime + other.late + other.overdue;
    expect(measureOf(figures, 'inTimeShare')).toMatchObject({ value: other.inTime / due, n: due });
  });

  it('tells the citizens’ word, and the index of the nine elements with its grade', async () => {
    const { fixed, notFixed, marks, markSum, respondents, index, grade, sample } = await otherWords(database, range);
    expect(Math.min(fixed, notFixed, marks, respondents)).toBeGreaterThan(4);
    expect(measureOf(figures, 'fixedShare')).toMatchObject({ value: fixed / (fixed + notFixed), n: fixed + notFixed });
    expect(measureOf(figures, 'markMean')).toMatchObject({ value: markSum / marks, n: marks });
    expect(measureOf(figures, 'satisfaction')).toMatchObject({ value: index, n: respondents });
    expect(measureOf(figures, 'satisfactionGrade').value).toBe(grade);
    expect(measureOf(figures, 'satisfactionSample').value).toBe(sample);
    const table = tableOf(figures, 'satisfaction');
    expect(table.total).toEqual({ respondents, elementIndex: index, grade });
    expect(table.notes).toEqual(['satisfaction', 'satisfaction-sample']);
    const rows = table.rows.map(({ key, values }) => ({ element: key, ...values }));
    const others = await otherElements(database, range);
    expect(others).toHaveLength(9);
    for (const { elementMean, ...other } of others) {
      const row = rows.find(({ element }) => element === other.element) as Record<string, unknown> | undefined;
      expect(row).toMatchObject(other);
      expect(row?.['elementMean']).toBeCloseTo(elementMean, 9);
    }
  });
});

it('an index is told of nobody where fewer than five filled in the form, and the report says so', async () => {
  const day = await database.query<{ day: string; n: number }>(
    `SELECT (at AT TIME ZONE 'Asia/Makassar')::date::text AS day, count(*)::int AS n FROM feedback
     WHERE tenant = $1 AND elements IS NOT NULL AND at < '2026-03-20' GROUP BY 1 HAVING count(*) BETWEEN 1 AND 4 LIMIT 1`,
    [TENANT.slug],
  );
  const { day: from = '', n } = day[0] ?? {};
  const source = await sourceOf(database, TENANT, '2026-03', NOW);
  const figures = await evaluationReport({ ...source, period: { kind: 'month', from, until: from } });
  expect(measureOf(figures, 'satisfaction')).toMatchObject({ value: null, n });
  expect(measureOf(figures, 'satisfactionGrade').value).toBeNull();
  const table = tableOf(figures, 'satisfaction');
  expect(table).toMatchObject({ rows: [], total: { respondents: n }, notes: ['satisfaction', 'satisfaction-few'] });
});

it('a period that goes on is cut at the present, and held against as long a part of the one before', async () => {
  const figures = await evaluationReport(await sourceOf(database, TENANT, '2026-05', NOW));
  const [row] = await database.query<{ now: number; before: number }>(
    `SELECT (count(*) FILTER (WHERE opened_at >= '2026-04-30 16:00Z' AND opened_at < $2))::int AS now,
       (count(*) FILTER (WHERE opened_at >= '2026-03-31 16:00Z' AND opened_at < $2::timestamptz - interval '30 days'))::int AS before
     FROM ticket WHERE tenant = $1`,
    [TENANT.slug, NOW],
  );
  expect(measureOf(figures, 'received')).toMatchObject({ value: row?.now, before: row?.before });
});

it('days add up to their month, months to their year', async () => {
  let sum = 0;
  for (let day = '2026-03-01'; day <= '2026-03-31'; day = addDays(day, 1)) {
    const { answered } = await otherCounts(database, [TENANT.slug, day, day, ZONES.WITA]);
    const figures = await dailyReport(await sourceOf(database, TENANT, day, NOW));
    expect([day, measureOf(figures, 'answered').value]).toEqual([day, answered]);
    sum += answered;
  }
  const year = await annualReport(await sourceOf(database, TENANT, '2026', NOW));
  const months = tableOf(year, 'by-month');
  const march = await evaluationReport(await sourceOf(database, TENANT, '2026-03', NOW));
  expect(columnOf(months, 'satisfaction')['2026-03']).toBe(measureOf(march, 'satisfaction').value);
  expect(tableOf(year, 'satisfaction').rows).toHaveLength(9);
  expect(columnOf(months, 'answered')['2026-03']).toBe(sum);
  const all = Object.values(columnOf(months, 'received')).reduce<number>((total, each) => total + Number(each), 0);
  expect(all).toBe(measureOf(year, 'received').value);
  expect(months.rows.map(({ key }) => key)).toEqual(['2026-01', '2026-02', '2026-03', '2026-04', '2026-05']);
});

it('the register has each report of the period once, in order, with the dates of its events', async () => {
  const book = await registerReport(await sourceOf(database, TENANT, '2026-03', NOW));
  const whole: FigureRow[] = [];
  for await (const page of book.pages) whole.push(...page);
  expect(book.length).toBe(whole.length);
  expect(tableOf(book.figures, 'register').rows).toEqual(whole);
  const rows = await database.query<{ number: string; answered: Date | null; merged: string | null }>(
    `SELECT t.number, (SELECT min(at) FROM ticket_event e WHERE e.ticket_id = t.id AND type = 'answered') AS answered, m.number AS merged
     FROM ticket t LEFT JOIN ticket m ON m.id = t.merged_into
     WHERE t.tenant = $1 AND (t.opened_at AT TIME ZONE 'Asia/Makassar')::date BETWEEN '2026-03-01' AND '2026-03-31' ORDER BY t.opened_at, t.id`,
    [TENANT.slug],
  );
  expect(whole.map(({ key, values }) => [key, values['answeredAt'], values['related']])).toEqual(
    rows.map(({ number, answered, merged }) => [number, answered?.toISOString() ?? null, merged]),
  );
});

it('the public recapitulation tells no small number, and its parts add up to nothing more', async () => {
  const tenant = shippedTenant('badung');
  const figures = await monthlyReport(await sourceOf(database, tenant, '2026-03', NOW));
  const { received } = await otherCounts(database, [tenant.slug, '2026-03-01', '2026-03-31', ZONES.WITA]);
  expect(measureOf(figures, 'received').value).toBe(received);
  const hidden = figures.tables
    .flatMap((table) => Object.values(columnOf(table, 'tickets')))
    .filter((value) => value === '*');
  expect(hidden.length).toBeGreaterThan(0);
  for (const table of figures.tables.filter(({ total }) => total)) {
    const told = Object.values(columnOf(table, 'tickets'));
    for (const value of told) expect(value === '*' || Number(value) >= 5).toBe(true);
    const left =
      Number(table.total?.['tickets']) - told.reduce<number>((sum, each) => sum + (each === '*' ? 0 : Number(each)), 0);
    const marks = told.filter((value) => value === '*').length;
    if (marks === 0) expect(left).toBe(0);
    else expect(left).toBeGreaterThan(marks);
  }
  expect(JSON.stringify(figures)).not.toContain('BDG-');
});
