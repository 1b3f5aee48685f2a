import { DatabasePublicTickets } from '../../../src/public/database-public-tickets.js';
import { trackingCode } from '../../../src/tickets/tracking-code.js';
import { clerk, typedEntry } from '../../kit/clerk.js';
import { smsEvent, webForm } from '../../kit/messages.js';
import { shippedConfig } from '../../kit/shipped.js';
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

const refusal = (code: string) => expect.objectContaining({ code }) as unknown;
const show = async (number: string) => {
  const found = await world.queries.show(number);
  if (!found) throw new Error(`no ticket ${number}`);
  return found;
};

/** A complaint about a road, to which its reporter added one about a lamp. */
async function twoComplaints() {
  const made = await world.complaint('TANAHBUMBU jalan berlubang di Batulicin');
  const second = await world.receive(`TANAHBUMBU TAMBAH ${made.number} lampu jalan mati di Simpang Empat`);
  await world.process();
  return { ...made, second };
}

describe('a ticket that holds two complaints', () => {
  it('becomes two of one reporter, who learns the new number in one message; each is answered by itself', async () => {
    const { number, second } = await twoComplaints();
    const before = (await world.replies()).length;
    const done = await world.overruling.splitting.split(number, { messages: [second] }, 'cli');
    expect(done).toMatchObject({ from: number, category: 'lampu-jalan', agency: 'perhubungan' });
    const told = (await world.replies()).slice(before);
    expect(told).toEqual([{ purpose: 'acknowledgement', text: expect.stringContaining(done.number) as string }]);
    expect(told[0]?.text).toContain(number);
    expect(told[0]?.text.length).toBeLessThanOrEqual(160);

    const [origin, made] = [await show(number), await show(done.number)];
    expect(made).toMatchObject({ state: 'received', category: 'lampu-jalan', split: [{ number, how: 'from' }] });
    expect(made.messages.filter(({ direction }) => direction === 'in').map(({ id }) => id)).toEqual([second]);
    expect(made.decisions.map(({ step, outcome }) => [step, outcome])).toEqual([['categorise', 'lampu-jalan'], ['route', 'perhubungan']]); // prettier-ignore
    expect(origin).toMatchObject({ category: 'jalan-rusak', split: [{ number: done.number, how: 'off' }] });
    expect(origin.messages.map(({ id }) => id)).not.toContain(second);

    await world.answers.answer(done.number, 'Lampu sudah diganti.');
    expect(await show(number)).toMatchObject({ state: 'received' });
    await world.deliver();
    expect(world.sender.sent.at(-1)?.text).toContain(done.number);
    // Its number is the reporter's own.
    await world.receive(`TANAHBUMBU STATUS ${done.number}`);
    await world.process();
    expect((await world.replies()).at(-1)?.text).toContain('Lampu sudah diganti.');
    expect((await world.balance()).ok).toBe(true);
  });

  it('is not sorted again as a whole with what was split off', async () => {
    const { number, second } = await twoComplaints();
    const done = await world.overruling.splitting.split(number, { messages: [second] }, 'cli');
    await world.sql(`UPDATE ticket SET wake_at = now() - interval '1 second', burst_until = now() - interval '2 seconds'`);
    await world.bursts.due(10);
    expect((await show(number)).category).toBe('jalan-rusak');
    expect((await show(done.number)).category).toBe('lampu-jalan');
  }); // prettier-ignore

  it('can be split by a description, where both stand in one message', async () => {
    const { number } = await world.complaint('TANAHBUMBU jalan berlubang di Batulicin dan lampu jalan mati');
    const text = 'Lampu jalan mati di Batulicin';
    const done = await world.overruling.splitting.split(number, { text }, 'cli');
    const [row] = await world.sql<{ id: string; description: string }>('SELECT id, description FROM ticket WHERE number = $1', [done.number]); // prettier-ignore
    expect(row?.description).toBe(text);
    expect((await show(number)).messages.filter(({ direction }) => direction === 'in')).toHaveLength(1);
    const pages = new DatabasePublicTickets(world.database, world.vault, world.keys, shippedConfig().tenants);
    const code = trackingCode(world.keys, row?.id ?? '');
    const seen = await pages.byNumberAndCode('tanah-bumbu', done.number, code);
    expect(seen).toMatchObject({ number: done.number, inboundId: row?.id });
    expect(await pages.byInbound(seen?.inboundId ?? '')).toMatchObject({ number: done.number });
    expect((await world.balance()).ok).toBe(true);
  });

  it('tells who reads the tracking page there, and who is called by a call', async () => {
    const [web] = await world.accept([smsEvent('jalan berlubang', { from: null, form: webForm({ anonymous: true }) })], 'web-tanahbumbu'); // prettier-ignore
    const call = await clerk(world).desk.take(typedEntry(), 0);
    await world.process();
    const numbers = await world.sql<{ number: string; opening: string }>('SELECT number, opening_message_id AS opening FROM ticket'); // prettier-ignore
    const of = (id: string | undefined): string => numbers.find(({ opening }) => opening === id)?.number ?? '';
    const onPage = await world.overruling.splitting.split(of(web), { text: 'Lampu jalan mati' }, 'cli');
    const pages = new DatabasePublicTickets(world.database, world.vault, world.keys, shippedConfig().tenants);
    const split = (await pages.byInbound(web ?? ''))?.events.find(({ kind }) => kind === 'split');
    const [number, code] = split?.text?.split(' · ') ?? [];
    expect(number).toBe(onPage.number);
    expect(await pages.byNumberAndCode('tanah-bumbu', number ?? '', code ?? '')).toMatchObject({ number });
    const byCall = await world.overruling.splitting.split(of(call.inboundId), { text: 'Lampu jalan mati' }, 'cli');
    const tasks = await clerk(world).tasks.list({ limit: 10 });
    expect(tasks.filter((task) => task.number === byCall.number)).toMatchObject([{ method: 'call', purpose: 'acknowledgement' }]); // prettier-ignore
    const [task] = tasks.filter((each) => each.number === byCall.number);
    expect((await clerk(world).tasks.show(task?.id ?? '', 'cli'))?.recipient).toMatchObject({ name: 'Siti Contoh' });
  });

  it.each([
    [{}, 'split-nothing'],
    [{ text: '  ' }, 'split-nothing'],
    [{ messages: ['018f0000-0000-7000-8000-000000000000'] }, 'split-message-unknown'],
  ])('refuses %j with %s', async (wish, code) => {
    const { number } = await twoComplaints();
    await expect(world.overruling.splitting.split(number, wish, 'cli')).rejects.toEqual(refusal(code));
    expect(await world.count('ticket')).toBe(1);
  });

  it('keeps the message that opened it', async () => {
    const { number, inboundId } = await twoComplaints();
    await expect(world.overruling.splitting.split(number, { messages: [inboundId] }, 'cli')).rejects.toEqual(
      refusal('split-opening-message'),
    );
  });

  it('is one again when it is undone, and the number that the citizen learnt leads there', async () => {
    const { number, second } = await twoComplaints();
    const { splitting, undoing } = world.overruling;
    const done = await splitting.split(number, { messages: [second] }, 'cli');
    expect(await undoing.undo(number, 'cli')).toMatchObject({ what: 'split', other: done.number });
    expect((await show(number)).messages.map(({ id }) => id)).toContain(second);
    expect(await show(done.number)).toMatchObject({ state: 'merged', mergedInto: { number } });
    expect(await world.count('training_example', 'undone_at IS NULL')).toBe(0);
    await expect(undoing.undo(number, 'cli')).rejects.toEqual(refusal('nothing-to-undo'));
    await world.receive(`TANAHBUMBU STATUS ${done.number}`);
    await world.process();
    expect((await world.replies()).at(-1)?.text).toContain(done.number);
  });

  it('can not be one again once it has been worked on', async () => {
    const { number, second } = await twoComplaints();
    const { splitting, undoing } = world.overruling;
    const done = await splitting.split(number, { messages: [second] }, 'cli');
    await world.answers.answer(done.number, 'Lampu sudah diganti.');
    await expect(undoing.undo(number, 'cli')).rejects.toEqual(refusal('changed-since'));
  });
});

describe('a number in another system', () => {
  const give = (number: string, reference: string, system = 'manual-outside-system') =>
    world.overruling.references.give(number, system, reference, 'cli');
  const relays = async () =>
    (await clerk(world).tasks.list({ limit: 10, method: 'relay' })).map(({ number, purpose }) => [number, purpose]);

  it('makes each answer a task to copy it there, once, and none where the answer goes there anyway', async () => {
    const { number } = await world.complaint();
    expect(await give(number, '#123 4567')).toMatchObject({ reference: '1234567', repeated: false, task: null });
    expect(await give(number, '1234567')).toMatchObject({ repeated: true });
    const nonce = 'sekali';
    await world.answers.answer(number, 'Sudah ditambal.', { nonce });
    await world.answers.answer(number, 'Sudah ditambal.', { nonce });
    expect(await relays()).toEqual([[number, 'relay']]);
    const [task] = await clerk(world).tasks.list({ limit: 10, method: 'relay' });
    expect(await clerk(world).tasks.show(task?.id ?? '', 'cli')).toMatchObject({
      text: 'Sudah ditambal.',
      recipient: { reference: '1234567' },
    });
    // The citizen reads it once.
    expect((await show(number)).messages.filter(({ text }) => text.includes('ditambal'))).toHaveLength(1);
    const entry = typedEntry({ channelId: 'manual-outside-system', tenant: 'tanah-bumbu', reference: '7654321' });
    const { inboundId } = await clerk(world).desk.take(entry, 0);
    await world.process();
    const [from] = await world.sql<{ number: string }>('SELECT number FROM ticket WHERE opening_message_id = $1', [inboundId]); // prettier-ignore
    await world.answers.answer(from?.number ?? '', 'Sudah.');
    expect(await relays()).toEqual(expect.arrayContaining([[from?.number, 'answer']]));
    expect((await relays()).filter(([each]) => each === from?.number && each !== number)).not.toContainEqual([from?.number, 'relay']); // prettier-ignore
  });

  it('given after the answer, has that one copied; of merged tickets each has its own', async () => {
    const leader = await world.complaint();
    const own = await world.complaint(undefined, '+6281100000002');
    await give(own.number, '222');
    await world.overruling.merging.merge(own.number, leader.number, 'cli');
    await world.answers.answer(leader.number, 'Sudah ditambal.');
    expect(await relays()).toEqual([[own.number, 'relay']]);
    expect(await give(leader.number, '111')).toMatchObject({ task: expect.any(String) as string });
    expect(await relays()).toHaveLength(2);
  });

  it('belongs to one ticket: another one is refused it, also at the same moment', async () => {
    const [a, b] = [await world.complaint(), await world.complaint(undefined, '+6281100000002')];
    const results = await Promise.allSettled([give(a.number, '333'), give(b.number, '333')]);
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(results).toContainEqual({ status: 'rejected', reason: refusal('reference-taken') });
    expect(await world.count('outside_reference')).toBe(1);
    expect(await world.count('ticket_event', `type = 'reference-added'`)).toBe(1);
    await expect(give(a.number, '***')).rejects.toEqual(refusal('reference-malformed'));
    await expect(give(a.number, '444', 'sms-1708')).rejects.toEqual(refusal('system-unknown'));
  });
});
