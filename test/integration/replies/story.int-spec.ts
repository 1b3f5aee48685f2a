import { DatabasePublicTickets } from '../../../src/public/database-public-tickets.js';
import type { PublicTicketView } from '../../../src/public/public-tickets.js';
import { ticketStory } from '../../../src/public/story.js';
import { TicketMessages } from '../../../src/public/ticket-messages.js';
import { wordsIn } from '../../../src/public/words.js';
import { smsEvent, webForm } from '../../kit/messages.js';
import { shippedConfig, shippedTenant } from '../../kit/shipped.js';
import { World } from '../../kit/world.js';

const WEB = 'web-tanahbumbu';
const ADMIN = { kind: 'operator', by: 'cli' } as const;
const OFFICER = { kind: 'officer', by: 'Wayan Contoh' } as const;
const TENANT = shippedTenant('tanah-bumbu');

let world: World;
let messages: TicketMessages;
let tickets: DatabasePublicTickets;
beforeAll(async () => {
  world = await World.open();
  const { database, vault, keys, parts } = world;
  messages = new TicketMessages(world.intake, parts.clock);
  tickets = new DatabasePublicTickets(database, vault, keys, shippedConfig().tenants);
});
afterAll(() => world.close());
beforeEach(() => world.empty());

const name = (slug: string): string => TENANT.agencies.find((agency) => agency.slug === slug)?.name ?? '';
async function look(inboundId: string): Promise<PublicTicketView> {
  const view = await tickets.byInbound(inboundId);
  if (!view) throw new Error('no ticket was opened');
  return view;
}
async function add(inboundId: string, text: string): Promise<void> {
  const view = await look(inboundId);
  const message = { does: 'keterangan', apart: [view.events.length, text], text } as const;
  await messages.submit(WEB, view, message);
  await messages.submit(WEB, view, message);
  await world.process();
}
async function anonymous(text: string): Promise<string> {
  const [id = ''] = await world.accept([smsEvent(text, { from: null, form: webForm({ anonymous: true }) })], WEB);
  await world.process();
  return id;
}
const short = ({ events }: PublicTicketView) =>
  events.map(({ kind, by, agencyName, reason, said, reply }) =>
    [kind, by, agencyName, reason, said?.text, reply].filter((each) => each !== undefined),
  );

describe('the story on the tracking page', () => {
  it('has every word of citizen and office in order, who did what, and no officer by name', async () => {
    const inboundId = await anonymous('lampu jalan mati di depan SDN 1');
    const { number } = await look(inboundId);
    const { dispatches } = world.dispatching;
    const first = await dispatches.dispatch(number, { agency: 'pupr', actor: ADMIN });
    await dispatches.returnIt(first.dispatchId, { reason: 'not-ours', words: 'Itu urusan orang lain', actor: OFFICER });
    const second = await dispatches.dispatch(number, { agency: 'perhubungan', actor: ADMIN });
    await dispatches.accept(second.dispatchId, OFFICER);
    await world.responding.questions.ask(number, 'Tiang nomor berapa?', { actor: OFFICER, dispatchId: second.dispatchId });
    expect(await look(inboundId)).toMatchObject({ state: 'awaiting-citizen' });
    await add(inboundId, 'Tiang nomor 7');
    await world.responding.responses.submit({ dispatchId: second.dispatchId, text: 'Rahasia dapur', via: 'cli', actor: OFFICER });
    await world.responding.responseChecks.forward(number, 'cli', 'Lampu sudah menyala.');
    const view = await look(inboundId);
    expect(short(view)).toEqual([
      ['opened', 'citizen', 'lampu jalan mati di depan SDN 1'],
      ['dispatched', 'operator', name('pupr')],
      ['returned', 'officer', name('pupr'), 'not-ours'],
      ['dispatched', 'operator', name('perhubungan')],
      ['accepted', 'officer', name('perhubungan')],
      ['asked', 'officer', 'Tiang nomor berapa?'],
      ['citizen-replied', 'citizen', 'Tiang nomor 7'],
      ['responded', 'officer', name('perhubungan')],
      ['answered', 'operator', 0],
    ]);
    const told = JSON.stringify(ticketStory(view, world.now(), TENANT, wordsIn(shippedConfig().locales, 'id')));
    expect(told).toContain(`${name('pupr')} mengembalikan laporan: bukan urusannya`);
    for (const secret of ['Wayan', 'Rahasia dapur', 'urusan orang lain', second.dispatchId]) {
      expect(told).not.toContain(secret);
      expect(JSON.stringify(view)).not.toContain(secret);
    }
  }); // prettier-ignore

  it('tells words that came by another channel, what was added, and an answer once more', async () => {
    const { inboundId, number } = await world.complaint('TANAHBUMBU jalan berlubang');
    await world.answers.answer(number, 'Sudah kami tambal.');
    await world.receive(`${number} BELUM masih dalam`);
    await world.process();
    await add(inboundId, 'Foto menyusul');
    await world.answers.answer(number, 'Kini sudah rata.');
    const view = await look(inboundId);
    expect(short(view)).toEqual([
      ['opened', 'citizen', 'TANAHBUMBU jalan berlubang'],
      ['answered', 'operator', 0],
      ['not-fixed', 'citizen', `${number} BELUM masih dalam`],
      ['message-added', 'citizen', 'Foto menyusul'],
      ['answered', 'operator', 1],
    ]);
    expect(view.replies.map(({ text }) => text)).toEqual(['Sudah kami tambal.', 'Kini sudah rata.']);
  });

  it('of a merged ticket tells what the office does on the other, and nothing that its citizens say', async () => {
    const leader = await world.complaint('TANAHBUMBU aspal di pasar rusak', '+6281100000002');
    const inboundId = await anonymous('jalan pasar berlubang');
    const { number } = await look(inboundId);
    await world.overruling.merging.merge(number, leader.number, 'cli');
    await world.dispatching.dispatches.dispatch(leader.number, { agency: 'pupr', actor: ADMIN });
    await world.responding.questions.ask(leader.number, 'Pasar yang mana?', { actor: ADMIN });
    await world.receive('Pasar Minggu, saya Budi', '+6281100000002');
    await world.process();
    await add(inboundId, 'Masih ada');
    await world.answers.answer(leader.number, 'Sudah kami tambal.');
    const view = await look(inboundId);
    expect(short(view)).toEqual([
      ['opened', 'citizen', 'jalan pasar berlubang'],
      ['merged', 'operator'],
      ['dispatched', 'operator', name('pupr')],
      ['message-added', 'citizen', 'Masih ada'],
      ['answered', 'operator', 0],
    ]);
    expect(JSON.stringify(view)).not.toMatch(/Budi|Pasar yang mana|aspal/);
  });

  it('says so where there are more steps than a page shows', async () => {
    const { inboundId, ticketId } = await world.complaint('TANAHBUMBU jalan berlubang');
    await world.sql(
      `INSERT INTO ticket_event (id, ticket_id, type, actor, data, at)
       SELECT gen_random_uuid(), $1, 'thanked', 'citizen', '{}', now() + n * interval '1 second' FROM generate_series(1, 400) n`,
      [ticketId],
    );
    const view = await look(inboundId);
    expect(view.events).toHaveLength(300);
    const { steps } = ticketStory(view, world.now(), TENANT, wordsIn(shippedConfig().locales, 'id'));
    expect(steps.map(({ text }) => text).slice(0, 2)).toEqual([
      'Langkah-langkah sebelum ini tidak ditampilkan karena terlalu banyak',
      'Anda berterima kasih',
    ]);
  });

  it('reads no more than so many words of very many, the newest, and says which are left out', async () => {
    const { inboundId, number } = await world.complaint('TANAHBUMBU jalan berlubang');
    const long = 'x'.repeat(60_000);
    for (let index = 0; index < 12; index += 1)
      await world.accept([smsEvent(`${number} tambahan ${String(index)} ${long}`)]);
    await world.process();
    const opened = jest.spyOn(world.vault, 'openText');
    const { events } = await look(inboundId);
    expect(opened.mock.calls.filter(([, , context]) => context.startsWith('inbound_message.event'))).toHaveLength(10);
    opened.mockRestore();
    const said = events.map((event) => event.said?.text.slice(0, 30) ?? null);
    const added = Array.from({ length: 12 }, (_, index) => (index < 3 ? '' : `${number} tambahan ${String(index)} `));
    expect(said.map((text) => text?.replace(/x+$/, ''))).toEqual(['TANAHBUMBU jalan berlubang', ...added]);
    expect(events.map((event) => event.said?.leftOut ?? false)).toEqual([false, true, true, true, ...Array<boolean>(9).fill(false)]);
  }); // prettier-ignore

  it('does not show words of whoever else wrote to the ticket', async () => {
    const { inboundId, ticketId } = await world.complaint('TANAHBUMBU jalan berlubang');
    const other = await world.complaint('BADUNG lampu mati', '+6281100000002');
    await world.sql("UPDATE inbound_message SET ticket_id = $1 WHERE id = $2", [ticketId, other.inboundId]);
    await world.sql("UPDATE ticket_event SET ticket_id = $1, type = 'message-added' WHERE inbound_id = $2", [ticketId, other.inboundId]);
    const view = await look(inboundId);
    expect(view.events.map(({ kind }) => kind)).toEqual(['opened', 'message-added']);
    expect(JSON.stringify(view)).not.toContain('BADUNG');
  }); // prettier-ignore

  it('does not show what came from an address that a form only named', async () => {
    const form = smsEvent('lampu jalan mati', { from: { kind: 'phone', value: '+6281100000003' }, form: webForm() });
    const [inboundId = ''] = await world.accept([form], WEB);
    await world.process();
    const { number } = await look(inboundId);
    await world.receive(`${number} saya Budi di gang mawar`, '+6281100000003');
    await world.process();
    await add(inboundId, 'Masih gelap');
    const view = await look(inboundId);
    expect(short(view)).toEqual([
      ['opened', 'citizen', 'lampu jalan mati'],
      ['message-added', 'citizen'],
      ['message-added', 'citizen', 'Masih gelap'],
    ]);
  });

  it('of a merged ticket does not say that its reporter is asked when the other one is', async () => {
    const leader = await world.complaint('TANAHBUMBU aspal di pasar rusak', '+6281100000002');
    const inboundId = await anonymous('jalan pasar berlubang');
    await world.overruling.merging.merge((await look(inboundId)).number, leader.number, 'cli');
    await world.responding.questions.ask(leader.number, 'Pasar yang mana?', { actor: ADMIN });
    expect([(await look(leader.inboundId)).state, (await look(inboundId)).state]).toEqual(['awaiting-citizen', 'in-progress']);
  }); // prettier-ignore

  it('does not say that its reporter answered what somebody who follows did', async () => {
    const leader = await world.complaint('TANAHBUMBU aspal di pasar rusak', '+6281100000002');
    const follower = await world.complaint('TANAHBUMBU jalan pasar berlubang', '+6281100000003');
    await world.overruling.merging.merge(follower.number, leader.number, 'cli');
    await world.responding.questions.ask(leader.number, 'Sejak kapan?', { actor: ADMIN });
    await world.receive(`TANAHBUMBU TAMBAH ${follower.number} sejak hari Senin kemarin`, '+6281100000003');
    await world.process();
    const view = await look(leader.inboundId);
    expect(view.state).not.toBe('awaiting-citizen');
    expect(view.events.map(({ kind }) => kind)).not.toContain('citizen-replied');
    expect(JSON.stringify(view)).not.toContain('Senin');
  });

  it('a question answered here is answered: what its reporter texts later belongs to nothing', async () => {
    const { inboundId, number } = await world.complaint('TANAHBUMBU lampu jalan mati');
    await world.responding.questions.ask(number, 'Tiang nomor berapa?', { actor: ADMIN });
    await world.deliver();
    await add(inboundId, 'Tiang nomor 7');
    const before = (await look(inboundId)).events.length;
    // Hours later: it is no longer what was just being written.
    await world.sql('UPDATE ticket SET burst_until = opened_at');
    await world.receive('sampah menumpuk di pasar');
    await world.process();
    expect((await look(inboundId)).events).toHaveLength(before);
  }); // prettier-ignore
});
