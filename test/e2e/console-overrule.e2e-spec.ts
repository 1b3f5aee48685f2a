import { ConsoleClient } from '../kit/console-client.js';
import { TestGateway } from '../kit/gateway.js';
import { complaints, follow, missing, present } from '../kit/ticket-page.js';
import { until } from '../kit/wait.js';

let gateway: TestGateway;
let admin: ConsoleClient;
let operator: ConsoleClient;
let leader: ConsoleClient;
let complaint: ReturnType<typeof complaints>;

jest.setTimeout(180_000);

beforeAll(async () => {
  gateway = await TestGateway.start();
  complaint = complaints(gateway);
  admin = await ConsoleClient.signIn(gateway, 'admin');
  operator = await ConsoleClient.signIn(gateway, 'operator');
  leader = await ConsoleClient.signIn(gateway, 'leadership');
});
afterAll(() => gateway.stop());

async function rows<R extends Record<string, unknown>>(sql: string, values: readonly unknown[] = []): Promise<R[]> {
  return gateway.gateway.core.database.query<R>(sql, values);
}

describe('overruling', () => {
  it('changes category and agency, is learnt from, and is undone', async () => {
    const { number, path } = await complaint();
    expect(missing(await follow(operator, path, 'kategori', { kategori: 'sampah' }), 'Koreksi tersimpan')).toEqual([]);
    const page = await follow(operator, path, 'instansi', { instansi: 'lingkungan-hidup' });
    expect(missing(page, 'Contoh operator mengubah instansi')).toEqual([]);
    expect(missing(page, 'dikoreksi')).toEqual([]);
    const learnt = await rows(`SELECT e.field FROM training_example e JOIN ticket t ON t.id = e.ticket_id WHERE t.number = $1 AND e.undone_at IS NULL ORDER BY 1`, [number]);
    expect(learnt.map(({ field }) => field)).toEqual(expect.arrayContaining(['agency', 'category']) as string[]);
    expect(missing(await follow(operator, path, 'batal'), 'Perubahan instansi dibatalkan.')).toEqual([]);
    expect(missing((await operator.post(`${path}/kategori`, { kategori: 'tidak-ada' })).body, 'Kategori itu tidak ada.')).toEqual([]);
  }); // prettier-ignore

  it('merges into another ticket, shows both sides, and unmerges', async () => {
    const [first, second] = [await complaint(), await complaint()];
    const merged = await follow(operator, second.path, 'gabung', { ke: String(Number(first.number.slice(4))) });
    expect(missing(merged, `Aduan ini mengikuti ${first.number}.`)).toEqual([]);
    expect(missing((await operator.get(first.path)).body, second.number)).toEqual([]);
    // It speaks for both: what that citizen wrote stands in its conversation.
    expect(missing((await operator.get(first.path)).body, `Pelapor ${second.number}`)).toEqual([]);
    expect(missing((await operator.post(`${second.path}/kategori`, { kategori: 'sampah' })).body, 'Aduan ini mengikuti aduan lain.')).toEqual([]);
    expect(missing(await follow(operator, second.path, 'lepas'), `Aduan ini dilepaskan dari ${first.number}.`)).toEqual([]);
    expect(missing((await operator.post(`${second.path}/gabung`, { ke: 'TBU-999999' })).body, 'Tidak ada aduan dengan nomor itu')).toEqual([]);
  }); // prettier-ignore

  it('offers what may be the same at one click, whoever reported it, and makes the older one speak for both', async () => {
    const older = await complaint('sampah menumpuk di belakang terminal Pelabuhan Speed');
    const newer = await complaint('Tumpukan sampah menumpuk belakang terminal pelabuhan speed');
    // It is found from the moment on in which it is taken up.
    await until('its signature', async () => (await rows('SELECT 1 FROM ticket_signature s JOIN ticket t ON t.id = s.ticket_id WHERE t.number = $1', [newer.number]))[0]);
    const onOlder = (await operator.get(older.path)).body;
    expect(missing(onOlder, 'Mungkin sama', newer.number, 'mungkin besar sama', '% kata sama', 'kategori sama', `Gabungkan ${newer.number} ke aduan ini`)).toEqual([]);
    expect(missing((await operator.get(newer.path)).body, `Gabungkan ke ${older.number}`)).toEqual([]);
    // Who only reads is offered nothing to do, and reads no number that says who wrote.
    const read = (await leader.get(older.path)).body;
    expect(missing(read, newer.number, 'mungkin besar sama')).toEqual([]);
    expect(present(read, `Gabungkan ${newer.number} ke aduan ini`)).toEqual([]);
    const merged = await follow(operator, older.path, 'gabung', { dari: newer.number });
    expect(missing(merged, `${newer.number} digabungkan ke aduan ini`)).toEqual([]);
    expect(missing((await operator.get(newer.path)).body, `Aduan ini mengikuti ${older.number}.`)).toEqual([]);
    expect(missing((await operator.post(`${older.path}/gabung`, { dari: 'TBU-999999' })).body, 'Tidak ada aduan dengan nomor itu')).toEqual([]);
  }); // prettier-ignore

  it('splits another matter off', async () => {
    const { number, path } = await complaint();
    const page = await follow(operator, path, 'pisah', { teks: 'Lampu jalan di gang yang sama juga mati' });
    const made = /Hal lain itu menjadi (TBU-\d{6})\./.exec(page)?.[1] ?? '';
    const other = (await operator.get(`/console/aduan/${made}`)).body;
    expect(missing(other, 'Lampu jalan di gang yang sama juga mati')).toEqual([]);
    expect(missing(other, number)).toEqual([]);
    expect(missing((await operator.post(`${path}/pisah`, {})).body, 'Pilih pesan yang tentang hal lain')).toEqual([]);
  });

  it('keeps what another system calls it', async () => {
    const { path } = await complaint();
    const page = await follow(operator, path, 'rujukan', { sistem: 'manual-lapor', nomor: '7654321' });
    expect(missing(page, '7654321')).toEqual([]);
    expect(present((await leader.get(path)).body, '7654321')).toEqual([]);
    expect((await operator.post(`${path}/rujukan`, { sistem: 'manual-lapor', nomor: '…' })).status).toBe(422);
  });
});

describe('ending', () => {
  it('archives with a reason, opens again, and closes what was answered', async () => {
    const { number, path } = await complaint();
    expect((await operator.post(`${path}/arsip`, { alasan: 'incomplete' })).status).toBe(403);
    expect(missing((await admin.post(`${path}/arsip`, {})).body, 'Pilih dulu alasannya.')).toEqual([]);
    expect(
      missing(await follow(admin, path, 'arsip', { alasan: 'outside-authority', teks: 'Hubungi PLN.' }), 'Diarsipkan'),
    ).toEqual([]);
    expect(missing(await follow(admin, path, 'buka-lagi'), 'Dibuka kembali')).toEqual([]);
    await gateway.answer(number, 'Sudah beres.');
    expect(missing(await follow(admin, path, 'tutup'), 'Aduan ditutup.')).toEqual([]);
    const refused = await admin.post(`${path}/tutup`);
    expect(refused.status).toBe(422);
    expect(missing(refused.body, 'Keadaan aduan ini sudah berubah')).toEqual([]);
  });
});
