import { randomUUID } from 'node:crypto';
import { DeadlineSweep } from '../../../src/deadlines/deadline-sweep.js';
import { DigestSweep } from '../../../src/deadlines/digest-sweep.js';
import { ReminderWords } from '../../../src/deadlines/reminder-words.js';
import { shippedConfig } from '../../kit/shipped.js';
import { seedStaff } from '../../kit/staff.js';
import { untilWaitedFor } from '../../kit/waits.js';
import { World } from '../../kit/world.js';

let world: World;
/** What the clock of everything says. */
let now: Date;
beforeAll(async () => {
  world = await World.open();
  world.now = () => now;
});
afterAll(async () => world.close());
beforeEach(async () => {
  await world.sql('TRUNCATE officer, daily_digest CASCADE');
  await world.empty();
  now = new Date('2026-03-11T08:00:00+08:00');
  await seedStaff(world);
});

const turn = (text: string): void => void (now = new Date(text));
const clock = { now: () => now };
const words = () => new ReminderWords(shippedConfig().locales);

function sweep(): DeadlineSweep {
  const {
    database,
    actions,
    deadlines,
    staff,
    staffNotices: notices,
    dispatching: { dispatchLinks: links },
  } = world;
  return new DeadlineSweep({
    database, actions, deadlines, staff, notices, links, clock,
    words: words(),
    logger: world.logs.logger,
    publicUrl: 'https://aduan.example',
  }); // prettier-ignore
}

function digest(): DigestSweep {
  const { database, actions, staff, staffNotices: notices } = world;
  const { tenants, holidays } = shippedConfig();
  return new DigestSweep({ database, actions, tenants, holidays, staff, notices, words: words(), clock });
}

async function opened(moment: string): Promise<{ id: string; number: string }> {
  turn(moment);
  const inboundId = await world.receive(`TANAHBUMBU jalan berlubang ${randomUUID()}`);
  await world.process();
  const [row] = await world.sql<{ id: string; number: string }>(
    'SELECT id, number FROM ticket WHERE opening_message_id = $1',
    [inboundId],
  );
  if (!row) throw new Error('no ticket was opened');
  await world.database.transaction((tx) => world.deadlines.follow(tx, row.id, now));
  return row;
}

const events = async (id: string, type: string) =>
  world.sql<{ at: Date; data: Record<string, unknown> }>(
    'SELECT at, data FROM ticket_event WHERE ticket_id = $1 AND type = $2 ORDER BY at, id',
    [id, type],
  );
const told = async (purpose: 'reminder' | 'digest') =>
  (await world.replies()).filter((reply) => reply.purpose === purpose).map(({ text }) => text);
const OPERATOR = { kind: 'operator', by: 'cli' } as const;

describe('the sweep of deadlines', () => {
  it('does nothing before a threshold, and notes one a moment after it, once', async () => {
    const { id } = await opened('2026-03-11T08:00:00+08:00');
    turn('2026-03-11T08:03:44+08:00');
    await sweep().due(10);
    expect(await world.count('deadline_notice')).toBe(0);
    // Three quarters of five minutes: too little is left for a warning to help, so it is noted and told to nobody.
    turn('2026-03-11T08:03:46+08:00');
    await Promise.all([sweep().due(10), sweep().due(10), sweep().due(10)]);
    expect(await events(id, 'deadline-warned')).toMatchObject([
      { data: { step: 'catat', percent: 75, told: 'nobody' } },
    ]);
    expect(await told('reminder')).toEqual([]);
  });

  it('records the breach at its minute, however late it looks, and tells who answers for it', async () => {
    const { id, number } = await opened('2026-03-11T08:00:00+08:00');
    turn('2026-03-11T08:06:20+08:00');
    await sweep().due(10);
    expect(await events(id, 'deadline-breached')).toEqual([
      { at: new Date('2026-03-11T08:05:00+08:00'), data: expect.objectContaining({ step: 'catat' }) as object },
    ]);
    expect(await world.sql(`SELECT breached_at FROM ticket_deadline WHERE step = 'catat'`)).toEqual([
      { breached_at: new Date('2026-03-11T08:05:00+08:00') },
    ]);
    // The office's admin and head; nobody of an agency has it yet.
    const texts = await told('reminder');
    expect(texts).toHaveLength(2);
    expect(texts[0]).toContain(number);
    await sweep().due(10);
    expect(await told('reminder')).toHaveLength(2);
  });

  it('after an outage tells the highest threshold only, and notes all', async () => {
    const { id } = await opened('2026-03-11T08:00:00+08:00');
    turn('2026-03-20T08:00:00+08:00');
    await sweep().due(10);
    const rows = await world.sql<{ percent: number; told: string }>(
      `SELECT n.percent, n.told FROM deadline_notice n JOIN ticket_deadline d ON d.id = n.deadline_id
       WHERE d.step = 'resolve' ORDER BY n.percent`,
    );
    expect(rows.map(({ percent }) => percent)).toEqual([75, 100, 150]);
    expect(rows.slice(0, 2).map(({ told: to }) => to)).toEqual(['nobody', 'nobody']);
    expect(await events(id, 'escalated')).not.toEqual([]);
    expect(await world.count('ticket_deadline', 'wake_at IS NOT NULL')).toBe(0);
  });

  it('an officer at work gets their own link; who has handed it back gets nothing', async () => {
    const { number } = await opened('2026-03-11T08:00:00+08:00');
    const { dispatchId } = await world.dispatching.dispatches.dispatch(number, { agency: 'perkim', actor: OPERATOR });
    const before = (await told('reminder')).length;
    turn('2026-03-12T02:30:00+08:00');
    await sweep().due(10);
    const texts = (await told('reminder')).slice(before);
    expect(texts.filter((text) => text.includes('https://aduan.example/d/'))).not.toEqual([]);
    const count = texts.length;
    await world.dispatching.dispatches.returnIt(dispatchId, { reason: 'not-ours', actor: { kind: 'officer' } });
    turn('2026-03-13T02:30:00+08:00');
    await sweep().due(10);
    expect((await told('reminder')).slice(before + count).filter((text) => text.includes('/d/'))).toEqual([]);
  });

  it('says nothing while the citizen is waited for, and goes on where it stood', async () => {
    const { id, number } = await opened('2026-03-11T08:00:00+08:00');
    await world.actions.apply({ number }, 'ask', OPERATOR);
    turn('2026-03-20T08:00:00+08:00');
    await sweep().due(10);
    expect(await events(id, 'deadline-breached')).toEqual([]);
    await world.actions.apply({ number }, 'resume', OPERATOR);
    turn('2026-03-20T08:04:00+08:00');
    await sweep().due(10);
    expect(await events(id, 'deadline-breached')).toEqual([]);
    turn('2026-03-20T08:05:01+08:00');
    await sweep().due(10);
    expect(await events(id, 'deadline-breached')).toHaveLength(1);
  });

  it('waits for whoever has the ticket in hand, and looks at it as they leave it', async () => {
    const { id, number } = await opened('2026-03-11T08:00:00+08:00');
    turn('2026-03-11T08:06:00+08:00');
    const { swept } = await world.database.transaction(async (tx) => {
      await world.actions.within(tx, await world.actions.hold(tx, { number }), 'ask', OPERATOR);
      const running = sweep().due(10);
      await untilWaitedFor(world, tx);
      return { swept: running };
    });
    await swept;
    expect(await events(id, 'deadline-breached')).toEqual([]);
    expect(await world.count('deadline_notice')).toBe(0);
    expect(await told('reminder')).toEqual([]);
  });

  it('one that can’t be looked at keeps no other one waiting', async () => {
    const bad = await opened('2026-03-11T08:00:00+08:00');
    const good = await opened('2026-03-11T08:00:10+08:00');
    const hold = world.actions.hold.bind(world.actions);
    jest.spyOn(world.actions, 'hold').mockImplementation(async (tx, ref) => {
      if ('id' in ref && ref.id === bad.id) throw new Error('it fails');
      return hold(tx, ref);
    });
    turn('2026-03-11T08:06:00+08:00');
    await sweep().due(10);
    jest.restoreAllMocks();
    expect(await events(good.id, 'deadline-breached')).toHaveLength(1);
    await sweep().due(10);
    expect(await events(bad.id, 'deadline-breached')).toHaveLength(1);
  });
});

describe('the morning’s digest', () => {
  it('comes once a working morning, to the office and to each agency at work, with what is theirs', async () => {
    const { number } = await opened('2026-03-10T09:00:00+08:00');
    const { number: other } = await opened('2026-03-10T09:00:00+08:00');
    await world.dispatching.dispatches.dispatch(number, { agency: 'perkim', actor: OPERATOR });
    turn('2026-03-12T07:29:00+08:00');
    await digest().due();
    expect(await told('digest')).toEqual([]);
    turn('2026-03-12T07:31:00+08:00');
    await Promise.all([digest().due(), digest().due()]);
    const letters = await told('digest');
    expect(letters).toHaveLength(3);
    expect(letters.filter((text) => text.includes(number) && text.includes(other))).toHaveLength(2);
    expect(letters.filter((text) => text.includes(number) && !text.includes(other))).toHaveLength(1);
    turn('2026-03-12T12:00:00+08:00');
    await digest().due();
    expect(await told('digest')).toHaveLength(3);
  });

  it('is not sent where nothing is owed, nor on a Sunday or a holiday', async () => {
    turn('2026-03-12T07:31:00+08:00');
    await digest().due();
    expect(await told('digest')).toEqual([]);
    await opened('2026-03-12T08:00:00+08:00');
    for (const day of ['2026-03-15', '2026-03-18', '2026-03-19', '2026-03-20']) {
      turn(`${day}T09:00:00+08:00`);
      await digest().due();
    }
    expect(await told('digest')).toEqual([]);
    turn('2026-03-25T09:00:00+08:00');
    await digest().due();
    expect(await told('digest')).not.toEqual([]);
  });
});
