import { TestGateway } from '../kit/gateway.js';

const SEGMENT = 160;
let gateway: TestGateway;
let people = 100;
/** Another phone for each test: senders share nothing. */
const somebody = (): string => `+62811000000${String((people += 1)).padStart(3, '0')}`.slice(0, 15);

beforeAll(async () => {
  gateway = await TestGateway.start();
}, 60_000);
afterAll(() => gateway.stop());

describe('a complaint by SMS', () => {
  it('is acknowledged on the phone, routed, and its answer arrives there', async () => {
    const phone = somebody();
    await gateway.send(phone, 'TANAHBUMBU jalan berlubang di Kusan Hilir dekat pasar');
    const acknowledgement = await gateway.replyTo(phone);
    expect(acknowledgement).toMatchObject({ direction: 'out', channelId: 'sms-1708', segments: 1 });
    const number = /^TBU-\d{6}/.exec(acknowledgement.text)?.[0] ?? '';
    expect(acknowledgement.text).toContain('Dinas PUPR');
    expect(acknowledgement.text.length).toBeLessThanOrEqual(SEGMENT);
    expect(await gateway.ticket(number)).toMatchObject({
      tenant: 'tanah-bumbu',
      state: 'received',
      channelId: 'sms-1708',
      category: 'jalan-rusak',
      agency: 'pupr',
    });

    await gateway.answer(number, 'Lubang sudah ditambal hari ini.');
    const answer = await gateway.replyTo(phone, 2);
    expect(answer.text).toContain('Lubang sudah ditambal hari ini.');
    expect(answer.channelId).toBe('sms-1708');
    await gateway.quiet();
    const ticket = await gateway.ticket(number);
    expect(ticket.state).toBe('answered');
    expect(ticket.messages.map(({ direction }) => direction)).toEqual(['in', 'out', 'out']);
    expect(ticket.events.map(({ type }) => type)).toEqual(['opened', 'answered']);
  });

  it('promise 3: posted five times at once gives one ticket and one reply', async () => {
    const phone = somebody();
    await gateway.send(phone, 'TANAHBUMBU lampu jalan mati di Batulicin', { times: 5 });
    await gateway.replyTo(phone);
    await gateway.quiet();
    const conversation = await gateway.conversation(phone);
    expect(conversation.filter(({ direction }) => direction === 'out')).toHaveLength(1);
    const { database, vault } = gateway.gateway.core;
    const [row] = await database.query<{ inbound: number; tickets: number; sent: number }>(
      `SELECT count(DISTINCT m.id)::int AS inbound, count(DISTINCT t.id)::int AS tickets, count(DISTINCT o.id)::int AS sent
       FROM inbound_message m LEFT JOIN ticket t ON t.opening_message_id = m.id LEFT JOIN outbound_message o ON o.inbound_id = m.id
       WHERE m.sender_hash = $1`,
      [vault.addressHash({ kind: 'phone', value: phone })],
    );
    expect(row).toEqual({ inbound: 1, tickets: 1, sent: 1 });
  });

  it('sees its receipts: the reply ends as delivered', async () => {
    const phone = somebody();
    await gateway.send(phone, 'TANAHBUMBU sampah menumpuk di Satui');
    const reply = await gateway.replyTo(phone);
    const number = /^TBU-\d{6}/.exec(reply.text)?.[0] ?? '';
    for (let waited = 0; waited < 100; waited += 1) {
      const { messages } = await gateway.ticket(number);
      if (messages[1]?.state === 'delivered') return;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error('the reply was never reported as delivered');
  });

  it('opted out by STOP is not sent to any more, and by START again is', async () => {
    const phone = somebody();
    await gateway.send(phone, 'TANAHBUMBU jembatan rusak di Angsana');
    const number = /^TBU-\d{6}/.exec((await gateway.replyTo(phone)).text)?.[0] ?? '';
    await gateway.send(phone, 'STOP');
    await gateway.quiet();
    await gateway.answer(number, 'Sudah kami perbaiki.');
    await gateway.quiet();
    expect((await gateway.ticket(number)).messages.at(-1)).toMatchObject({ direction: 'out', state: 'failed' });
    expect((await gateway.conversation(phone)).map(({ text }) => text)).not.toContain('Sudah kami perbaiki.');
    await gateway.send(phone, 'START');
    await gateway.quiet();
    await gateway.answer(number, 'Jembatan selesai.');
    await gateway.quiet();
    expect((await gateway.conversation(phone)).some(({ text }) => text.includes('Jembatan selesai.'))).toBe(true);
  });
});

describe('the keyword grammar over the wire on 1708', () => {
  it.each([
    ['TANAH BUMBU jalan berlubang di Pagatan', 'tanah-bumbu', /^TBU-\d{6} /],
    ['tanahbumbu: jalan berlubang di Pagatan', 'tanah-bumbu', /^TBU-\d{6} /],
    ['TNAHBUMBU jalan berlubang di Pagatan', 'tanah-bumbu', /^TBU-\d{6} /],
    ['TANAHBUMBU (Spasi) jalan berlubang di Pagatan', 'tanah-bumbu', /^TBU-\d{6} /],
    ['🙏 TANAHBUMBUjalan berlubang di Pagatan', 'tanah-bumbu', /^TBU-\d{6} /],
    ['BADUNG jalan berlubang di Mengwi', 'badung', /^BDG-\d{6} /],
    ['KUBU RAYA obat di puskesmas habis', 'kubu-raya', /^KBR-\d{6} /],
    ['TANAHBUMBU', 'tanah-bumbu', /^Isi aduan (?:Anda )?belum ada\. Tulis: TANAHBUMBU /],
    ['TANAHBUMBU STATUS 999999', 'tanah-bumbu', /tidak (?:menemukan|ditemukan)|TBU-999999.*tidak/],
    ['TANAHBUMBU STATUS', 'tanah-bumbu', /^Belum ada aduan dari nomor Anda/],
    ['TANAHBUMBU BANTUAN', 'tanah-bumbu', /^Tulis: TANAHBUMBU isi aduan/],
    ['jalan berlubang di Pagatan', null, /^Awali pesan dengan .*TANAHBUMBU/],
    ['SURABAYA jalan berlubang', null, /^Awali pesan dengan .*BADUNG/],
  ])('%j', async (text, tenant, reply) => {
    const phone = somebody();
    await gateway.send(phone, text);
    const answer = await gateway.replyTo(phone);
    expect(answer.text).toMatch(reply);
    expect(answer.segments).toBe(1);
    const { database, vault } = gateway.gateway.core;
    const [row] = await database.query<{ tenant: string | null; outcome: string }>(
      'SELECT tenant, outcome FROM inbound_message WHERE sender_hash = $1',
      [vault.addressHash({ kind: 'phone', value: phone })],
    );
    expect(row).toEqual({ tenant, outcome: reply.source.includes('-\\d{6} ') ? 'ticket' : 'command' });
  });

  it('tells the sender the status of the own ticket', async () => {
    const phone = somebody();
    await gateway.send(phone, 'TANAHBUMBU selokan tersumbat di Simpang Empat');
    const number = /^TBU-(\d{6})/.exec((await gateway.replyTo(phone)).text);
    await gateway.send(phone, `TANAHBUMBU STATUS ${String(Number(number?.[1]))}`);
    expect((await gateway.replyTo(phone, 2)).text).toMatch(
      new RegExp(`^Aduan ${number?.[0] ?? ''}: diterima\\. Ditangani Dinas PUPR`),
    );
  });

  it('promise 8: tells nobody else anything of it, and opens a ticket of their own', async () => {
    const [owner, stranger] = [somebody(), somebody()];
    await gateway.send(owner, 'TANAHBUMBU selokan meluap depan rumah kami di Batulicin');
    const number = /^TBU-\d{6}/.exec((await gateway.replyTo(owner)).text)?.[0] ?? '';
    await gateway.send(stranger, `TANAHBUMBU STATUS ${number}`);
    expect((await gateway.replyTo(stranger)).text).toMatch(/tidak (?:menemukan|ditemukan)|tidak ada/);
    await gateway.send(stranger, `TANAHBUMBU ${number} saya juga kena banjir`);
    const own = (await gateway.replyTo(stranger, 2)).text;
    expect(own).toMatch(/^TBU-\d{6} /);
    expect(own).not.toContain(number);
    const ticket = await gateway.ticket(number);
    expect(ticket.messages.filter(({ direction }) => direction === 'in')).toHaveLength(1);
  });
});

describe('afterwards', () => {
  it('promise 4: every message is accounted for', async () => {
    await gateway.quiet();
    const balance = await gateway.reconcile();
    expect(balance.ok).toBe(true);
    const shared = balance.channels.find(({ channelId }) => channelId === 'sms-1708');
    expect(shared).toMatchObject({ pending: 0, failed: 0 });
    expect(shared?.received).toBeGreaterThan(20);
  });

  it('promise 10: no log line holds a number or a word of a citizen', () => {
    const text = gateway.logs.text();
    expect(text).not.toMatch(/62811000000\d/);
    expect(text).not.toMatch(/berlubang|selokan|Pagatan|Lubang sudah ditambal/i);
    expect(gateway.logs.lines.filter(({ level }) => level === 'error')).toEqual([]);
  });
});
