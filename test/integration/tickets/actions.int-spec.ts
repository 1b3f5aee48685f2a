import { TakeUp } from '../../../src/tickets/take-up.js';
import type { HeldTicket, TicketChange } from '../../../src/tickets/ticket-actions.js';
import { untilWaitedFor } from '../../kit/waits.js';
import { World } from '../../kit/world.js';

let world: World;
const changes: TicketChange[] = [];
let failing = false;
beforeAll(async () => {
  world = await World.open();
  world.actions.listen({
    changed: async (_tx, change) => {
      changes.push(change);
      if (failing) throw new Error('a listener fails');
      return [{ queue: 'maintenance', id: change.eventId }];
    },
  });
});
afterAll(() => world.close());
beforeEach(async () => {
  failing = false;
  await world.empty();
  changes.length = 0;
});

type Complaint = Awaited<ReturnType<World['complaint']>>;
const OPERATOR = { kind: 'operator', by: 'cli' } as const;

describe('an action on a ticket', () => {
  it('changes row and timeline, tells who listens, and rings once it is committed', async () => {
    const { number, ticketId } = await world.complaint();
    world.bell.take('maintenance');
    const change = await world.actions.apply({ number }, 'dispatch', OPERATOR, { data: { agency: 'pupr' } });
    expect(change).toMatchObject({ to: 'dispatched', ticket: { state: 'received' }, round: 0 });
    expect(changes.map(({ action }) => action)).toEqual(['dispatch']);
    expect(world.bell.take('maintenance')).toEqual([change.eventId]);
    expect(await world.sql('SELECT state FROM ticket')).toEqual([{ state: 'dispatched' }]);
    const events = await world.sql('SELECT type, actor, data FROM ticket_event WHERE ticket_id = $1 ORDER BY at, id', [
      ticketId,
    ]);
    expect(events.at(-1)).toEqual({
      type: 'dispatched',
      actor: 'operator',
      data: { from: 'received', agency: 'pupr', by: 'cli' },
    });
  });

  it('is refused with the reason, and leaves nothing behind', async () => {
    const { number } = await world.complaint();
    const before = await world.count('ticket_event');
    await expect(world.actions.apply({ number }, 'respond', { kind: 'officer' })).rejects.toMatchObject({
      code: 'transition-refused',
      message: expect.stringContaining('the ticket is received') as string,
    });
    await expect(world.actions.apply({ number: 'TBU-999999' }, 'dispatch', OPERATOR)).rejects.toMatchObject({
      code: 'ticket-unknown',
    });
    expect(await world.count('ticket_event')).toBe(before);
    expect(changes).toEqual([]);
  });

  it('does not happen where one that listens fails', async () => {
    const { number } = await world.complaint();
    failing = true;
    await expect(world.actions.apply({ number }, 'dispatch', OPERATOR)).rejects.toThrow('a listener fails');
    expect(await world.sql('SELECT state FROM ticket')).toEqual([{ state: 'received' }]);
    expect(await world.count('ticket_event', "type = 'dispatched'")).toBe(0);
    expect(world.bell.take('maintenance')).toEqual([]);
  });

  it('comes back from a pause to where it was, and no longer waits where it was merged meanwhile', async () => {
    const { number } = await world.complaint();
    const state = async (): Promise<unknown> => (await world.sql('SELECT state FROM ticket'))[0]?.state;
    await world.actions.apply({ number }, 'dispatch', OPERATOR);
    await world.actions.apply({ number }, 'accept', { kind: 'officer' });
    await world.actions.apply({ number }, 'ask', OPERATOR);
    expect(await state()).toBe('awaiting-citizen');
    await world.actions.apply({ number }, 'merge', OPERATOR);
    await world.actions.apply({ number }, 'unmerge', OPERATOR);
    expect(await state()).toBe('in-progress');
    await world.actions.apply({ number }, 'ask', OPERATOR);
    await world.actions.apply({ number }, 'resume', OPERATOR);
    expect(await state()).toBe('in-progress');
  });

  it('opened again begins another round', async () => {
    const { number } = await world.complaint();
    await world.answers.answer(number, 'Sudah.');
    await world.actions.apply({ number }, 'close', { kind: 'gateway' });
    expect(await world.sql('SELECT round, closed_at IS NOT NULL AS closed FROM ticket')).toEqual([{ round: 0, closed: true }]); // prettier-ignore
    const change = await world.actions.apply({ number }, 'not-fixed', { kind: 'citizen' });
    expect(change.round).toBe(1);
    expect(await world.sql('SELECT state, round, closed_at FROM ticket')).toEqual([
      { state: 'reopened', round: 1, closed_at: null },
    ]);
  });
});

describe('the citizen’s word on a ticket that waits for it', () => {
  it('ends the waiting, with the message as its event', async () => {
    const { number, ticketId } = await world.complaint();
    await world.actions.apply({ number }, 'ask', OPERATOR);
    const inboundId = await world.receive(`TANAHBUMBU ${number} di depan SDN 1`);
    await world.process();
    expect(await world.sql('SELECT state FROM ticket')).toEqual([{ state: 'received' }]);
    expect(
      await world.sql("SELECT actor, inbound_id FROM ticket_event WHERE ticket_id = $1 AND type = 'citizen-replied'", [
        ticketId,
      ]),
    ).toEqual([{ actor: 'citizen', inbound_id: inboundId }]);
    expect((await world.balance()).ok).toBe(true);
  });
});

describe('two who act on one ticket at once', () => {
  const refOf = {
    number: ({ number }: Complaint) => ({ number }),
    id: ({ ticketId }: Complaint) => ({ id: ticketId }),
  };
  it.each(['number', 'id'] as const)('the second decides by what the first has left: known by its %s', async (by) => {
    const complaint = await world.complaint();
    const ref = refOf[by](complaint);
    const { second } = await world.database.transaction(async (tx) => {
      await world.actions.within(tx, await world.actions.hold(tx, ref), 'archive', OPERATOR);
      const outcome = world.actions.apply(ref, 'archive', OPERATOR).then(
        () => 'done',
        (error: unknown) => (error as { code?: string }).code,
      );
      await untilWaitedFor(world, tx);
      return { second: outcome };
    });
    expect(await second).toBe('transition-refused');
    expect(await world.count('ticket_event', "type = 'archived'")).toBe(1);
  });
});

describe('a new ticket', () => {
  const takeUp = (takenUp: (ticket: HeldTicket) => void): TakeUp =>
    new TakeUp({
      ...world.parts,
      listeners: [
        {
          takenUp: async (_tx, ticket) => {
            takenUp(ticket);
            return [{ queue: 'maintenance', id: ticket.id }];
          },
        },
      ],
    });

  it('is taken up once, by however many sweepers', async () => {
    const { number, ticketId } = await world.complaint();
    const seen: string[] = [];
    const sweep = takeUp(({ number: taken }) => seen.push(taken));
    await Promise.all([sweep.due(10), sweep.due(10), sweep.due(10)]);
    expect(seen).toEqual([number]);
    expect(world.bell.take('maintenance')).toEqual([ticketId]);
  });

  it('that can’t be taken up keeps no other waiting, and is tried again', async () => {
    const { number: bad } = await world.complaint();
    const { number: good } = await world.complaint('TANAHBUMBU lampu jalan mati', '+6281100000002');
    const seen: string[] = [];
    const sweep = takeUp(({ number }) => {
      if (number === bad) throw new Error('it fails');
      seen.push(number);
    });
    await sweep.due(10);
    expect(seen).toEqual([good]);
    await takeUp(({ number }) => seen.push(number)).due(10);
    expect(seen).toEqual([good, bad]);
  });

  it('waits until what is written in pieces is whole, but not longer than two minutes', async () => {
    await world.complaint();
    await world.sql(`UPDATE ticket SET wake_at = now() + interval '1 minute'`);
    const seen: string[] = [];
    const sweep = takeUp(({ number }) => seen.push(number));
    await sweep.due(10);
    expect(seen).toEqual([]);
    await world.sql(`UPDATE ticket SET opened_at = now() - interval '121 seconds'`);
    await sweep.due(10);
    expect(seen).toHaveLength(1);
  });
});
