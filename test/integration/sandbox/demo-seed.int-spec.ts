import { seedDemo, type SeedResult } from '../../../src/sandbox/demo/seed.js';
import { AreaDirectory } from '../../../src/tenants/areas.js';
import { shippedConfig } from '../../kit/shipped.js';
import { World } from '../../kit/world.js';

const NOW = new Date('2026-06-30T04:00:00Z');
let world: World;
beforeAll(async () => {
  world = await World.open();
});
afterAll(() => world.close());
beforeEach(async () => {
  await world.sql('TRUNCATE dispatch, response, feedback, ticket_deadline, ticket_pause CASCADE');
  await world.empty();
});

async function seed(tickets: number, seedNumber = 1): Promise<SeedResult> {
  const { tenants, holidays } = shippedConfig();
  const tenant = tenants.bySlug('tanah-bumbu');
  if (!tenant) throw new Error('the tenant is gone');
  const areas = new AreaDirectory(tenants.all());
  return seedDemo({ ...world.parts, holidays, areas }, { tenant, tickets, seed: seedNumber, days: 30, now: NOW });
}

describe('an invented regency', () => {
  it('adds up: balance, states by events, deadlines by their own rules', async () => {
    const result = await seed(400);
    expect(result.tickets).toBe(400);
    expect((await world.balance()).ok).toBe(true);
    const states = await world.sql<{ state: string; n: number }>('SELECT state, count(*)::int AS n FROM ticket GROUP BY state'); // prettier-ignore
    expect(Object.fromEntries(states.map(({ state, n }) => [state, n]))).toEqual(result.states);
    // The last change of state in the timeline is the ticket's state.
    const [wrong] = await world.sql<{ n: number }>(`
      SELECT count(*)::int AS n FROM ticket t WHERE t.state = 'answered' AND NOT EXISTS (
        SELECT 1 FROM ticket_event e WHERE e.ticket_id = t.id AND e.type = 'answered' AND e.at = t.answered_at)`);
    expect(wrong?.n).toBe(0);
    expect(await world.count('ticket_deadline', "step = 'resolve' AND met_at > due_at AND breached_at IS NULL")).toBe(
      0,
    );
    const [due] = await world.sql<{ n: number }>(`
      SELECT count(*)::int AS n FROM ticket t JOIN ticket_deadline d ON d.ticket_id = t.id AND d.step = 'resolve' AND d.round = t.round
      WHERE d.due_at <> t.due_at`);
    expect(due?.n).toBe(0);
    expect(await world.count('ticket', `opened_at > '${NOW.toISOString()}'`)).toBe(0);
    expect(await world.count('dispatch', "state = 'returned'")).toBeGreaterThan(0);
    expect(await world.count('feedback', 'mark IS NOT NULL')).toBeGreaterThan(0);
  });

  it('can be looked at like real tickets', async () => {
    const { firstNumber } = await seed(20);
    const ticket = await world.queries.show(firstNumber);
    expect(ticket?.messages[0]).toMatchObject({ direction: 'in' });
    expect(ticket?.decisions.map(({ step }) => step)).toEqual(['identify', 'categorise', 'route']);
  });

  it('is the same for the same seed', async () => {
    const texts = async (): Promise<unknown> => world.sql('SELECT description, category, state FROM ticket ORDER BY opened_at, description'); // prettier-ignore
    await seed(60, 9);
    const first = await texts();
    await world.empty();
    await seed(60, 9);
    expect(await texts()).toEqual(first);
  });

  it('may be filled up further: its people are known by then', async () => {
    const first = await seed(200, 3);
    const second = await seed(200, 3);
    expect(second.contacts).toBe(first.contacts);
    expect(await world.count('contact')).toBe(first.contacts);
    expect(await world.count('ticket')).toBe(400);
    expect((await world.balance()).ok).toBe(true);
  });

  it('tells of nobody again: what is over wakes no sweep', async () => {
    await seed(100);
    expect(await world.count('ticket_deadline', `wake_at <= '${NOW.toISOString()}'`)).toBe(0);
    expect(await world.count('ticket', 'taken_up_at IS NULL')).toBe(0);
    expect(await world.count('outbound_message', "state NOT IN ('delivered', 'failed')")).toBe(0);
  });
});
