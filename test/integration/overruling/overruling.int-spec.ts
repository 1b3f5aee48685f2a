import { World } from '../../kit/world.js';

let world: World;
beforeAll(async () => {
  world = await World.open();
}, 60_000);
afterAll(() => world.close());
beforeEach(async () => {
  world.now = () => new Date();
  await world.empty();
});

const ticketOf = async (number: string) => {
  const [row] = await world.sql(
    `SELECT state, category, level, kind, agency, unit, urgency, budget_amount AS amount, budget_unit AS unit_of, due_at AS due,
       wake_at AS wake, merged_into AS "mergedInto" FROM ticket WHERE number = $1`,
    [number],
  );
  if (!row) throw new Error(`no ticket ${number}`);
  return row;
};
const eventsOf = async (number: string) =>
  world.sql<{ type: string; actor: string; data: Record<string, unknown> }>(
    'SELECT e.type, e.actor, e.data FROM ticket_event e JOIN ticket t ON t.id = e.ticket_id WHERE t.number = $1 ORDER BY e.at, e.id',
    [number],
  );
const CLERK = { kind: 'operator', by: 'cli' } as const;
const refusal = (code: string) => expect.objectContaining({ code }) as unknown;
const settled = async (work: Promise<unknown>): Promise<unknown> => work.then(() => 'done', (error: unknown) => error); // prettier-ignore

describe('promise 6: a human says what a ticket is about', () => {
  it('recategorises it: level, kind and time follow, the machine stays beside it, and what is learnt is kept', async () => {
    const { number, ticketId } = await world.complaint('TANAHBUMBU jalan berlubang di Batulicin');
    const before = await ticketOf(number);
    expect(before['category']).toBe('jalan-rusak');
    const done = await world.overruling.overrulings.recategorise(number, { category: 'perizinan' }, 'cli');
    expect(done).toMatchObject({ from: { category: 'jalan-rusak' }, to: { category: 'perizinan' } });
    expect(await ticketOf(number)).toMatchObject({ category: 'perizinan', wake: null });
    expect((await eventsOf(number)).at(-1)).toEqual({
      type: 'recategorised',
      actor: 'operator',
      data: { from: done.from, to: done.to, by: 'cli' },
    });
    const decisions = await world.sql(
      `SELECT step, outcome, decided_by AS who, actor, inbound_id IS NULL AS "noMessage", event_id AS event FROM decision WHERE ticket_id = $1 AND step = 'categorise' ORDER BY at, id`,
      [ticketId],
    );
    expect(decisions).toMatchObject([
      { outcome: 'jalan-rusak', who: 'machine', noMessage: false },
      { outcome: 'perizinan', who: 'human', actor: 'cli', noMessage: true, event: done.eventId },
    ]);
    expect(await world.sql('SELECT field, was, correct, by, undone_at AS undone FROM training_example ORDER BY field')).toEqual(
      expect.arrayContaining([{ field: 'category', was: 'jalan-rusak', correct: 'perizinan', by: 'cli', undone: null }]),
    ); // prettier-ignore
  });

  it.each([
    [{ category: 'jalan-rusa' }, 'category-unknown'],
    [{ level: 'sangat' }, 'level-unknown'],
    [{ kind: 'keluhan' }, 'kind-unknown'],
    [{ category: 'jalan-rusak' }, 'nothing-changes'],
  ])('refuses %j with %s and writes nothing', async (wanted, code) => {
    const { number } = await world.complaint('TANAHBUMBU jalan berlubang di Batulicin');
    const events = await eventsOf(number);
    await expect(world.overruling.overrulings.recategorise(number, wanted, 'cli')).rejects.toEqual(refusal(code));
    expect(await eventsOf(number)).toEqual(events);
    expect(await world.count('training_example')).toBe(0);
  });

  it('lets no burst that becomes quiet say again what the machine had said', async () => {
    const { number } = await world.complaint('TANAHBUMBU jalan berlubang di Batulicin');
    await world.overruling.overrulings.recategorise(number, { category: 'perizinan' }, 'cli');
    await world.receive('dan lampu jalan mati');
    await world.process();
    await world.sql(`UPDATE ticket SET wake_at = now() - interval '1 second', burst_until = now() - interval '2 seconds'`);
    await world.bursts.due(10);
    expect(await ticketOf(number)).toMatchObject({ category: 'perizinan', wake: null });
    // Taken back, the machine speaks again.
    await world.overruling.undoing.undo(number, 'cli');
    await world.sql(`UPDATE ticket SET wake_at = now() - interval '1 second'`);
    await world.bursts.due(10);
    expect((await eventsOf(number)).at(-1)).toMatchObject({ type: 'sorted', data: { messages: 2 } });
  }); // prettier-ignore

  it('undoes step by step, shows what, and is not learnt from any more', async () => {
    const { number } = await world.complaint('TANAHBUMBU jalan berlubang di Batulicin');
    const { overrulings, undoing } = world.overruling;
    const before = await ticketOf(number);
    const first = await overrulings.recategorise(number, { category: 'perizinan' }, 'cli');
    const second = await overrulings.recategorise(number, { category: 'sampah' }, 'api-key:1');
    expect(await undoing.undo(number, 'cli')).toMatchObject({ what: 'recategorised', eventId: second.eventId });
    expect(await ticketOf(number)).toMatchObject({ category: 'perizinan' });
    expect(await undoing.undo(number, 'cli')).toMatchObject({ what: 'recategorised', eventId: first.eventId, to: first.from });
    expect({ ...(await ticketOf(number)), wake: before['wake'] }).toEqual(before);
    await expect(undoing.undo(number, 'cli')).rejects.toEqual(refusal('nothing-to-undo'));
    expect(await world.count('training_example', 'undone_at IS NULL')).toBe(0);
    expect(await world.count('training_example')).toBeGreaterThan(0);
    expect(await world.count('decision', `decided_by = 'human' AND undone_at IS NULL`)).toBe(0);
    expect((await eventsOf(number)).slice(-2).map(({ type, data }) => [type, data['undoes']])).toEqual([
      ['overruling-undone', second.eventId],
      ['overruling-undone', first.eventId],
    ]);
  }); // prettier-ignore

  it('refuses to undo what something else was built upon', async () => {
    const { number } = await world.complaint('TANAHBUMBU jalan berlubang di Batulicin');
    const { overrulings, undoing } = world.overruling;
    await overrulings.recategorise(number, { category: 'perizinan' }, 'cli');
    await world.sql(`UPDATE ticket SET category = 'sampah'`);
    await expect(undoing.undo(number, 'cli')).rejects.toEqual(refusal('changed-since'));
    expect(await ticketOf(number)).toMatchObject({ category: 'sampah' });
    expect(await world.count('training_example', 'undone_at IS NULL')).toBeGreaterThan(0);
  });

  it('reckons the time anew once, where another level has another budget', async () => {
    const { number } = await world.complaint('BULELENG jalan berlubang di Singaraja');
    const heard: string[] = [];
    world.overruling.overrulings.listen({
      releveled: (_tx, held) => Promise.resolve((heard.push(held.level), [])),
    });
    const before = await ticketOf(number);
    await world.overruling.overrulings.recategorise(number, { level: 'supervisory' }, 'cli');
    const after = await ticketOf(number);
    expect(heard).toEqual(['supervisory']);
    expect(after).toMatchObject({ level: 'supervisory', amount: 60, unit_of: 'working-days' });
    expect((after['due'] as Date).getTime()).toBeGreaterThan((before['due'] as Date).getTime());
    await world.overruling.undoing.undo(number, 'cli');
    expect((await ticketOf(number))['due']).toEqual(before['due']);
  });

  it('lets two operators at once do one after the other, and tells both what they changed', async () => {
    const { number } = await world.complaint('TANAHBUMBU jalan berlubang di Batulicin');
    const { overrulings } = world.overruling;
    const results = await Promise.all([
      settled(overrulings.recategorise(number, { category: 'sampah' }, 'a')),
      settled(overrulings.recategorise(number, { category: 'sampah' }, 'b')),
    ]);
    expect(results.filter((result) => result === 'done')).toHaveLength(1);
    expect(results).toContainEqual(refusal('nothing-changes'));
    expect((await eventsOf(number)).filter(({ type }) => type === 'recategorised')).toHaveLength(1);
  });
});

describe('promise 6: a human says whose a ticket is', () => {
  it('takes it out of the triage, and undone it waits there again', async () => {
    const { number } = await world.complaint('TANAHBUMBU ada yang aneh di sini');
    expect(await ticketOf(number)).toMatchObject({ state: 'triage', agency: null });
    const done = await world.overruling.overrulings.reroute(number, { agency: 'pupr' }, 'cli');
    expect(done).toMatchObject({ from: { agency: null, unit: null }, to: { agency: 'pupr', unit: null } });
    expect(await ticketOf(number)).toMatchObject({ state: 'received', agency: 'pupr', wake: null });
    await world.overruling.undoing.undo(number, 'cli');
    expect(await ticketOf(number)).toMatchObject({ state: 'triage', agency: null });
    expect((await eventsOf(number)).map(({ type }) => type)).toEqual(
      expect.arrayContaining(['rerouted', 'sorted', 'overruling-undone']),
    );
  });

  it('is not undone once it was dispatched', async () => {
    const { number } = await world.complaint('TANAHBUMBU ada yang aneh di sini');
    await world.overruling.overrulings.reroute(number, { agency: 'pupr' }, 'cli');
    const { dispatchId } = await world.dispatching.dispatches.dispatch(number, { agency: 'pupr', actor: CLERK });
    await expect(world.overruling.undoing.undo(number, 'cli')).rejects.toEqual(refusal('ticket-with-agency'));
    await world.dispatching.dispatches.withdraw(dispatchId, CLERK);
    await expect(world.overruling.undoing.undo(number, 'cli')).rejects.toEqual(refusal('changed-since'));
  });

  it.each([
    [{ agency: 'puprr' }, 'agency-unknown'],
    [{ agency: 'pupr', unit: 'bidang-x' }, 'unit-unknown'],
  ])('refuses %j with %s', async (wanted, code) => {
    const { number } = await world.complaint('TANAHBUMBU ada yang aneh di sini');
    await expect(world.overruling.overrulings.reroute(number, wanted, 'cli')).rejects.toEqual(refusal(code));
  });

  it('is refused once it has been answered', async () => {
    const { number } = await world.complaint('TANAHBUMBU ada yang aneh di sini');
    await world.answers.answer(number, 'Sudah.');
    await expect(world.overruling.overrulings.reroute(number, { agency: 'pupr' }, 'cli')).rejects.toEqual(
      refusal('ticket-over'),
    );
  });
});
