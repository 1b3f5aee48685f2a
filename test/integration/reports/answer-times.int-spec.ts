import { Database } from '../../../src/database/database.js';
import { AnswerTimesSweep } from '../../../src/reports/answer-times/answer-times-sweep.js';
import { AnswerTimes } from '../../../src/reports/answer-times/answer-times.js';
import { reckonAnswerTimes } from '../../../src/reports/answer-times/reckon.js';
import { TenantRegistry } from '../../../src/tenants/tenant-registry.js';
import { CapturedLogs } from '../../kit/captured-logs.js';
import { createTestDatabase, type TestDatabase } from '../../kit/postgres.js';
import { fillTenant } from '../../kit/reports.js';
import { shippedTenant } from '../../kit/shipped.js';
import { TurnedClock } from '../../kit/turned-clock.js';

const NOW = new Date('2026-05-06T03:00:00Z');
const TENANT = shippedTenant('tanah-bumbu');
const OTHER = shippedTenant('badung');
const HOUR = 3_600_000;
let test: TestDatabase;
let database: Database;

beforeAll(async () => {
  test = await createTestDatabase();
  database = Database.connect(test.url, 4);
  await fillTenant(database, TENANT, { tickets: 800, from: new Date('2025-01-10T00:00:00Z'), now: NOW });
}, 60_000);
afterAll(async () => {
  await database.close();
  await test.drop();
});

/** Kaplan and Meier's curve as SQL: the first moment at which no more than half still waited. */
const OTHER_WAY = `
  WITH waits AS (
    SELECT coalesce((SELECT min(at) FROM ticket_event e WHERE e.ticket_id = t.id AND e.type = 'answered'), $2) - t.opened_at AS waited,
      EXISTS (SELECT 1 FROM ticket_event e WHERE e.ticket_id = t.id AND e.type = 'answered') AS answered
    FROM ticket t WHERE t.tenant = $1 AND t.opened_at >= $2::timestamptz - interval '12 months' AND ($3::text[] IS NULL OR t.category = ANY($3))
  ), curve AS (
    SELECT waited, answered, sum(ln(1 - (answered::int::float8 / least_left))) OVER (ORDER BY waited, answered DESC, place) AS logged, left_then
    FROM (SELECT *, row_number() OVER (ORDER BY waited, answered DESC) AS place,
      count(*) OVER () - row_number() OVER (ORDER BY waited, answered DESC) + 1 AS left_then,
      greatest(2, count(*) OVER () - row_number() OVER (ORDER BY waited, answered DESC) + 1) AS least_left FROM waits) numbered
  )
  SELECT (SELECT count(*)::int FROM waits) AS n,
    (SELECT (extract(epoch FROM min(waited)) * 1000)::float8 FROM curve WHERE exp(logged) <= 0.5 + 1e-9 AND left_then >= 5) AS ms`;

describe('answer times', () => {
  it('are what the events of the last twelve months say, by category and with those beneath', async () => {
    const figures = await reckonAnswerTimes(database, TENANT, NOW);
    const check = async (found: unknown, categories: string[] | null): Promise<void> => {
      const [other] = await database.query<{ n: number; ms: number | null }>(OTHER_WAY, [TENANT.slug, NOW, categories]);
      expect(other?.ms).not.toBeNull();
      expect(found).toEqual({ n: other?.n, half: 'within', ms: expect.closeTo(other?.ms ?? 0, -1) as number });
    };
    await check(figures.all, null);
    const [all] = await database.query<{ n: number }>('SELECT count(*)::int AS n FROM ticket');
    expect(figures.all?.n).toBeLessThan(all?.n ?? 0);
    const top = TENANT.categories.find(({ slug }) => TENANT.categories.some(({ parent }) => parent === slug));
    const beneath = TENANT.categories.filter(({ parent }) => parent === top?.slug).map(({ slug }) => slug);
    await check(figures.categories[top?.slug ?? ''], [top?.slug ?? '', ...beneath]);
  });

  it('count what was archived or merged without an answer as unanswered', async () => {
    const before = await reckonAnswerTimes(database, TENANT, NOW);
    await database.query("UPDATE ticket_event SET type = 'archived' WHERE type = 'answered' AND ticket_id IN (SELECT id FROM ticket WHERE tenant = $1 ORDER BY id OFFSET 500)", [TENANT.slug]); // prettier-ignore
    await database.query("UPDATE ticket SET state = 'archived' WHERE tenant = $1 AND NOT EXISTS (SELECT 1 FROM ticket_event e WHERE e.ticket_id = ticket.id AND e.type = 'answered')", [TENANT.slug]); // prettier-ignore
    const after = await reckonAnswerTimes(database, TENANT, NOW);
    expect(after.all?.n).toBe(before.all?.n);
    expect(after.all?.half === 'longer' || (after.all?.ms ?? 0) > (before.all?.ms ?? 0)).toBe(true);
  });

  it('are reckoned a tenant at a time, kept for the pages, and not anew before their time', async () => {
    const { logger } = new CapturedLogs();
    const clock = new TurnedClock(NOW.toISOString());
    const tenants = new TenantRegistry([TENANT, OTHER]);
    const sweep = new AnswerTimesSweep({ database, tenants, clock, logger });
    const rows = (): Promise<{ tenant: string; at: Date }[]> =>
      database.query('SELECT tenant, reckoned_at AS at FROM answer_times ORDER BY tenant');
    await sweep.due();
    expect(await rows()).toHaveLength(1);
    await sweep.due();
    const first = await rows();
    expect(first.map(({ tenant }) => tenant)).toEqual(['badung', 'tanah-bumbu']);
    const times = new AnswerTimes({ database, clock, logger });
    expect(await times.of('badung')).toEqual({ categories: {} });
    expect((await times.of('tanah-bumbu'))?.all?.n).toBeGreaterThan(400);
    clock.turnTo(new Date(NOW.getTime() + 5 * HOUR));
    await sweep.due();
    expect(await rows()).toEqual(first);
    clock.turnTo(new Date(NOW.getTime() + 7 * HOUR));
    await sweep.due();
    await sweep.due();
    expect((await rows()).every(({ at }, index) => at > (first[index]?.at ?? at))).toBe(true);
  });

  it('are left out of the pages when they are old or the database is away', async () => {
    const logs = new CapturedLogs();
    const clock = new TurnedClock(new Date(NOW.getTime() + 20 * 24 * HOUR).toISOString());
    expect(await new AnswerTimes({ database, clock, logger: logs.logger }).of('tanah-bumbu')).toBeUndefined();
    const away = Database.connect('postgres://nobody@127.0.0.1:1/none', 1);
    expect(await new AnswerTimes({ database: away, clock, logger: logs.logger }).of('tanah-bumbu')).toBeUndefined();
    expect(JSON.stringify(logs.lines)).toContain('answer times not read');
    await away.close();
  });
});
