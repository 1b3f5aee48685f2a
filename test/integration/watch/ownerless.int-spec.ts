import { OwnerlessMessages } from '../../../src/watch/ownerless.js';
import { until } from '../../kit/wait.js';
import { World } from '../../kit/world.js';

const ACTOR = 'user:01900000-0000-7000-8000-000000000001';

let world: World;
let ownerless: OwnerlessMessages;
beforeAll(async () => {
  world = await World.open();
  const { database, vault, bell } = world;
  ownerless = new OwnerlessMessages({ database, vault, doorbell: bell, clock: { now: () => world.now() } });
});
afterAll(() => world.close());
beforeEach(() => world.empty());

const handOver = (id: string): Promise<boolean> => ownerless.handOver(id, 'tanah-bumbu', ACTOR);
const ignore = (id: string): Promise<boolean> => ownerless.ignore(id, 'hand-spam', ACTOR);

/** A message that names no office, after the pipeline has seen it. */
async function ofNoOffice(text: string): Promise<string> {
  const id = await world.receive(text);
  await world.process();
  expect(await world.inbound(id)).toMatchObject({ outcome: 'command', tenant: null });
  return id;
}

const waiting = (count: number): Promise<unknown> =>
  until(`${count} to wait for the message`, async () => {
    const [row] = await world.sql<{ n: number }>(
      "SELECT count(*)::int AS n FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'",
    );
    return row?.n === count;
  });

describe('two central admins at one message of no office', () => {
  const handed = { state: 'done', outcome: 'ticket', tenant: 'tanah-bumbu' };
  const ignored = { state: 'done', outcome: 'ignored', reason: 'hand-spam', tenant: null, ticket_id: null };
  it.each([
    { first: ignore, second: handOver, names: 'ignored, then handed over', left: ignored, act: 'inbound-ignored' },
    { first: ignore, second: ignore, names: 'ignored twice', left: ignored, act: 'inbound-ignored' },
    { first: handOver, second: ignore, names: 'handed over, then ignored', left: handed, act: 'inbound-handed' },
    { first: handOver, second: handOver, names: 'handed over twice', left: handed, act: 'inbound-handed' },
  ])('one is done and the other is told so: $names', async ({ first, second, left, act }) => {
    const id = await ofNoOffice('jembatan gantung di desa kami putus');
    const both = await world.database.transaction(async (tx) => {
      await tx.query('SELECT 1 FROM inbound_message WHERE id = $1 FOR UPDATE', [id]);
      const one = first(id);
      await waiting(1);
      const other = second(id);
      await waiting(2);
      return { one, other };
    });
    expect([await both.one, await both.other]).toEqual([true, false]);
    await world.process();
    expect(await world.inbound(id)).toMatchObject(left);
    expect(await world.sql('SELECT act FROM channel_act')).toEqual([{ act }]);
    expect(await world.count('access_log')).toBe(1);
    expect((await world.balance()).ok).toBe(true);
  });
});
