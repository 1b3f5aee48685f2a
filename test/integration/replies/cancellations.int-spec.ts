import { randomUUID } from 'node:crypto';
import { DispatchEndings } from '../../../src/dispatch/dispatch-endings.js';
import type { Transaction } from '../../../src/database/transaction.js';
import { DatabasePublicTickets } from '../../../src/public/database-public-tickets.js';
import type { HeldTicket, Ring } from '../../../src/tickets/ticket-actions.js';
import { until } from '../../kit/wait.js';
import { smsEvent, webForm } from '../../kit/messages.js';
import { shippedConfig } from '../../kit/shipped.js';
import { seedStaff } from '../../kit/staff.js';
import { World } from '../../kit/world.js';

const PHONE = '+6281100000001';
const OTHER = '+6281100000002';
const ADMIN = { kind: 'operator', by: 'cli' } as const;

let world: World;
beforeAll(async () => {
  world = await World.open();
  world.actions.listen(new DispatchEndings(world.dispatching.dispatches));
});
afterAll(() => world.close());
beforeEach(async () => {
  await world.empty();
  await seedStaff(world);
});

async function say(text: string, from = PHONE): Promise<string> {
  const id = await world.receive(text, from);
  await world.process();
  await world.deliver();
  return id;
}
/** A complaint whose acknowledgement has arrived. */
async function complaint(from = PHONE): Promise<{ number: string; ticketId: string; digits: string }> {
  const { number, ticketId } = await world.complaint(`TANAHBUMBU jalan berlubang ${randomUUID()}`, from);
  await world.deliver();
  return { number, ticketId, digits: String(Number(number.slice(4))) };
}
const row = async (id: string) =>
  (await world.sql('SELECT state, archive_reason, merged_into, closed_at IS NOT NULL AS over FROM ticket WHERE id = $1', [id]))[0]; // prettier-ignore
const CANCELLED = { state: 'archived', archive_reason: 'cancelled', merged_into: null, over: true };
const events = async (id: string): Promise<string[]> =>
  (await world.sql<{ type: string }>(`SELECT type FROM ticket_event WHERE ticket_id = $1 AND type NOT LIKE 'deadline%' ORDER BY at, id`, [id])).map(({ type }) => type); // prettier-ignore
const citizens = async (): Promise<string[]> => (await world.replies()).map(({ text }) => text);
/** What somebody heard last. */
const heard = async (): Promise<{ text: string } | undefined> =>
  (await world.replies()).findLast(({ purpose }) => purpose === 'command' || purpose === 'status');
/** BATAL has been read and waits for its ticket, which somebody holds and changes. */
async function whileHeld(
  { number }: { number: string },
  from: string,
  change: (tx: Transaction, ticket: HeldTicket) => Promise<readonly Ring[]>,
): Promise<void> {
  await world.receive('TANAHBUMBU BATAL', from);
  let processed: Promise<void> = Promise.resolve();
  await world.actions.transaction(async (tx) => {
    const ticket = await world.actions.hold(tx, { number });
    processed = world.process();
    await until('the message to wait for its ticket', async () => {
      const [waiting] = await world.sql<{ n: number }>(
        "SELECT count(*)::int AS n FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'",
      );
      return (waiting?.n ?? 0) > 0;
    });
    return { value: undefined, rings: await change(tx, ticket) };
  });
  await processed;
}
const owed = () => world.count('ticket_deadline', 'met_at IS NULL AND ended_at IS NULL');

describe('a citizen takes a report back', () => {
  it('with one message, which one message confirms; agencies are told, and nothing is owed any more', async () => {
    const { number, ticketId } = await complaint();
    await world.dispatching.dispatches.dispatch(number, { agency: 'pupr', actor: ADMIN });
    expect(await owed()).toBeGreaterThan(0);
    const before = (await world.replies()).length;
    const id = await say('TANAHBUMBU BATAL');
    expect(await world.inbound(id)).toMatchObject({ outcome: 'follow-up', ticket_id: ticketId });
    expect(await row(ticketId)).toEqual(CANCELLED);
    expect(await events(ticketId)).toEqual([
      'opened',
      'dispatched',
      'message-added',
      'cancelled',
      'dispatch-withdrawn',
    ]);
    expect(await world.sql('SELECT state FROM dispatch')).toEqual([{ state: 'withdrawn' }]);
    expect(await owed()).toBe(0);
    const told = (await world.replies()).slice(before);
    expect(told.filter(({ purpose }) => purpose === 'command').map(({ text }) => text)).toEqual([
      `Aduan ${number} kami batalkan sesuai permintaan Anda dan tidak kami proses lagi. Terima kasih sudah memberi tahu.`,
    ]);
    expect(told.filter(({ purpose }) => purpose === 'dispatch')).toHaveLength(1);
    expect((await world.balance()).ok).toBe(true);
  });

  it('on a shared number without its keyword, and said again it is over', async () => {
    const { number, ticketId, digits } = await complaint();
    await say('batal pak');
    expect(await row(ticketId)).toEqual(CANCELLED);
    const count = await world.count('ticket_event', "type = 'cancelled'");
    await say(`TANAHBUMBU BATAL ${digits}`);
    expect((await citizens()).at(-1)).toContain(number);
    expect(await world.count('ticket_event', "type = 'cancelled'")).toBe(count);
    await say('TANAHBUMBU BATAL');
    expect((await citizens()).at(-1)).toContain('Tidak ada aduan Anda yang masih kami proses');
    expect((await world.balance()).ok).toBe(true);
  });

  it('of several: is asked which, and the number decides', async () => {
    const [first, second] = [await complaint(), await complaint()];
    await say('BATAL');
    expect((await citizens()).at(-1)).toContain(`${second.number}, ${first.number}`);
    await say(`TANAHBUMBU BATAL ${first.digits}`);
    expect(await row(first.ticketId)).toEqual(CANCELLED);
    expect(await row(second.ticketId)).toMatchObject({ archive_reason: null });
  });

  it("but nobody another's, nor one that is answered", async () => {
    const theirs = await complaint(OTHER);
    await say(`TANAHBUMBU BATAL ${theirs.digits}`);
    expect(await row(theirs.ticketId)).toMatchObject({ archive_reason: null });
    const own = await complaint();
    await world.answers.answer(own.number, 'Sudah kami tambal.');
    await say(`TANAHBUMBU BATAL ${own.digits}`);
    expect(await row(own.ticketId)).toMatchObject({ state: 'answered', archive_reason: null });
  });

  it('hears what came of it, and not what would have: the office may be quicker, or others join meanwhile', async () => {
    const [answered, joined, other] = [await complaint(), await complaint(OTHER), await complaint('+6281100000003')];
    await whileHeld(answered, PHONE, async (tx, ticket) => (await world.answers.within(tx, ticket, 'Sudah kami tambal.', ADMIN)).rings);
    expect(await row(answered.ticketId)).toMatchObject({ state: 'answered', archive_reason: null });
    expect((await heard())?.text).toMatch(new RegExp(`${answered.number}.*dijawab`, 'i'));
    await whileHeld(joined, OTHER, async (tx, leader) => {
      const ticket = await world.actions.hold(tx, { number: other.number });
      return (await world.overruling.merging.mergeWithin(tx, { ticket, leader }, ADMIN)).rings;
    });
    expect(await row(joined.ticketId)).toMatchObject({ archive_reason: null });
    expect((await heard())?.text).toContain('juga dilaporkan warga lain');
    expect((await world.balance()).ok).toBe(true);
  }); // prettier-ignore

  it('and what they write next is a report of its own', async () => {
    const { ticketId } = await complaint();
    await say('TANAHBUMBU BATAL');
    await say('TANAHBUMBU lampu jalan mati di Batulicin');
    expect(await world.count('ticket')).toBe(2);
    expect(await row(ticketId)).toEqual(CANCELLED);
  });

  it('the office may open it again', async () => {
    const { number, ticketId } = await complaint();
    await say('TANAHBUMBU BATAL');
    await world.actions.apply({ number }, 'reopen', ADMIN, { columns: { archive_reason: null } });
    expect(await row(ticketId)).toEqual({ state: 'reopened', archive_reason: null, merged_into: null, over: false });
  });
});

describe('of several that are merged', () => {
  it('one that follows is taken back by itself; its leader goes on and tells it nothing more', async () => {
    const [leader, own] = [await complaint(OTHER), await complaint()];
    await world.overruling.merging.merge(own.number, leader.number, 'cli');
    await say('TANAHBUMBU BATAL');
    expect(await row(own.ticketId)).toEqual(CANCELLED);
    expect(await row(leader.ticketId)).toMatchObject({ archive_reason: null });
    expect((await events(leader.ticketId)).slice(-2)).toEqual(['merged-message-added', 'unmerged-from']);
    await world.answers.answer(leader.number, 'Sudah kami tambal.');
    expect(await world.count('outbound_message', "purpose = 'answer'")).toBe(1);
  });

  it('one that leads goes on for the others, and its reporter hears that', async () => {
    const [leader, other] = [await complaint(), await complaint(OTHER)];
    await world.overruling.merging.merge(other.number, leader.number, 'cli');
    await say('TANAHBUMBU BATAL');
    expect(await row(leader.ticketId)).toMatchObject({ archive_reason: null });
    expect((await events(leader.ticketId)).at(-1)).toBe('cancel-noted');
    expect((await citizens()).at(-1)).toContain('juga dilaporkan warga lain');
  });
});

it('an anonymous reporter does it on the page, and reads there that it is done', async () => {
  const { database, vault, keys } = world;
  const tickets = new DatabasePublicTickets(database, vault, keys, shippedConfig().tenants);
  const form = webForm({ anonymous: true });
  const [inboundId = ''] = await world.accept([smsEvent('jalan berlubang', { from: null, form })], 'web-tanahbumbu');
  await world.process();
  const view = await tickets.byInbound(inboundId);
  expect(view).toMatchObject({ cancellable: { round: 0 } });
  const says = { ...form, followUpTo: view?.number ?? '', cancels: true };
  await world.accept([smsEvent('BATAL', { from: null, form: says })], 'web-tanahbumbu');
  await world.process();
  const after = await tickets.byInbound(inboundId);
  expect(after).toMatchObject({ state: 'archived' });
  expect(after?.cancellable).toBeUndefined();
  expect(after?.events.map(({ kind }) => kind)).toEqual(['opened', 'cancelled']);
});
