import { DatabasePublicTickets } from '../../../src/public/database-public-tickets.js';
import { MissingAnswers } from '../../../src/replies/missing-answers.js';
import { AreaDirectory } from '../../../src/tenants/areas.js';
import { clerk, typedEntry } from '../../kit/clerk.js';
import { smsEvent, webForm } from '../../kit/messages.js';
import { shippedConfig } from '../../kit/shipped.js';
import { World } from '../../kit/world.js';

let world: World;
beforeAll(async () => {
  world = await World.open();
  const { tenants } = shippedConfig();
  world.actions.listen(new MissingAnswers({ vault: world.vault, areas: new AreaDirectory(tenants.all()), tenants }));
}, 60_000);
afterAll(() => world.close());
beforeEach(async () => {
  world.now = () => new Date();
  await world.empty();
});

const merge = (number: string, into: string) => world.overruling.merging.merge(number, into, 'cli');
const refusal = (code: string) => expect.objectContaining({ code }) as unknown;
const settled = async (work: Promise<unknown>): Promise<unknown> => work.then(() => 'done', (error: unknown) => error); // prettier-ignore
const row = async (number: string) => {
  const [found] = await world.sql<{ id: string; state: string; urgency: string; round: number; leader: string | null; answered: boolean; openingMessageId: string }>(
    `SELECT t.id, t.state, t.urgency, t.round, l.number AS leader, t.answered_at IS NOT NULL AS answered, t.opening_message_id AS "openingMessageId"
     FROM ticket t LEFT JOIN ticket l ON l.id = t.merged_into WHERE t.number = $1`,
    [number],
  );
  if (!found) throw new Error(`no ticket ${number}`);
  return found;
}; // prettier-ignore
const eventsOf = async (number: string) =>
  (await world.sql<{ type: string }>('SELECT e.type FROM ticket_event e JOIN ticket t ON t.id = e.ticket_id WHERE t.number = $1 ORDER BY e.at, e.id', [number])).map(({ type }) => type); // prettier-ignore
const answersTo = async (number: string) =>
  (await world.queries.show(number))?.messages.filter(({ direction, text }) => direction === 'out' && text.includes('ditambal')) ?? []; // prettier-ignore
const bySms = (phone: string, text = 'TANAHBUMBU jalan berlubang di depan pasar') => world.complaint(text, phone);
const numberOf = async (inboundId: string | undefined) =>
  (await world.sql<{ number: string }>('SELECT number FROM ticket WHERE opening_message_id = $1', [inboundId]))[0]?.number ?? ''; // prettier-ignore
const pages = () => new DatabasePublicTickets(world.database, world.vault, world.keys, shippedConfig().tenants);

/** One complaint on each of five ways: SMS, WhatsApp, the tracking page, a call and a letter. */
async function five(): Promise<{ numbers: string[]; web: string }> {
  const sms = await bySms('+6281100000001');
  const [chat] = await world.accept([smsEvent('jalan berlubang pasar', { from: { kind: 'whatsapp', value: '+6281100000002' } })], 'wa-tanahbumbu'); // prettier-ignore
  const [web] = await world.accept([smsEvent('jalan berlubang pasar', { from: null, form: webForm({ anonymous: true }) })], 'web-tanahbumbu'); // prettier-ignore
  await world.process();
  const { desk } = clerk(world);
  const call = await desk.take(typedEntry(), 0);
  const letter = await desk.take(
    typedEntry({ channelId: 'manual-letter-box', text: 'Jalan rusak', reporter: { name: 'Ketut Contoh', postalAddress: 'Gang Kenanga 17' } }),
    0,
  ); // prettier-ignore
  await world.process();
  const numbers = [sms.number];
  for (const id of [chat, web, call.inboundId, letter.inboundId]) numbers.push(await numberOf(id));
  return { numbers, web: web ?? '' };
}

describe('merged tickets', () => {
  it('have an answer of the leading one told to five reporters, on five channels, each with their own number, each once', async () => {
    const { numbers, web } = await five();
    const [leader = '', ...followers] = numbers;
    expect(new Set(numbers).size).toBe(5);
    for (const number of followers) await merge(number, leader);
    world.bell.rung.length = 0;
    const nonce = 'jawaban-1';
    const answered = await world.answers.answer(leader, 'Sudah ditambal.', { by: 'cli', nonce });
    expect(await world.answers.answer(leader, 'Sudah ditambal.', { by: 'cli', nonce })).toMatchObject({ repeated: true, outboundId: answered.outboundId }); // prettier-ignore
    await world.deliver();
    for (const number of numbers) {
      const answers = await answersTo(number);
      expect(answers).toHaveLength(1);
      // On the page and by people the words stand alone, beside the number.
      for (const other of numbers) if (other !== number) expect(answers[0]?.text).not.toContain(other);
      expect((await eventsOf(number)).filter((type) => type === 'answered')).toHaveLength(1);
      expect(await row(number)).toMatchObject({ answered: true, state: number === leader ? 'answered' : 'merged' });
    }
    const texts = [...world.sender.sent, ...world.chatSender.sent].filter(({ text }) => text.includes('ditambal')).map(({ text }) => text); // prettier-ignore
    expect(texts).toEqual([expect.stringContaining(leader), expect.stringContaining(followers[0] ?? '-')]);
    const tasks = await clerk(world).tasks.list({ limit: 10 });
    expect(tasks.filter(({ purpose }) => purpose === 'answer').map(({ method, number }) => [method, number]).sort()).toEqual([
      ['call', followers[2]],
      ['letter', followers[3]],
    ]); // prettier-ignore
    const seen = await pages().byInbound(web);
    expect(seen).toMatchObject({ number: followers[1], state: 'answered', replies: [{ text: 'Sudah ditambal.' }] });
    expect((await world.balance()).ok).toBe(true);
  });

  it('are told all or none: what fails half way has told nobody', async () => {
    const { numbers } = await five();
    const [leader = '', ...followers] = numbers;
    for (const number of followers) await merge(number, leader);
    world.bell.rung.length = 0;
    const before = await world.count('outbound_message');
    // The connection dies behind the third of them.
    const { reporters } = world;
    const whole = reporters.queue.bind(reporters);
    let left = 3;
    const queue = jest.spyOn(reporters, 'queue').mockImplementation((...args) => {
      left -= 1;
      if (left === 0) throw new Error('Connection terminated unexpectedly');
      return whole(...args);
    });
    await expect(world.answers.answer(leader, 'Sudah ditambal.')).rejects.toThrow('Connection terminated');
    queue.mockRestore();
    expect(await world.count('outbound_message')).toBe(before);
    expect(world.bell.rung).toEqual([]);
    expect(await row(leader)).toMatchObject({ state: 'received', answered: false });
    await world.answers.answer(leader, 'Sudah ditambal.');
    for (const number of numbers) expect(await answersTo(number)).toHaveLength(1);
  });

  it('keep an answer from nobody because one of them can no longer be reached', async () => {
    const leader = await bySms('+6281100000001');
    const lost = await bySms('+6281100000002');
    const other = await bySms('+6281100000003');
    await merge(lost.number, leader.number);
    await merge(other.number, leader.number);
    await world.sql(`UPDATE ticket SET reply_channel_id = 'sms-gone' WHERE number = $1`, [lost.number]);
    await world.answers.answer(leader.number, 'Sudah ditambal.');
    expect(await answersTo(other.number)).toHaveLength(1);
    expect(await answersTo(lost.number)).toHaveLength(0);
    expect(await eventsOf(lost.number)).toContain('not-told');
  });

  it.each([
    ['people’s own words', 'Sejak kapan lubangnya?', 'sejak hari Senin kemarin', 'citizen-replied'],
    ['people’s own words', 'Sejak kapan lubangnya?', 'kapan diperbaiki pak?', undefined],
    ['people’s own words', 'Sejak kapan lubangnya?', 'halo', undefined],
    ['where it is', ['place'], 'di depan pasar minggu', 'citizen-replied'],
    ['where it is', ['place'], 'ini sudah parah sekali', undefined],
    ['who they are', ['identity'], 'nama saya Wayan Contoh dari desa', undefined],
  ])('are not asked what the leader’s reporter is (%s: %j), but %j of one of them is: %s', async (_what, question, said, event) => {
    const leader = await bySms('+6281100000001');
    const own = await bySms('+6281100000002');
    await merge(own.number, leader.number);
    const before = (await world.replies()).length;
    if (typeof question === 'string') await world.responding.questions.ask(leader.number, question, { actor: { kind: 'operator', by: 'cli' } });
    else await world.actions.apply({ number: leader.number }, 'ask', { kind: 'gateway' }, { data: { missing: question, waits: true } });
    expect((await world.replies()).slice(before).filter(({ purpose }) => purpose === 'question')).toHaveLength(typeof question === 'string' ? 1 : 0);
    await world.receive(`TANAHBUMBU TAMBAH ${own.number} ${said}`, '+6281100000002');
    await world.process();
    const [state] = await world.sql<{ state: string }>('SELECT state FROM ticket WHERE number = $1', [leader.number]);
    expect(state?.state).toBe(event === undefined ? 'awaiting-citizen' : 'received');
    expect((await eventsOf(leader.number)).includes('citizen-replied')).toBe(event !== undefined);
  }); // prettier-ignore

  it('answer nothing that an agency asked, which reads none of their words', async () => {
    const leader = await bySms('+6281100000001');
    const own = await bySms('+6281100000002');
    await merge(own.number, leader.number);
    const { dispatchId } = await world.dispatching.dispatches.dispatch(leader.number, { agency: 'pupr', actor: { kind: 'operator', by: 'cli' } }); // prettier-ignore
    await world.responding.questions.ask(leader.number, 'Sejak kapan?', { actor: { kind: 'officer', by: 'Budi' }, dispatchId }); // prettier-ignore
    await world.receive(`TANAHBUMBU TAMBAH ${own.number} sejak hari Senin kemarin`, '+6281100000002');
    await world.process();
    const [state] = await world.sql<{ state: string }>('SELECT state FROM ticket WHERE number = $1', [leader.number]);
    expect(state?.state).toBe('awaiting-citizen');
  });

  it('say nothing of who the leader’s reporter is, and what came before the question answers nothing', async () => {
    const leader = await bySms('+6281100000001');
    const own = await bySms('+6281100000002');
    await merge(own.number, leader.number);
    const early = await world.receive(`TANAHBUMBU TAMBAH ${own.number} di depan pasar minggu`, '+6281100000002');
    await world.sql("UPDATE inbound_message SET received_at = received_at - interval '1 hour' WHERE id = $1", [early]);
    await world.actions.apply({ number: leader.number }, 'ask', { kind: 'gateway' }, { data: { missing: ['place', 'identity'], waits: true } });
    await world.process();
    expect(await eventsOf(leader.number)).not.toContain('citizen-replied');
    await world.receive(`TANAHBUMBU TAMBAH ${own.number} nama saya Wayan Contoh, di depan pasar minggu`, '+6281100000002');
    await world.process();
    const rows = await world.sql<{ landmark: string | null; named: boolean }>(
      'SELECT t.landmark, c.name_sealed IS NOT NULL AS named FROM ticket t JOIN contact c ON c.id = t.contact_id WHERE t.number = $1', [leader.number]);
    expect(rows).toEqual([{ landmark: null, named: false }]);
  }); // prettier-ignore

  it('say how the leading one stands when their reporter asks, and take up what they write, for the operator alone', async () => {
    const leader = await bySms('+6281100000001');
    const own = await bySms('+6281100000002');
    await merge(own.number, leader.number);
    await world.overruling.overrulings.reroute(leader.number, { agency: 'perhubungan' }, 'cli');
    await world.receive(`TANAHBUMBU STATUS ${own.number}`, '+6281100000002');
    await world.process();
    const status = (await world.replies()).at(-1);
    expect(status).toMatchObject({ purpose: 'status', text: expect.stringContaining(own.number) as string });
    expect(status?.text).toContain('Dinas Perhubungan');
    expect(status?.text).not.toContain(leader.number);
    await world.receive(`TANAHBUMBU TAMBAH ${own.number} ada anak terjebak, tolong`, '+6281100000002');
    await world.process();
    expect((await world.queries.show(leader.number))?.messages.at(-1)).toMatchObject({ number: own.number, direction: 'in' }); // prettier-ignore
    expect(await eventsOf(leader.number)).toContain('merged-message-added');
    const page = await pages().byInbound((await row(leader.number)).openingMessageId);
    expect(JSON.stringify(page)).not.toContain('terjebak');
    await world.answers.answer(leader.number, 'Sudah ditambal.');
    await world.receive(`TANAHBUMBU STATUS ${own.number}`, '+6281100000002');
    await world.process();
    expect((await world.replies()).at(-1)?.text).toContain('Sudah ditambal.');
    await expect(world.answers.answer(own.number, 'Lain.')).rejects.toMatchObject({
      code: 'transition-refused',
      message: expect.stringContaining(leader.number) as string,
    });
  });

  it('open the leading one again for all when one of them says it is not fixed', async () => {
    const leader = await bySms('+6281100000001');
    const own = await bySms('+6281100000002');
    await merge(own.number, leader.number);
    await world.answers.answer(leader.number, 'Sudah ditambal.');
    // Not within the burst of the complaint.
    await world.sql(`UPDATE ticket SET burst_until = opened_at, wake_at = NULL`);
    const word = async (text: string): Promise<void> => {
      await world.receive(`TANAHBUMBU ${text} ${own.number}`, '+6281100000002');
      await world.process();
    };
    await word('SUDAH');
    expect(await row(leader.number)).toMatchObject({ state: 'answered', round: 0 });
    await word('BELUM');
    expect(await row(leader.number)).toMatchObject({ state: 'reopened', round: 1 });
    expect(await row(own.number)).toMatchObject({ state: 'merged', round: 1 });
    await word('BELUM');
    expect(await row(leader.number)).toMatchObject({ state: 'reopened', round: 1 });
    await world.answers.answer(leader.number, 'Kini sungguh ditambal.');
    expect(await answersTo(own.number)).toHaveLength(2);
  });

  it('carry a danger over, and take it back with them', async () => {
    const leader = await bySms('+6281100000001');
    const own = await bySms('+6281100000002', 'TANAHBUMBU kebakaran rumah di depan pasar');
    expect(await row(own.number)).toMatchObject({ urgency: 'danger' });
    await merge(own.number, leader.number);
    expect(await row(leader.number)).toMatchObject({ urgency: 'danger' });
    await world.overruling.merging.unmerge(own.number, 'cli');
    expect(await row(leader.number)).toMatchObject({ urgency: 'normal' });
  });

  it('hear the answer that the leading one has already, once, however often they are merged', async () => {
    const leader = await bySms('+6281100000001');
    const own = await bySms('+6281100000002');
    await world.answers.answer(leader.number, 'Sudah ditambal.');
    await merge(own.number, leader.number);
    expect(await answersTo(own.number)).toHaveLength(1);
    await world.overruling.merging.unmerge(own.number, 'cli');
    expect(await row(own.number)).toMatchObject({ state: 'received', answered: false, leader: null });
    await merge(own.number, leader.number);
    expect(await answersTo(own.number)).toHaveLength(1);
  });
});

describe('merging', () => {
  it('follows the one that speaks for the named one, takes followers along, and gives them back', async () => {
    const [a, b, c] = [await bySms('+6281100000001'), await bySms('+6281100000002'), await bySms('+6281100000003')];
    await merge(c.number, b.number);
    await merge(b.number, a.number);
    expect(await row(c.number)).toMatchObject({ leader: a.number });
    const d = await bySms('+6281100000004');
    expect(await merge(d.number, c.number)).toMatchObject({ leader: a.number });
    await world.overruling.merging.unmerge(b.number, 'cli');
    expect(await row(b.number)).toMatchObject({ state: 'received', leader: null });
    expect(await row(c.number)).toMatchObject({ leader: b.number });
    expect(await row(d.number)).toMatchObject({ leader: a.number });
  });

  it.each([
    ['itself', 'merge-self', (a: string) => merge(a, a)],
    ['what it speaks for', 'merge-self', async (a: string, b: string) => (await merge(b, a), merge(a, b))],
    ['another office', 'merge-other-office', async (a: string) => merge(a, (await bySms('+6281100000005', 'BULELENG bansos belum cair')).number)], // prettier-ignore
    ['a second one', 'ticket-merged', async (a: string, b: string) => (await merge(b, a), merge(b, a))],
    ['what is not there', 'ticket-unknown', (a: string) => merge(a, 'TBU-999999')],
  ])('into %s is refused with %s', async (_what, code, work) => {
    const [a, b] = [await bySms('+6281100000001'), await bySms('+6281100000002')];
    await expect(work(a.number, b.number)).rejects.toEqual(refusal(code));
  });

  it('into what is over is refused, and unmerging what is not merged', async () => {
    const [a, b] = [await bySms('+6281100000001'), await bySms('+6281100000002')];
    await world.answers.answer(b.number, 'Sudah ditambal.');
    await world.actions.apply({ number: b.number }, 'close', { kind: 'operator' });
    await expect(merge(a.number, b.number)).rejects.toEqual(refusal('leader-over'));
    await expect(world.overruling.merging.unmerge(a.number, 'cli')).rejects.toEqual(refusal('not-merged'));
  });

  it('comes back to the office what an agency had, and lost as it was merged', async () => {
    const [a, b] = [await bySms('+6281100000001'), await bySms('+6281100000002')];
    await world.actions.apply({ number: b.number }, 'dispatch', { kind: 'operator' });
    await merge(b.number, a.number);
    await world.overruling.merging.unmerge(b.number, 'cli');
    expect(await row(b.number)).toMatchObject({ state: 'received' });
  });

  it('in both directions at once makes one of them the leader, and never a circle', async () => {
    const [a, b] = [await bySms('+6281100000001'), await bySms('+6281100000002')];
    const results = await Promise.all([settled(merge(a.number, b.number)), settled(merge(b.number, a.number))]);
    expect(results.filter((result) => result === 'done')).toHaveLength(1);
    expect(await world.count('ticket', 'merged_into IS NOT NULL')).toBe(1);
  });

  it('and answering at once leaves nobody without the answer, nor with two', async () => {
    const [a, b] = [await bySms('+6281100000001'), await bySms('+6281100000002')];
    await Promise.all([merge(b.number, a.number), world.answers.answer(a.number, 'Sudah ditambal.')]);
    expect(await answersTo(a.number)).toHaveLength(1);
    expect(await answersTo(b.number)).toHaveLength(1);
  });

  it('is undone from either side, while nothing has been told; then only unmerging helps', async () => {
    const [a, b] = [await bySms('+6281100000001'), await bySms('+6281100000002')];
    const { undoing } = world.overruling;
    await merge(b.number, a.number);
    expect(await undoing.undo(b.number, 'cli')).toMatchObject({ what: 'merged', other: a.number });
    expect(await row(b.number)).toMatchObject({ state: 'received', leader: null });
    expect(await world.count('training_example', 'undone_at IS NULL')).toBe(0);
    await expect(undoing.undo(a.number, 'cli')).rejects.toEqual(refusal('nothing-to-undo'));
    await expect(undoing.undo(b.number, 'cli')).rejects.toEqual(refusal('nothing-to-undo'));
    await merge(b.number, a.number);
    expect(await undoing.undo(a.number, 'cli')).toMatchObject({ what: 'merged-in', other: b.number });
    await merge(b.number, a.number);
    await world.answers.answer(a.number, 'Sudah ditambal.');
    await expect(undoing.undo(b.number, 'cli')).rejects.toEqual(refusal('changed-since'));
    await world.overruling.merging.unmerge(b.number, 'cli');
    expect(await undoing.undo(b.number, 'cli')).toMatchObject({ what: 'unmerged', other: a.number });
    expect(await row(b.number)).toMatchObject({ leader: a.number });
    expect(await answersTo(b.number)).toHaveLength(1);
  });
});
