import { randomUUID } from 'node:crypto';
import { DispatchEndings } from '../../../src/dispatch/dispatch-endings.js';
import { CitizenReplies, ResponseEndings } from '../../../src/dispatch/response-endings.js';
import { StaffSeeds } from '../../../src/agencies/staff-seeds.js';
import { sealedIn } from '../../../src/contacts/vault-context.js';
import type { MessageEvent } from '../../../src/messaging/inbound-event.js';
import { smsEvent } from '../../kit/messages.js';
import { staffEntry } from '../../kit/staff.js';
import { World } from '../../kit/world.js';

const ADMIN = { kind: 'operator', by: 'cli' } as const;
const PUPR = { kind: 'email', value: 'pupr@tanahbumbu.instansi.example' } as const;
const PERHUBUNGAN = { kind: 'phone', value: '+6281100000061' } as const;
const PERKIM = { kind: 'whatsapp', value: '+6281100000062' } as const;
let world: World;

beforeAll(async () => {
  world = await World.open();
  const { actions, dispatching, responding } = world;
  actions.listen(new DispatchEndings(dispatching.dispatches));
  actions.listen(new ResponseEndings(responding.responseTaking));
  actions.listen(new CitizenReplies(responding.responseNotices));
});
afterAll(() => world.close());
beforeEach(async () => {
  await world.empty();
  const seeds = new StaffSeeds({ database: world.database, vault: world.vault, clock: { now: () => world.now() } });
  await seeds.apply('tanah-bumbu', [
    staffEntry('admin@tanahbumbu.instansi.example', { agency: null, role: 'admin' }),
    staffEntry(PUPR.value),
    staffEntry('0811-0000-0061', { agency: 'perhubungan' }),
    { ...staffEntry('0811-0000-0062', { agency: 'perkim' }), means: 'whatsapp', address: PERKIM },
  ]);
});

async function handed(agency: string): Promise<{ number: string; ticketId: string; noticeId: string }> {
  const { number, ticketId } = await world.complaint();
  await world.dispatching.dispatches.dispatch(number, { agency, actor: ADMIN });
  await world.deliver();
  const [notice] = await world.sql<{ id: string }>(
    "SELECT id FROM outbound_message WHERE ticket_id = $1 AND audience = 'staff' ORDER BY id DESC LIMIT 1",
    [ticketId],
  );
  if (!notice) throw new Error('nobody was told');
  return { number, ticketId, noticeId: notice.id };
}

async function says(channelId: string, text: string, event: Partial<MessageEvent>): Promise<string> {
  const [id] = await world.accept([smsEvent(text, event)], channelId);
  if (id === undefined) throw new Error('nothing was stored');
  await world.process();
  return id;
}

const mailed = (noticeId: string): Partial<MessageEvent> => ({ from: PUPR, thread: { replyToken: noticeId } });
const state = async (): Promise<unknown> => (await world.sql<{ state: string }>('SELECT state FROM ticket'))[0]?.state;

async function confirmations(): Promise<string[]> {
  const rows = await world.sql<{ id: string; key_id: string; body_sealed: Buffer }>(
    "SELECT id, key_id, body_sealed FROM outbound_message WHERE audience = 'staff' AND purpose = 'command' ORDER BY id",
  );
  return rows.map(({ id, key_id, body_sealed }) =>
    world.vault.openText(body_sealed, key_id, sealedIn.outboundBody(id)),
  );
}

async function responses(): Promise<string[]> {
  const rows = await world.sql<{ id: string; state: string; via: string; key_id: string; body_sealed: Buffer }>(
    'SELECT * FROM response ORDER BY created_at, id',
  );
  return rows.map((row) => `${row.state} ${row.via}: ${world.vault.openText(row.body_sealed, row.key_id, sealedIn.responseBody(row.id))}`); // prettier-ignore
}

it('an officer’s mail becomes the response, apart from the citizen’s conversation', async () => {
  const { number, noticeId } = await handed('pupr');
  const file = { contentType: 'image/jpeg', filename: 'lubang.jpg', inline: false, ref: 'x' };
  const inbound = await says('email-tanahbumbu', 'Sudah ditambal kemarin.', {
    ...mailed(noticeId),
    attachments: [file],
  });
  expect(await state()).toBe('responded');
  expect(await responses()).toEqual(['submitted email: Sudah ditambal kemarin.']);
  expect(await confirmations()).toEqual([
    `Tanggapan Anda untuk aduan ${number} sudah kami terima dan diperiksa admin.`,
  ]);
  expect(await world.inbound(inbound)).toMatchObject({ state: 'done', outcome: 'follow-up', ticket_id: null });
  expect(await world.sql('SELECT ticket_id, response_id IS NOT NULL AS kept FROM attachment')).toEqual([
    { ticket_id: null, kept: true },
  ]);
  // The admin is told, and the answer goes to the citizen and not to the officer who wrote last.
  expect(await world.count('outbound_message', "idempotency_key LIKE 'response-waits:%'")).toBe(1);
  await world.responding.responseChecks.forward(number, 'cli');
  await world.deliver();
  expect(world.sender.sent.at(-1)).toMatchObject({ purpose: 'answer', to: { value: '+6281100000001' } });
  expect(world.sender.sent.at(-1)?.text).toContain('"Sudah ditambal kemarin."');
  const conversation = (await world.queries.show(number))?.messages.map(({ text }) => text).join('\n');
  expect(conversation).not.toContain('diperiksa admin');
  expect((await world.balance()).ok).toBe(true);
});

it('redelivered, it is one response', async () => {
  const { noticeId } = await handed('pupr');
  const event = { ...mailed(noticeId), externalId: '<satu@pupr.example>' };
  await says('email-tanahbumbu', 'Sudah.', event);
  await world.accept([smsEvent('Sudah.', event)], 'email-tanahbumbu');
  await world.process();
  expect(await world.count('response')).toBe(1);
  expect(await confirmations()).toHaveLength(1);
});

it.each([
  ['a stranger with the notice’s Message-ID', { from: { kind: 'email', value: 'orang@contoh.example' } as const, thread: { authenticated: true, inReplyTo: 'P' } }],
  ['the officer’s address without proof', { from: PUPR, thread: { inReplyTo: 'P' } }],
  ['a forwarded reply address', { from: { kind: 'email', value: 'orang@contoh.example' } as const, thread: { authenticated: true, foreignToken: 'T' } }],
])('%s is a citizen’s mail', async (_who, event) => {
  const { noticeId } = await handed('pupr');
  const thread = {
    ...event.thread,
    ...('inReplyTo' in event.thread && { inReplyTo: `P-${noticeId}` }),
    ...('foreignToken' in event.thread && { foreignToken: noticeId }),
  };
  await says('email-tanahbumbu', 'Sudah ditambal, tutup saja aduannya di jalan raya.', { from: event.from, thread });
  expect(await world.count('response')).toBe(0);
  expect(await world.count('ticket')).toBe(2);
  expect((await world.balance()).ok).toBe(true);
}); // prettier-ignore

it('nobody answers for an officer who is one no more', async () => {
  const { noticeId } = await handed('pupr');
  await world.sql("UPDATE officer SET active = false WHERE agency = 'pupr'");
  await says('email-tanahbumbu', 'Sudah ditambal.', mailed(noticeId));
  expect(await world.count('response')).toBe(0);
});

it('a machine’s reply is none', async () => {
  const { noticeId } = await handed('pupr');
  await says('email-tanahbumbu', 'Saya sedang cuti.', { ...mailed(noticeId), nature: 'auto-reply' });
  expect(await world.count('response')).toBe(0);
  expect(await state()).toBe('dispatched');
});

it('takes commands by SMS, and the response with the ticket’s number', async () => {
  const { number } = await handed('perhubungan');
  await says('sms-1708', 'TERIMA', { from: PERHUBUNGAN });
  expect(await state()).toBe('in-progress');
  await says('sms-1708', `${number} rambu sudah dipasang`, { from: PERHUBUNGAN });
  expect(await responses()).toEqual(['submitted sms: rambu sudah dipasang']);
  expect(await confirmations()).toEqual([
    `Aduan ${number}: tercatat Anda terima. Setelah ditangani, balas pesan ini dengan hasilnya.`,
    `Tanggapan Anda untuk aduan ${number} sudah kami terima dan diperiksa admin.`,
  ]);
  // The officer complains as anybody may.
  await says('sms-1708', 'TANAHBUMBU lampu jalan depan rumah saya mati', { from: PERHUBUNGAN });
  expect(await world.count('ticket')).toBe(2);
  expect((await world.balance()).ok).toBe(true);
});

it('hands it back with BUKAN, and what comes too late is kept for the admin', async () => {
  const { number } = await handed('perkim');
  await says('wa-tanahbumbu', 'Bukan, ini jalan provinsi', { from: PERKIM });
  expect(await state()).toBe('returned');
  expect(await world.sql('SELECT state, return_reason FROM dispatch')).toEqual([
    { state: 'returned', return_reason: 'not-ours' },
  ]);
  await says('wa-tanahbumbu', `${number} ternyata sudah kami tambal juga`, { from: PERKIM });
  expect(await responses()).toEqual(['draft whatsapp: ternyata sudah kami tambal juga']);
  expect((await confirmations()).at(-1)).toBe(
    `Aduan ${number} sudah dikembalikan instansi Anda. Tulisan Anda kami simpan untuk admin.`,
  );
  expect((await world.balance()).ok).toBe(true);
});

it('takes a nod for neither a yes nor a response', async () => {
  await handed('perkim');
  await says('wa-tanahbumbu', 'Siap pak', { from: PERKIM });
  expect(await state()).toBe('dispatched');
  expect((await confirmations())[0]).toContain('balas TERIMA');
  expect((await world.balance()).ok).toBe(true);
});

it('stops confirming where two machines would talk for ever', async () => {
  const { noticeId } = await handed('pupr');
  for (let index = 0; index < 42; index++) await says('email-tanahbumbu', `laporan ${randomUUID()}`, mailed(noticeId));
  expect(await confirmations()).toHaveLength(40);
  expect(await world.count('response')).toBe(42);
});

it('asks the citizen, and tells the officer when they have replied', async () => {
  const { number, ticketId } = await handed('pupr');
  const [row] = await world.sql<{ id: string }>('SELECT id FROM dispatch');
  const [pupr] = await world.sql<{ id: string }>("SELECT id FROM officer WHERE agency = 'pupr'");
  const asker = { actor: { kind: 'officer', by: pupr?.id ?? '' } as const, dispatchId: row?.id ?? '', nonce: 'satu' };
  const { questions } = world.responding;
  await questions.ask(number, 'Di sebelah mana lubangnya?', asker);
  expect(await questions.ask(number, 'Di sebelah mana lubangnya?', asker)).toMatchObject({ repeated: true });
  expect(await state()).toBe('awaiting-citizen');
  await world.deliver();
  expect(world.sender.sent.at(-1)?.text).toContain('"Di sebelah mana lubangnya?"');
  await says('sms-1708', 'sebelah kiri jembatan', {});
  expect(await state()).toBe('dispatched');
  expect(
    await world.sql('SELECT officer_id FROM outbound_message WHERE ticket_id = $1 AND idempotency_key LIKE $2', [
      ticketId,
      'citizen-replied:%',
    ]),
  ).toEqual([{ officer_id: pupr?.id }]);
});

it('tells the agency that the ticket went to meanwhile, and not the one that asked and lost it', async () => {
  const { number, ticketId } = await handed('pupr');
  const [asked] = await world.sql<{ id: string }>('SELECT id FROM dispatch');
  const [pupr] = await world.sql<{ id: string }>("SELECT id FROM officer WHERE agency = 'pupr'");
  const asker = { actor: { kind: 'officer', by: pupr?.id ?? '' } as const, dispatchId: asked?.id ?? '' };
  await world.responding.questions.ask(number, 'Di sebelah mana lubangnya?', asker);
  const { dispatches } = world.dispatching;
  await dispatches.dispatch(number, { agency: 'perhubungan', actor: ADMIN });
  await dispatches.withdraw(asked?.id ?? '', ADMIN);
  await world.deliver();
  await says('sms-1708', 'sebelah kiri jembatan', {});
  const told = await world.sql<{ agency: string }>(
    `SELECT f.agency FROM outbound_message o JOIN officer f ON f.id = o.officer_id
     WHERE o.ticket_id = $1 AND o.idempotency_key LIKE 'citizen-replied:%'`,
    [ticketId],
  );
  expect(told).toEqual([{ agency: 'perhubungan' }]);
});
