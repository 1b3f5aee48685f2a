import { ConsoleClient } from '../kit/console-client.js';
import { TestGateway } from '../kit/gateway.js';
import { hiddenField } from '../kit/public-client.js';
import { complaints, follow, missing, present, REPORTER } from '../kit/ticket-page.js';

let gateway: TestGateway;
let admin: ConsoleClient;
let operator: ConsoleClient;
let leader: ConsoleClient;

jest.setTimeout(180_000);

beforeAll(async () => {
  gateway = await TestGateway.start();
  complaint = complaints(gateway);
  admin = await ConsoleClient.signIn(gateway, 'admin');
  operator = await ConsoleClient.signIn(gateway, 'operator');
  leader = await ConsoleClient.signIn(gateway, 'leadership');
});
afterAll(() => gateway.stop());

let complaint: ReturnType<typeof complaints>;

async function rows<R extends Record<string, unknown>>(sql: string, values: readonly unknown[] = []): Promise<R[]> {
  return gateway.gateway.core.database.query<R>(sql, values);
}

/** @returns the response's id */
async function responded(number: string, text = 'Lubang sudah ditambal.', draft = false): Promise<string> {
  const [dispatch] = await rows<{ id: string }>(
    'SELECT d.id FROM dispatch d JOIN ticket t ON t.id = d.ticket_id WHERE t.number = $1 ORDER BY d.dispatched_at DESC LIMIT 1',
    [number],
  );
  const said = { dispatchId: dispatch?.id ?? '', text, draft, keepRefused: draft, via: 'cli' } as const;
  const actor = { kind: 'operator', by: 'cli' } as const;
  return (await gateway.gateway.core.responses.submit({ ...said, actor })).responseId;
}

describe('the page', () => {
  it('shows what was said, why it was decided, and what comes next', async () => {
    const { number, path } = await complaint();
    const { status, body } = await operator.get(path);
    expect(status).toBe(200);
    expect(missing(body, number)).toEqual([]);
    for (const words of [
      'Baru, belum didisposisikan',
      'jalan berlubang di depan SDN 1',
      'Tanda terima',
      'kata: ',
      'Jatuh tempo',
      'sisa ',
      'Aduan diterima.',
      'Disposisikan kepada',
      '(disarankan)',
    ])
      expect(missing(body, words)).toEqual([]);
    // Who reported is kept back until somebody asks.
    expect(present(body, REPORTER)).toEqual([]);
    expect(present(body, REPORTER.slice(3))).toEqual([]);
    expect(missing(body, '•••• ')).toEqual([]);
  });

  it("answers like nothing for another office's ticket, and for none", async () => {
    const { path } = await complaint();
    const elsewhere = await ConsoleClient.signIn(gateway, 'admin', { tenant: 'badung' });
    expect((await elsewhere.get(path)).status).toBe(404);
    expect((await elsewhere.post(`${path}/catatan`, { teks: 'x', nonce: 'a' })).status).toBe(404);
    expect((await elsewhere.post(`${path}/pelapor`)).status).toBe(404);
    expect((await operator.get('/console/aduan/TBU-999999')).status).toBe(404);
    expect(await rows('SELECT 1 FROM ticket_note')).toEqual([]);
  });

  it('speaks English to who reads English, with the same clock', async () => {
    const { path } = await complaint();
    const reader = await ConsoleClient.signIn(gateway, 'operator', { locale: 'en' });
    const { body } = await reader.get(path);
    expect(missing(body, 'New, not dispatched yet')).toEqual([]);
    expect(missing(body, 'WITA')).toEqual([]);
  });
});

it('is taken on, and let go', async () => {
  const { path } = await complaint();
  const taken = await operator.post(`${path}/petugas`, { tadi: '', kembali: path });
  expect([taken.status, taken.location]).toEqual([303, path]);
  expect(missing((await operator.get(path)).body, 'Anda yang memegang.', 'Lepaskan')).toEqual([]);
  expect(missing((await admin.get(path)).body, 'Dipegang Contoh operator.', 'Ambil aduan ini')).toEqual([]);
});

it('says who else has it open, by name to those who share the work', async () => {
  const { number, path } = await complaint();
  const [ticket] = await rows<{ id: string }>('SELECT id FROM ticket WHERE number = $1', [number]);
  await rows('INSERT INTO console_presence (id, ticket_id, user_id, seen_at) VALUES (gen_random_uuid(), $1, $2, now())', [ticket?.id, admin.id]); // prettier-ignore
  expect((await operator.get(`${path}/hadir`)).body).toContain('Sedang dibuka oleh Contoh admin');
  const seen = (await leader.get(`${path}/hadir`)).body;
  expect(missing(seen, 'Sedang dibuka oleh 1 rekan kerja')).toEqual([]);
  expect(present(seen, 'Contoh admin')).toEqual([]);
  expect((await admin.get(`${path}/hadir`)).body).not.toContain('Sedang dibuka');
});

describe('who reported', () => {
  it('is shown on demand and written down, never to leadership', async () => {
    const { number, from, path } = await complaint('hubungi saya di 0811 0000 7777, jalan rusak');
    const shown = await operator.post(`${path}/pelapor`, {}, { 'hx-request': 'true' });
    expect(missing(shown.body, from)).toEqual([]);
    const looks = await rows<{ actor: string }>(
      `SELECT l.actor FROM access_log l JOIN ticket t ON t.id = l.ticket_id WHERE t.number = $1 AND l.action = 'reporter'`,
      [number],
    );
    expect(looks).toEqual([{ actor: `user:${operator.id}` }]);
    expect(missing((await operator.post(`${path}/pelapor`)).body, from)).toEqual([]);
    const kept = await leader.get(path);
    expect(kept.status).toBe(200);
    expect(missing(kept.body, 'jalan rusak')).toEqual([]);
    expect(present(kept.body, '0811 0000 7777')).toEqual([]);
    expect(present(kept.body, '••••')).toEqual([]);
    expect(present(kept.body, 'Tampilkan identitas')).toEqual([]);
    expect((await leader.post(`${path}/pelapor`)).status).toBe(403);
  });

  it('stays off paper unless it is asked for, which is written down', async () => {
    const { number, from, path } = await complaint();
    const plain = await operator.get(`${path}/cetak`);
    expect(plain.status).toBe(200);
    expect(present(plain.body, from)).toEqual([]);
    const named = await operator.get(`${path}/cetak?identitas=1`);
    expect(missing(named.body, from)).toEqual([]);
    expect(present((await leader.get(`${path}/cetak?identitas=1`)).body, from)).toEqual([]);
    const looks = await rows('SELECT 1 FROM access_log l JOIN ticket t ON t.id = l.ticket_id WHERE t.number = $1', [number]);
    expect(looks).toHaveLength(1);
  }); // prettier-ignore
});

describe('handing on', () => {
  it('goes to the agency that was chosen, with note and time, and once', async () => {
    const { number, path } = await complaint();
    const fields = {
      kepada: 'pupr/bina-marga',
      catatan: 'Mohon dicek hari ini',
      batas: '2030-01-02T10:00',
      'juga[]': ['perhubungan'],
    };
    // To all of them, or to none.
    const unknown = await admin.post(`${path}/disposisi`, { ...fields, 'juga[]': ['perhubungan', 'tidak-ada'] });
    expect([unknown.status, (await gateway.ticket(number)).state]).toEqual([422, 'received']);
    expect(
      missing(await follow(admin, path, 'disposisi', fields), 'Aduan sudah didisposisikan kepada 2 instansi.'),
    ).toEqual([]);
    await follow(admin, path, 'disposisi', { kepada: 'pupr' });
    const made = await rows(
      `SELECT d.agency, d.unit, d.lead, d.due_at AS due FROM dispatch d JOIN ticket t ON t.id = d.ticket_id WHERE t.number = $1 ORDER BY d.lead DESC`,
      [number],
    );
    expect(made).toEqual([
      { agency: 'pupr', unit: 'bina-marga', lead: true, due: new Date('2030-01-02T02:00:00Z') },
      { agency: 'perhubungan', unit: null, lead: false, due: new Date('2030-01-02T02:00:00Z') },
    ]);
    const { body } = await admin.get(path);
    expect(missing(body, 'Mohon dicek hari ini')).toEqual([]);
    expect(missing(body, 'Contoh admin mendisposisikan kepada Dinas PUPR, Bidang Bina Marga.')).toEqual([]);
    expect(missing(body, 'Menunggu tanggapan Dinas PUPR')).toEqual([]);
  });

  it('is looked at as the agency would see it before anything is sent, and sent from there', async () => {
    const { number, path } = await complaint('gorong-gorong mampet, hubungi 6310011111900001');
    const form = { kepada: 'pupr', catatan: 'Mohon dilihat hari ini.', nonce: '1' };
    const { status, body } = await operator.post(`${path}/pratinjau`, form);
    expect(status).toBe(200);
    expect(missing(body, 'gorong-gorong mampet', 'Mohon dilihat hari ini.', `${path}/disposisi`)).toEqual([]);
    expect(present(body, '6310011111900001', '81100000')).toEqual([]);
    expect(await rows('SELECT d.id FROM dispatch d JOIN ticket t ON t.id = d.ticket_id WHERE t.number = $1', [number])).toEqual([]);
    expect((await operator.post(`${path}/pratinjau`, { ...form, kepada: 'tidak-ada' })).status).toBe(422);
    // From a browser that has no field for times.
    const unread = await operator.post(`${path}/pratinjau`, { ...form, batas: 'besok' });
    expect(unread.status).toBe(422);
    expect(missing(unread.body, 'Batas tanggapan tidak terbaca', 'value="besok"', form.catatan)).toEqual([]);
    const after = await follow(operator, path, 'disposisi', { kepada: hiddenField(body, 'kepada'), catatan: hiddenField(body, 'catatan') });
    expect(missing(after, 'Mohon dilihat hari ini.')).toEqual([]);
  }); // prettier-ignore

  it('says what is wrong and keeps what was typed', async () => {
    const { path } = await complaint();
    const refused = await admin.post(`${path}/disposisi`, {
      kepada: 'pupr',
      catatan: 'Tolong segera',
      batas: '2020-01-02T10:00',
    });
    expect(refused.status).toBe(422);
    expect(missing(refused.body, 'Batas tanggapan sudah lewat.')).toEqual([]);
    expect(missing(refused.body, 'Tolong segera')).toEqual([]);
    expect(
      missing((await admin.post(`${path}/disposisi`, { kepada: 'tidak-ada' })).body, 'Pilih instansi tujuan.'),
    ).toEqual([]);
  });

  it('can be taken back, and is offered to the next one after a return', async () => {
    const { number, path } = await complaint();
    await follow(admin, path, 'disposisi', { kepada: 'pupr' });
    const [dispatch] = await rows<{ id: string }>('SELECT d.id FROM dispatch d JOIN ticket t ON t.id = d.ticket_id WHERE t.number = $1', [number]);
    const id = dispatch?.id ?? '';
    const preview = await operator.get(`${path}/pratinjau/${id}`);
    expect(missing(preview.body, 'Hanya ini yang sampai ke instansi.')).toEqual([]);
    const words = 'Jalan ini milik provinsi';
    await gateway.gateway.core.dispatches.returnIt(id, { reason: 'no-authority', to: 'perhubungan', words, actor: { kind: 'operator', by: 'cli' } });
    const { body } = await admin.get(path);
    expect(missing(body, 'Dikembalikan: di luar kewenangannya.')).toEqual([]);
    expect(missing(body, words)).toEqual([]);
    expect(missing(body, 'Menurutnya ini urusan Dinas Perhubungan.')).toEqual([]);
    expect(body).toMatch(/<option value="perhubungan" selected>Dinas Perhubungan \(disarankan\)/);
    await follow(admin, path, 'disposisi', { kepada: 'perhubungan' });
    const [second] = await rows<{ id: string }>(`SELECT d.id FROM dispatch d JOIN ticket t ON t.id = d.ticket_id WHERE t.number = $1 AND d.state = 'sent'`, [number]);
    expect(missing(await follow(admin, path, 'tarik', { disposisi: second?.id ?? '' }), 'Aduan sudah ditarik kembali')).toEqual([]);
    expect((await admin.post(`${path}/tarik`, { disposisi: '00000000-0000-7000-8000-000000000000' })).status).toBe(422);
  }); // prettier-ignore
});

describe('answering', () => {
  it('sends once what is posted twice, and files along', async () => {
    const { from, path } = await complaint();
    const nonce = hiddenField((await operator.get(path)).body, 'nonce');
    const form = new FormData();
    form.set('teks', 'Sudah kami tambal.');
    form.set('nonce', nonce);
    expect((await operator.postForm(`${path}/jawab`, form)).status).toBe(303);
    expect((await operator.postForm(`${path}/jawab`, form)).status).toBe(303);
    expect(missing((await operator.get(path)).body, 'Jawaban itu sudah dikirim sebelumnya')).toEqual([]);
    await gateway.quiet();
    const out = (await gateway.conversation(from)).filter(({ direction, text }) => direction === 'out' && text.includes('Sudah kami tambal.'));
    expect(out).toHaveLength(1);
    const other = new FormData();
    other.set('teks', 'Teks lain.');
    other.set('nonce', nonce);
    const refused = await operator.postForm(`${path}/jawab`, other);
    expect(refused.status).toBe(422);
    expect(missing(refused.body, 'Muat ulang halaman sebelum mengirim lagi.')).toEqual([]);
    expect(missing(refused.body, 'Teks lain.')).toEqual([]);
  }); // prettier-ignore

  it('refuses a form without the session token', async () => {
    const { number, path } = await complaint();
    const form = new FormData();
    form.set('teks', 'Sudah kami tambal.');
    form.set('_csrf', 'palsu');
    expect((await operator.postForm(`${path}/jawab`, form)).status).toBe(403);
    expect((await gateway.ticket(number)).state).toBe('received');
  });

  it('counts segments and says what the citizen reads while it is typed', async () => {
    const { path } = await complaint();
    const short = await operator.post(`${path}/ukuran`, { teks: 'Sudah ditambal.' }, { 'hx-request': 'true' });
    expect(missing(short.body, '1 bagian SMS')).toEqual([]);
    expect(missing(short.body, 'Sudah ditambal.')).toEqual([]);
    const long = await operator.post(`${path}/ukuran`, { teks: 'Sudah ditambal. '.repeat(40) });
    expect(long.body).toMatch(/[4-9] bagian SMS/);
    expect((await operator.post(`${path}/ukuran`, { teks: '' })).body).toBe('');
  });

  it('offers texts with their variables filled in', async () => {
    const { number, path } = await complaint();
    const { body } = await operator.get(path);
    expect(missing(body, `Laporan ${number} bukan kewenangan Kab. Tanah Bumbu.`)).toEqual([]);
    const chosen = await operator.get(`${path}?teks=done`);
    expect(chosen.body).toMatch(/<textarea[^>]*name="teks"[^>]*>Dinas PUPR sudah menangani laporan Anda\./);
  });

  it('asks the citizen, waits for them, and goes on without', async () => {
    const { number, path } = await complaint();
    const asked = await follow(operator, path, 'tanya', { teks: 'Di RT berapa?', nonce: 'tanya-1' });
    expect(missing(asked, 'Menunggu jawaban pelapor')).toEqual([]);
    await operator.post(`${path}/tanya`, { teks: 'Di RT berapa?', nonce: 'tanya-1' });
    expect(await rows(`SELECT 1 FROM outbound_message o JOIN ticket t ON t.id = o.ticket_id WHERE t.number = $1 AND o.purpose = 'question'`, [number])).toHaveLength(1);
    expect(missing(await follow(operator, path, 'lanjutkan'), 'Aduan dilanjutkan.')).toEqual([]);
  }); // prettier-ignore
});

describe("an agency's response", () => {
  it('is checked by an admin: sent back, then forwarded in other words', async () => {
    const { from, path, number } = await complaint();
    await follow(admin, path, 'disposisi', { kepada: 'pupr' });
    await responded(number);
    expect(missing((await operator.get(path)).body, 'Ada tanggapan instansi yang menunggu diperiksa admin.')).toEqual(
      [],
    );
    expect((await operator.post(`${path}/teruskan`, { teks: 'x' })).status).toBe(403);
    const waiting = (await admin.get(path)).body;
    expect(missing(waiting, 'Dinas PUPR sudah menanggapi.')).toEqual([]);
    expect(missing(waiting, 'Lubang sudah ditambal.')).toEqual([]);
    const back = await follow(admin, path, 'kembalikan', { teks: 'Kapan selesai?' });
    expect(missing(back, 'Kapan selesai?')).toEqual([]);
    await responded(number, 'Selesai kemarin.');
    expect(
      missing(await follow(admin, path, 'teruskan', { teks: 'Ditambal kemarin oleh PUPR.' }), 'Tanggapan diteruskan'),
    ).toEqual([]);
    await gateway.quiet();
    const said = (await gateway.conversation(from)).map(({ text }) => text);
    expect(said.some((text) => text.includes('Ditambal kemarin oleh PUPR.'))).toBe(true);
    const late = await admin.post(`${path}/teruskan`, { teks: 'Sudah kering juga.' });
    expect(late.status).toBe(422);
    // The form is gone, and what was typed into it is not.
    expect(missing(late.body, 'Tidak ada tanggapan yang menunggu diperiksa.', 'Sudah kering juga.')).toEqual([]);
  });

  it('that was only kept is submitted by an admin, once, in other words or not at all', async () => {
    const { path, number } = await complaint();
    const other = await complaint();
    await follow(admin, path, 'disposisi', { kepada: 'pupr' });
    const draf = await responded(number, 'Alat sudah dipesan.', true);
    expect(missing((await admin.get(path)).body, 'Draf tanggapan Dinas PUPR', `value="${draf}"`, 'Ajukan', 'Hapus')).toEqual([]);
    // Operators read it in the conversation, and that is all.
    expect(present((await operator.get(path)).body, 'ajukan-draf', 'hapus-draf')).toEqual([]);
    expect((await operator.post(`${path}/ajukan-draf`, { draf, teks: 'x' })).status).toBe(403);
    const stranger = await admin.post(`${other.path}/ajukan-draf`, { draf, teks: 'x' });
    expect([stranger.status, missing(stranger.body, 'Draf itu tidak ada di aduan ini.')]).toEqual([422, []]);
    const empty = await admin.post(`${path}/ajukan-draf`, { draf, teks: ' ' });
    expect([empty.status, missing(empty.body, 'Belum ada tulisannya.', 'id="ajukan-draf"')]).toEqual([422, []]);
    const form = { draf, teks: 'Alat sudah datang,\r\nbesok ditambal.' };
    const done = await follow(admin, path, 'ajukan-draf', form);
    expect(missing(done, 'Draf diajukan sebagai tanggapan instansi.', 'Tanggapan menunggu diperiksa', 'Alat sudah datang,\nbesok ditambal.')).toEqual([]);
    expect(missing(done, 'Contoh admin mengajukan draf tanggapan Dinas PUPR dengan kata-kata yang diubah.')).toEqual([]);
    await follow(admin, path, 'ajukan-draf', form);
    const { events } = await gateway.ticket(number);
    expect(events.filter(({ type }) => type === 'draft-submitted' || type === 'responded')).toHaveLength(2);
    const late = await admin.post(`${path}/ajukan-draf`, { draf, teks: 'Kata-kata rekan.' });
    expect([late.status, missing(late.body, 'Draf itu sudah diajukan.', 'Kata-kata rekan.')]).toEqual([422, []]);
    expect((await admin.post(`${path}/hapus-draf`, { draf })).status).toBe(422);
  }); // prettier-ignore

  it('that was only kept is dropped, once; where it came too late that is all that is left', async () => {
    const { path, number } = await complaint();
    await follow(admin, path, 'disposisi', { kepada: 'pupr' });
    const draf = await responded(number, 'Nanti.', true);
    const dropped = await follow(admin, path, 'hapus-draf', { draf });
    expect(missing(dropped, 'Draf dihapus.', 'Contoh admin menghapus draf tanggapan Dinas PUPR.')).toEqual([]);
    expect(present(dropped, 'Draf tanggapan Dinas PUPR')).toEqual([]);
    await follow(admin, path, 'hapus-draf', { draf });
    expect((await gateway.ticket(number)).events.filter(({ type }) => type === 'response-dropped')).toHaveLength(1);
    const gone = await admin.post(`${path}/ajukan-draf`, { draf, teks: 'Besok.' });
    expect([gone.status, missing(gone.body, 'Draf itu sudah dihapus', 'Besok.')]).toEqual([422, []]);
    await gateway.answer(number, 'Sudah ditambal.');
    await responded(number, 'Kami juga sudah menyapunya.', true);
    const { body } = await admin.get(path);
    expect(missing(body, 'Kami juga sudah menyapunya.', 'Draf ini tidak dapat diajukan lagi.', 'Hapus')).toEqual([]);
    expect(present(body, 'ajukan-draf')).toEqual([]);
  });
});

describe('notes', () => {
  it('are sealed, seen by colleagues, printed for nobody and sent to nobody', async () => {
    const { number, path } = await complaint();
    const page = await follow(operator, path, 'catatan', { teks: 'Pelapor sudah tiga kali menelepon', nonce: 'n1' });
    expect(missing(page, 'Pelapor sudah tiga kali menelepon')).toEqual([]);
    expect(missing(page, 'Contoh operator menulis catatan internal.')).toEqual([]);
    await operator.post(`${path}/catatan`, { teks: 'Pelapor sudah tiga kali menelepon', nonce: 'n1' });
    const kept = await rows<{ body: Buffer }>('SELECT n.body_sealed AS body FROM ticket_note n JOIN ticket t ON t.id = n.ticket_id WHERE t.number = $1', [number]);
    expect(kept).toHaveLength(1);
    expect(kept[0]?.body.includes('menelepon')).toBe(false);
    expect(present((await operator.get(`${path}/cetak`)).body, 'tiga kali menelepon')).toEqual([]);
    expect((await leader.post(`${path}/catatan`, { teks: 'x', nonce: 'n2' })).status).toBe(403);
  }); // prettier-ignore
});
