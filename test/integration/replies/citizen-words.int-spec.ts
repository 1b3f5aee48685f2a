import { randomUUID } from 'node:crypto';
import { smsEvent, webForm } from '../../kit/messages.js';
import { DatabasePublicTickets } from '../../../src/public/database-public-tickets.js';
import { SILENCE, WaitingSweep } from '../../../src/replies/waiting-sweep.js';
import { shippedConfig } from '../../kit/shipped.js';
import { World } from '../../kit/world.js';

const PHONE = '+6281100000001';
const OTHER = '+6281100000002';
const DAY_MS = 86_400_000;

let world: World;
let clock: Date;
let silence: WaitingSweep;
beforeAll(async () => {
  world = await World.open();
  const { database, actions, logs } = world;
  silence = new WaitingSweep(
    {
      database,
      actions,
      logger: logs.logger,
      tenants: shippedConfig().tenants,
      clock: { now: () => clock },
    },
    SILENCE,
  );
});
afterAll(() => world.close());
beforeEach(async () => {
  await world.empty();
  clock = new Date(Date.now() - 90 * DAY_MS);
  world.now = () => clock;
});
const turn = (days: number): void => void (clock = new Date(clock.getTime() + days * DAY_MS));

/** A complaint that has been answered, and the answer has arrived. */
async function answered(from = PHONE): Promise<{ number: string; ticketId: string }> {
  const { number, ticketId } = await world.complaint(`TANAHBUMBU jalan berlubang ${randomUUID()}`, from);
  turn(0.1);
  await world.answers.answer(number, 'Sudah kami tambal.');
  await world.deliver();
  turn(0.1);
  return { number, ticketId };
}
async function say(text: string, from = PHONE): Promise<string> {
  const id = await world.receive(text, from);
  await world.process();
  await world.deliver();
  return id;
}
const state = async (ticketId: string) =>
  (await world.sql('SELECT state, urgency, round FROM ticket WHERE id = $1', [ticketId]))[0];
const feedback = () => world.sql('SELECT round, fixed, mark, channel_id FROM feedback ORDER BY round');
const events = async (ticketId: string): Promise<string[]> =>
  (await world.sql<{ type: string }>(`SELECT type FROM ticket_event WHERE ticket_id = $1 AND type NOT LIKE 'deadline-%' ORDER BY at, id`, [ticketId])).map(({ type }) => type); // prettier-ignore
const lastReply = async () => (await world.replies()).at(-1);

describe('a citizen says that it is fixed', () => {
  it('closes the ticket, keeps the mark, and thanks once', async () => {
    const { ticketId, number } = await answered();
    const id = await say('SUDAH 4');
    expect(await world.inbound(id)).toMatchObject({ outcome: 'follow-up', ticket_id: ticketId, tenant: 'tanah-bumbu' });
    expect(await state(ticketId)).toEqual({ state: 'closed', urgency: 'normal', round: 0 });
    expect(await feedback()).toEqual([{ round: 0, fixed: true, mark: 4, channel_id: 'sms-1708' }]);
    expect(await events(ticketId)).toEqual(['opened', 'answered', 'message-added', 'rated', 'confirmed-fixed']);
    expect(await lastReply()).toMatchObject({ purpose: 'command', text: expect.stringContaining(number) as string });
    expect((await world.balance()).ok).toBe(true);
  });

  it('said again it changes nothing twice, and a later mark takes the place of the earlier one', async () => {
    const { ticketId } = await answered();
    await say('SUDAH');
    const replies = (await world.replies()).length;
    await say('sudah pak');
    expect((await world.replies()).length).toBe(replies);
    await say('3');
    await say('nilai 2');
    expect(await feedback()).toEqual([{ round: 0, fixed: true, mark: 2, channel_id: 'sms-1708' }]);
    const told = await events(ticketId);
    expect(told.filter((type) => type === 'confirmed-fixed')).toHaveLength(1);
    expect(told.filter((type) => type === 'rated')).toHaveLength(2);
    expect((await world.balance()).ok).toBe(true);
  });
});

describe('a citizen says that it is not fixed', () => {
  it('opens the ticket again, before others, with their words on it, and says so once', async () => {
    const { ticketId, number } = await answered();
    await say('BELUM masih berlubang di sebelah kiri');
    expect(await state(ticketId)).toEqual({ state: 'reopened', urgency: 'high', round: 1 });
    expect(await feedback()).toMatchObject([{ round: 0, fixed: false, mark: null }]);
    expect((await world.queries.show(number))?.messages.at(-2)?.text).toBe('BELUM masih berlubang di sebelah kiri');
    expect(await lastReply()).toMatchObject({
      purpose: 'follow-up',
      text: expect.stringContaining('buka kembali') as string,
    });
    await say('BELUM');
    expect(await state(ticketId)).toMatchObject({ state: 'reopened', round: 1 });
    expect((await events(ticketId)).filter((type) => type === 'not-fixed')).toHaveLength(1);
    expect((await world.balance()).ok).toBe(true);
  });

  it('is asked what is wrong where they have not said, and what they say then joins the ticket', async () => {
    const { ticketId } = await answered();
    await say('belum');
    expect(await lastReply()).toMatchObject({ purpose: 'question' });
    turn(0.5);
    const id = await say('lubangnya malah tambah dalam');
    expect(await world.inbound(id)).toMatchObject({ outcome: 'follow-up', ticket_id: ticketId });
  });

  it('begins another round, whose answer is judged by itself', async () => {
    const { ticketId, number } = await answered();
    await say('BELUM 1');
    await world.answers.answer(number, 'Kini benar-benar kami tambal.');
    await world.deliver();
    turn(0.1);
    await say('sudah 4');
    expect(await state(ticketId)).toMatchObject({ state: 'closed', round: 1 });
    expect(await feedback()).toMatchObject([
      { round: 0, fixed: false, mark: 1 },
      { round: 1, fixed: true, mark: 4 },
    ]);
  });

  it('leaves a danger a danger', async () => {
    const { ticketId } = await answered();
    await world.sql(`UPDATE ticket SET urgency = 'danger'`);
    await say('BELUM');
    expect(await state(ticketId)).toMatchObject({ state: 'reopened', urgency: 'danger' });
  });
});

describe('promise 8: a number is no key', () => {
  it("for a stranger's word on somebody's ticket", async () => {
    const { ticketId, number } = await answered();
    await say(`SUDAH ${number}`, OTHER);
    await say(`TANAHBUMBU BELUM ${number} bohong`, OTHER);
    expect(await state(ticketId)).toMatchObject({ state: 'answered' });
    expect(await feedback()).toEqual([]);
    expect((await world.replies()).map(({ purpose }) => purpose).slice(-2)).toEqual(['status', 'acknowledgement']);
  });

  it('on the tracking page the code has been shown: an anonymous reporter opens it again', async () => {
    await world.accept([smsEvent('jalan berlubang', { from: null, form: webForm({ anonymous: true }) })], 'web-page');
    await world.process();
    const [ticket] = await world.sql<{ id: string; number: string }>('SELECT id, number FROM ticket');
    const { id: ticketId = '', number = '' } = ticket ?? {};
    await world.answers.answer(number, 'Sudah ditambal.');
    await world.deliver();
    const form = webForm({ anonymous: true, followUpTo: number });
    await world.accept([smsEvent('BELUM, masih berlubang', { from: null, form })], 'web-page');
    await world.process();
    expect(await state(ticketId)).toMatchObject({ state: 'reopened', urgency: 'high' });
    const pages = new DatabasePublicTickets(world.database, world.vault, world.keys, shippedConfig().tenants);
    const [{ id: inboundId = '' } = {}] = await world.sql<{ id?: string }>(
      'SELECT opening_message_id AS id FROM ticket',
    );
    expect((await pages.byInbound(inboundId))?.events.map(({ kind }) => kind)).toEqual([
      'opened',
      'answered',
      'not-fixed',
    ]);
  });
});

describe('silence', () => {
  it("closes an answered ticket after the tenant's days and not before, and can still be broken", async () => {
    const { ticketId, number } = await answered();
    turn(9.5);
    await silence.due(100);
    expect(await state(ticketId)).toMatchObject({ state: 'answered' });
    turn(0.5);
    await silence.due(100);
    await silence.due(100);
    expect(await state(ticketId)).toMatchObject({ state: 'closed' });
    const [event] = await world.sql(
      `SELECT actor, data ->> 'reason' AS reason FROM ticket_event WHERE type = 'closed'`,
    );
    expect(event).toEqual({ actor: 'gateway', reason: 'silence' });
    turn(29);
    await say(`BELUM ${number} berlubang lagi`);
    expect(await state(ticketId)).toMatchObject({ state: 'reopened' });
  });

  it('counts from the last answer', async () => {
    const { ticketId, number } = await answered();
    turn(9);
    await world.answers.answer(number, 'Tambahan: aspal menyusul.');
    await world.deliver();
    turn(2);
    await silence.due(100);
    expect(await state(ticketId)).toMatchObject({ state: 'answered' });
  });

  it('says nothing where the answer never arrived', async () => {
    const { ticketId } = await answered();
    await world.sql(`UPDATE outbound_message SET state = 'failed' WHERE purpose = 'answer'`);
    turn(30);
    await silence.due(100);
    expect(await state(ticketId)).toMatchObject({ state: 'answered' });
  });
});
