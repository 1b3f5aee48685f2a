import { ConsoleClient } from '../kit/console-client.js';
import { TestGateway } from '../kit/gateway.js';
import { hiddenField } from '../kit/public-client.js';
import { until } from '../kit/wait.js';

let gateway: TestGateway;
let leader: ConsoleClient;

const PUPR = 'Dinas Pekerjaan Umum dan Penataan Ruang';

jest.setTimeout(180_000);

beforeAll(async () => {
  gateway = await TestGateway.start();
  leader = await ConsoleClient.signIn(gateway, 'leadership');
  await gateway.send('+6281100000650', 'TANAHBUMBU jalan berlubang di depan SDN 1 Kusan Hilir');
  await gateway.replyTo('+6281100000650');
  await gateway.quiet();
});
afterAll(() => gateway.stop());

/** The office's day, as its clock has it. */
function today(): string {
  return new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10);
}

it('says what will be here while nothing is', async () => {
  expect((await leader.get('/console')).body).toContain('Belum ada laporan untuk diringkas');
  const list = (await leader.get('/console/laporan')).body;
  expect(list).toContain('Belum ada laporan');
  expect(hiddenField(list, '_csrf')).not.toBe('');
});

it('makes a report, shows it, gives its files, and sums it up for leadership', async () => {
  const made = await leader.post('/console/laporan', { jenis: 'daily', periode: today() });
  expect(made.status).toBe(303);
  const order = made.location ?? '';
  expect(order).toMatch(/^\/console\/laporan\/pesanan\//);
  const path = await until('the report', async () => (await leader.get(order)).location, 90_000);
  expect((await leader.get(order, { 'hx-request': 'true' })).location).toBe(path);
  const { body, status } = await leader.get(path);
  expect(status).toBe(200);
  expect(body).toContain('Laporan Harian Layanan Informasi dan Pengaduan');
  expect(body).toMatch(/Aduan masuk|Diterima|Masuk/);
  expect(body).not.toContain('81100000650');
  // Its day is not over.
  expect(body).toContain('belum berakhir');

  // One agency's part alone, without the office's own figures.
  const part = (await leader.get(`${path}?instansi=${encodeURIComponent(PUPR)}`)).body;
  expect(part).toContain(`Yang tampil hanya bagian laporan ini tentang ${PUPR}`);
  expect(part).toMatch(new RegExp(`<th scope="row">\\s*${PUPR}`));
  expect([body.includes('class="measures"'), part.includes('class="measures"')]).toEqual([true, false]);
  expect((await leader.get(`${path}?instansi=Dinas+Tidak+Ada`)).body).toContain('class="measures"');

  const xlsx = await leader.get(`${path}/berkas/xlsx`);
  expect([xlsx.status, xlsx.headers.get('content-disposition')]).toEqual([
    200,
    `attachment; filename="tanah-bumbu-daily-${today()}.xlsx"`,
  ]);
  const html = await leader.get(`${path}/berkas/html`);
  expect(html.headers.get('content-security-policy')).toMatch(/^default-src 'none'; style-src 'sha256-/);
  expect(JSON.parse((await leader.get(`${path}/berkas/json`)).body)).toMatchObject({
    type: 'daily',
    tenant: 'tanah-bumbu',
  });
  expect((await leader.get(`${path}/berkas/exe`)).status).toBe(404);

  const summary = (await leader.get('/console')).body;
  expect(summary).toContain('Ringkasan');
  expect(summary).toContain(`href="${path}"`);
  const [kept] = await gateway.gateway.core.database.query<{ by: string }>('SELECT made_by AS by FROM report');
  expect(kept?.by).toBe(`user:${leader.id}`);

  const elsewhere = await ConsoleClient.signIn(gateway, 'admin', { tenant: 'badung' });
  for (const each of [path, order, `${path}/berkas/xlsx`]) expect((await elsewhere.get(each)).status).toBe(404);
  expect((await leader.get('/console/laporan?jenis=annual')).body).toContain('Belum ada laporan');
});

it.each([
  ['daily', '2026', 'tidak dibuat untuk periode sepanjang itu'],
  ['daily', '14 Maret', 'Periode tidak dapat dibaca'],
  ['daily', '2099-01-01', 'Periode itu belum mulai'],
  ['tahunan', '2026', 'Pilih jenis laporan'],
])('says what is wrong with %s for %s, and keeps what was typed', async (jenis, periode, words) => {
  const { status, body } = await leader.post('/console/laporan', { jenis, periode });
  expect(status).toBe(422);
  expect(body).toContain(words);
  expect(body).toContain(`value="${periode}"`);
});
