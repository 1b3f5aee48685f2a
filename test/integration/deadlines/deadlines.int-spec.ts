import { randomUUID } from 'node:crypto';
import { CalendarApply } from '../../../src/deadlines/calendar-apply.js';
import { RESOLVE } from '../../../src/deadlines/course.js';
import type { TicketAction } from '../../../src/tickets/transitions.js';
import { TRANSITIONS } from '../../../src/tickets/transitions.js';
import { Deadlines } from '../../../src/deadlines/deadlines.service.js';
import { HolidayCalendar } from '../../../src/tenants/holidays.js';
import { shippedConfig } from '../../kit/shipped.js';
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
beforeEach(async () => world.empty());

const turn = (text: string): void => void (now = new Date(text));

/** One complaint at a moment, in Badung (3 working days) or elsewhere, and taken up. */
async function opened(moment: string, keyword = 'BADUNG'): Promise<string> {
  turn(moment);
  const inboundId = await world.receive(`${keyword} jalan berlubang ${randomUUID()}`);
  await world.sql('UPDATE inbound_message SET received_at = $2 WHERE id = $1', [inboundId, now]);
  await world.process();
  const [row] = await world.sql<{ id: string }>('SELECT id FROM ticket WHERE opening_message_id = $1', [inboundId]);
  if (!row) throw new Error('no ticket was opened');
  await world.database.transaction((tx) => world.deadlines.follow(tx, row.id, now));
  return row.id;
}

async function act(id: string, action: TicketAction, moment: string): Promise<void> {
  turn(moment);
  await world.actions.apply({ id }, action, { kind: TRANSITIONS[action].who[0] ?? 'operator' });
}

async function kept(id: string) {
  return world.sql<{
    step: string;
    round: number;
    run: number;
    due_at: Date | null;
    met_at: Date | null;
    ended_at: Date | null;
    breached_at: Date | null;
    wake_at: Date | null;
  }>('SELECT * FROM ticket_deadline WHERE ticket_id = $1 ORDER BY round, started_at, id', [id]);
}

async function whole(id: string, round = 0) {
  const found = (await kept(id)).find((row) => row.step === RESOLVE && row.round === round);
  if (!found) throw new Error('the whole has no deadline');
  return found;
}

async function dueAt(id: string): Promise<Date | undefined> {
  return (await world.sql<{ due_at: Date }>('SELECT due_at FROM ticket WHERE id = $1', [id]))[0]?.due_at;
}

describe('a new ticket', () => {
  it('owes the whole and the first step from its opening on', async () => {
    const id = await opened('2026-11-20T16:00:00+08:00', 'TANAHBUMBU');
    expect((await kept(id)).map(({ step, due_at }) => [step, due_at?.toISOString()])).toEqual(
      expect.arrayContaining([
        [RESOLVE, '2026-11-22T08:10:00.000Z'],
        ['catat', '2026-11-20T08:05:00.000Z'],
      ]),
    );
    expect((await whole(id)).due_at).toEqual(await dueAt(id));
  });

  it('is woken for at three quarters', async () => {
    const id = await opened('2026-11-20T16:00:00+08:00');
    // 54 of 72 hours of working days: eight of Friday, two days, and until Tuesday's end less two hours.
    expect((await whole(id)).wake_at).toEqual(new Date('2026-11-24T22:00:00+08:00'));
  });

  it('reckoned again, whatever was lost, it is the same', async () => {
    const id = await opened('2026-11-20T16:00:00+08:00', 'TANAHBUMBU');
    await act(id, 'dispatch', '2026-11-20T17:00:00+08:00');
    await act(id, 'return', '2026-11-20T18:00:00+08:00');
    await act(id, 'dispatch', '2026-11-20T19:00:00+08:00');
    const plain = async () => (await kept(id)).map(({ id: _id, ...row }: Record<string, unknown>) => row);
    const before = await plain();
    await world.database.transaction((tx) => world.deadlines.follow(tx, id, now));
    expect(await plain()).toEqual(before);
    await world.sql('DELETE FROM deadline_notice');
    await world.sql('DELETE FROM ticket_deadline');
    await world.database.transaction((tx) => world.deadlines.follow(tx, id, now));
    expect(await plain()).toEqual(before);
  });
});

describe('waiting for the citizen', () => {
  it('stops the clock for exactly the time that would have counted', async () => {
    const id = await opened('2026-11-19T16:00:00+08:00');
    expect(await dueAt(id)).toEqual(new Date('2026-11-24T16:00:00+08:00'));
    await act(id, 'ask', '2026-11-20T10:00:00+08:00');
    expect(await whole(id)).toMatchObject({ wake_at: null, due_at: new Date('2026-11-24T16:00:00+08:00') });
    expect(await world.sql('SELECT from_at, until_at FROM ticket_pause WHERE ticket_id = $1', [id])).toEqual([
      { from_at: now, until_at: null },
    ]);
    await act(id, 'citizen-reply', '2026-11-23T10:00:00+08:00');
    // From Friday 10:00 to Monday 10:00: 14 hours of Friday and 10 of Monday.
    expect(await dueAt(id)).toEqual(new Date('2026-11-25T16:00:00+08:00'));
    expect((await whole(id)).wake_at).not.toBeNull();
    expect(await world.count('ticket_pause', 'until_at IS NOT NULL')).toBe(1);
  });

  it('gives a budget of minutes every minute back', async () => {
    const id = await opened('2026-11-20T16:00:00+08:00', 'TANAHBUMBU');
    await act(id, 'ask', '2026-11-21T16:00:00+08:00');
    await act(id, 'resume', '2026-11-22T17:30:00+08:00');
    expect(await dueAt(id)).toEqual(new Date('2026-11-23T17:40:00+08:00'));
  });
});

describe('an end', () => {
  it('an answer meets the whole; one that comes late was late, exactly when it was due', async () => {
    const id = await opened('2026-11-20T16:00:00+08:00');
    await act(id, 'answer', '2026-11-25T16:00:01+08:00');
    expect(await whole(id)).toMatchObject({
      met_at: now,
      breached_at: new Date('2026-11-25T16:00:00+08:00'),
      wake_at: null,
    });
    expect(
      await world.sql(`SELECT at, data ->> 'step' AS step FROM ticket_event WHERE ticket_id = $1 AND type = 'deadline-breached'`, [id]),
    ).toEqual([{ at: new Date('2026-11-25T16:00:00+08:00'), step: RESOLVE }]); // prettier-ignore
  });

  it('at the very moment is in time', async () => {
    const id = await opened('2026-11-20T16:00:00+08:00');
    await act(id, 'answer', '2026-11-25T16:00:00+08:00');
    expect((await whole(id)).breached_at).toBeNull();
    expect(await world.count('ticket_event', "type = 'deadline-breached'")).toBe(0);
  });

  it('archived and merged owe nothing; unmerged, it is owed as before', async () => {
    const id = await opened('2026-11-20T16:00:00+08:00');
    await act(id, 'merge', '2026-11-20T17:00:00+08:00');
    expect(await whole(id)).toMatchObject({ ended_at: now, wake_at: null });
    await act(id, 'unmerge', '2026-11-20T18:00:00+08:00');
    expect(await whole(id)).toMatchObject({ ended_at: null, due_at: new Date('2026-11-25T16:00:00+08:00') });
    expect((await whole(id)).wake_at).not.toBeNull();
    await act(id, 'archive', '2026-11-20T19:00:00+08:00');
    expect(await whole(id)).toMatchObject({ ended_at: now, wake_at: null });
  });

  it('"not fixed" gives the whole time once more, and the ticket the new date', async () => {
    const id = await opened('2026-11-20T16:00:00+08:00');
    await act(id, 'answer', '2026-11-23T16:00:00+08:00');
    await act(id, 'not-fixed', '2026-11-24T09:00:00+08:00');
    expect((await whole(id, 1)).due_at).toEqual(new Date('2026-11-27T09:00:00+08:00'));
    expect(await dueAt(id)).toEqual(new Date('2026-11-27T09:00:00+08:00'));
    expect((await whole(id)).met_at).toEqual(new Date('2026-11-23T16:00:00+08:00'));
  });
});

describe('another level', () => {
  it('gives its time from the opening on, and wakes again for what is to come', async () => {
    const id = await opened('2026-11-20T10:00:00+08:00', 'BULELENG');
    expect(await dueAt(id)).toEqual(new Date('2026-11-27T10:00:00+08:00'));
    await world.sql(`UPDATE ticket SET level = 'light', kind = 'complaint' WHERE id = $1`, [id]);
    turn('2026-11-20T11:00:00+08:00');
    await world.database.transaction((tx) => world.deadlines.relevel(tx, { id }, now));
    expect(await dueAt(id)).toEqual(new Date('2026-11-20T13:00:00+08:00'));
    expect(await whole(id)).toMatchObject({
      due_at: new Date('2026-11-20T13:00:00+08:00'),
      wake_at: new Date('2026-11-20T12:15:00+08:00'),
    });
  });
});

describe('another calendar', () => {
  /** The shipped one with a holiday more, as a worker would have it after a restart. */
  function changed(): CalendarApply {
    const { holidays: shipped, tenants } = shippedConfig();
    const extra = {
      date: '2026-11-24',
      name: 'Pilkada',
      kind: 'national',
      decree: 'Keppres 1',
      status: 'final',
    } as const;
    const holidays = new HolidayCalendar('changed', [...shipped.holidays, extra]);
    const { database, actions, logs } = world;
    const deadlines = new Deadlines({ tenants, holidays });
    return new CalendarApply({ database, actions, deadlines, tenants, holidays, logger: logs.logger, clock: { now: () => now } }); // prettier-ignore
  }

  it('moves what is owed, says so on the timeline, and leaves what is over', async () => {
    const open = await opened('2026-11-20T16:00:00+08:00');
    const over = await opened('2026-11-20T16:00:00+08:00');
    const elapsing = await opened('2026-11-20T16:00:00+08:00', 'TANAHBUMBU');
    await act(over, 'answer', '2026-11-23T16:00:00+08:00');
    expect(await changed().apply()).toEqual({ tickets: 2 + 1, moved: 1, failed: 0 });
    expect(await dueAt(open)).toEqual(new Date('2026-11-26T16:00:00+08:00'));
    expect((await whole(over)).due_at).toEqual(new Date('2026-11-25T16:00:00+08:00'));
    expect((await whole(elapsing)).due_at).toEqual(new Date('2026-11-22T16:10:00+08:00'));
    const [event] = await world.sql<{ ticket_id: string; data: unknown }>(
      `SELECT ticket_id, data FROM ticket_event WHERE type = 'deadlines-recomputed'`,
    );
    expect(event).toEqual({
      ticket_id: open,
      data: {
        calendar: 'changed',
        deadlines: [{ step: RESOLVE, from: '2026-11-25T08:00:00.000Z', to: '2026-11-26T08:00:00.000Z' }],
      },
    });
  });

  it('waits for whoever has the ticket in hand, and leaves what they have ended', async () => {
    const id = await opened('2026-11-20T16:00:00+08:00');
    turn('2026-11-23T16:00:00+08:00');
    const { applied } = await world.database.transaction(async (tx) => {
      await world.actions.within(tx, await world.actions.hold(tx, { id }), 'answer', { kind: 'operator' });
      const running = changed().apply();
      await untilWaitedFor(world, tx);
      return { applied: running };
    });
    expect(await applied).toEqual({ tickets: 1, moved: 0, failed: 0 });
    expect((await whole(id)).due_at).toEqual(new Date('2026-11-25T16:00:00+08:00'));
    expect(await world.count('ticket_event', "type = 'deadlines-recomputed'")).toBe(0);
  });

  it('is reckoned once, by however many workers', async () => {
    await opened('2026-11-20T16:00:00+08:00');
    await Promise.all([changed().due(), changed().due()]);
    expect(await changed().apply()).toEqual({ tickets: 0, moved: 0, failed: 0 });
    expect(await world.count('ticket_event', "type = 'deadlines-recomputed'")).toBe(1);
  });
});
