import { hiddenField } from '../kit/public-client.js';
import { ConsoleClient, type ConsoleAnswer } from '../kit/console-client.js';
import { TestGateway } from '../kit/gateway.js';

const SETTINGS = '/console/pengaturan';

describe('the settings of an office', () => {
  let gateway: TestGateway;
  let admin: ConsoleClient;
  let colleague: ConsoleClient;

  beforeAll(async () => {
    gateway = await TestGateway.start();
    admin = await ConsoleClient.signIn(gateway, 'admin', { name: 'Siti Contoh' });
    colleague = await ConsoleClient.signIn(gateway, 'admin', { name: 'Budi Contoh' });
  }, 60_000);
  afterAll(() => gateway.stop());

  const tenant = () => {
    const found = gateway.gateway.core.configuration.tenants.bySlug('tanah-bumbu');
    if (!found) throw new Error('there is no such tenant');
    return found;
  };
  const baseOf = ({ body }: ConsoleAnswer): string => hiddenField(body, 'dasar');

  /** What a form sends of an agency. */
  const agency = (more: Record<string, string> = {}) => ({ nama: 'Dinas Pemuda dan Olahraga', singkat: 'Dispora', jenis: 'regional', sebutan: 'Dispora, dinas pemuda', 'bidang-baru': 'Bidang Olahraga', ...more }); // prettier-ignore

  async function complain(phone: string, text: string): Promise<string> {
    await gateway.send(phone, `TANAHBUMBU ${text}`);
    return /TBU-\d+/.exec((await gateway.replyTo(phone)).text)?.[0] ?? '';
  }

  it('shows every part, and to an operator without anything to press', async () => {
    const operator = await ConsoleClient.signIn(gateway, 'operator');
    for (const path of ['', '/instansi', '/kategori', '/aturan', '/teks', '/riwayat', '/instansi/pupr', '/kategori/sampah', '/aturan/R02', '/teks/acknowledgement']) {
      const { status, body } = await operator.get(SETTINGS + path);
      expect([path, status]).toEqual([path, 200]);
      expect(body).not.toContain('value="periksa"');
    }
    expect((await operator.post(`${SETTINGS}/aturan/R02`, { langkah: 'akhiri' })).status).toBe(403);
    expect((await admin.get(`${SETTINGS}/instansi/tidak-ada`)).status).toBe(404);
    expect((await admin.get(`${SETTINGS}/tidak-ada`)).status).toBe(404);
  }); // prettier-ignore

  it('refuses what can’t be saved, with the words beside their fields and what was typed', async () => {
    const { status, body } = await admin.post(`${SETTINGS}/instansi/baru`, agency({ nama: '', singkat: 'Dinas Kesehatan' })); // prettier-ignore
    expect(status).toBe(422);
    expect(body).toContain('id="nama-salah"');
    expect(body).toContain('Nama instansi belum diisi.');
    expect(body).toContain('href="#singkat"');
    expect(body).toContain('Sudah ada yang bernama sama.');
    expect(body).toContain('value="Dinas Kesehatan"');
    expect(tenant().agencies.some(({ name }) => name === '')).toBe(false);
  });

  it('shows the difference before it is saved, saves, and says so; the same form again changes nothing more', async () => {
    const look = await admin.post(`${SETTINGS}/instansi/baru`, { ...agency(), dasar: '0', langkah: 'periksa' });
    expect(look.status).toBe(200);
    expect(look.body).toContain('Instansi baru: Dinas Pemuda dan Olahraga');
    expect(tenant().agencies.some(({ slug }) => slug === 'dispora')).toBe(false);
    const form = {
      ...agency(),
      dasar: baseOf(look),
      nonce: hiddenField(look.body, 'nonce'),
      langkah: 'simpan',
      catatan: 'Perda baru',
    };
    expect(await admin.post(`${SETTINGS}/instansi/baru`, form)).toMatchObject({ status: 303, location: `${SETTINGS}/instansi` }); // prettier-ignore
    expect(tenant().agencies.at(-1)).toMatchObject({
      slug: 'dispora',
      shortName: 'Dispora',
      aliases: ['dispora', 'dinas pemuda'],
      units: [{ slug: 'olahraga', name: 'Bidang Olahraga' }],
    });
    const again = await admin.post(`${SETTINGS}/instansi/baru`, form);
    expect(again).toMatchObject({ status: 303, location: `${SETTINGS}/instansi` });
    expect(tenant().agencies.filter(({ shortName }) => shortName === 'Dispora')).toHaveLength(1);
    expect(gateway.gateway.core.revisions.state('tanah-bumbu').newest).toBe(1);
  });

  it('replays a changed rule on real tickets before it is saved, and the next message follows it', async () => {
    const number = await complain('+6281110000721', 'lampu jalan mati di depan pasar Batulicin');
    expect((await gateway.ticket(number)).agency).toBe('perhubungan');
    const page = await admin.get(`${SETTINGS}/aturan/R05`);
    const rule = { 'kategori[]': ['lampu-jalan'], kata: '', tujuan: 'pln', urutan: '5', dasar: baseOf(page) };
    const look = await admin.post(`${SETTINGS}/aturan/R05`, { ...rule, langkah: 'periksa' });
    expect(look.body).toContain('1 aduan: dari Dinas Perhubungan ke PLN');
    expect(look.body).toMatch(
      new RegExp(`${number}</a>.*Dinas Perhubungan / Seksi Penerangan Jalan Umum.*PLN.*R05`, 's'),
    );
    expect((await gateway.ticket(number)).agency).toBe('perhubungan');
    const fields = Object.fromEntries(['kategori', 'kata', 'tujuan', 'urutan', 'tempat', 'kanal'].map((name) => [name, areaField(look.body, name)])); // prettier-ignore
    expect((await admin.post(`${SETTINGS}/aturan/R05`, { ...fields, dasar: baseOf(look), langkah: 'simpan' })).status).toBe(303); // prettier-ignore
    const next = await complain('+6281110000722', 'lampu jalan mati di simpang Pagatan');
    expect((await gateway.ticket(next)).agency).toBe('pln');
    // What was there already stays where it is.
    expect((await gateway.ticket(number)).agency).toBe('perhubungan');
  });

  it('moves a rule by its position', async () => {
    const page = await admin.get(`${SETTINGS}/aturan/R60`);
    const form = { 'kategori[]': ['informasi'], tujuan: 'kominfo', dasar: baseOf(page), langkah: 'periksa' };
    const wrong = await admin.post(`${SETTINGS}/aturan/R60`, { ...form, urutan: '999' });
    expect(wrong.status).toBe(422);
    expect(wrong.body).toContain('Isi nomor urut dari 1 sampai');
    const look = await admin.post(`${SETTINGS}/aturan/R60`, { ...form, urutan: '1' });
    expect(look.body).toContain('Aturan dipindahkan: R60');
    await admin.post(`${SETTINGS}/aturan/R60`, { ...form, urutan: '1', dasar: baseOf(look), langkah: 'simpan' });
    expect(tenant().routing[0]?.id).toBe('R60');
  });

  it('keeps what was typed where somebody else saved meanwhile, and saves it on the second try', async () => {
    const page = await admin.get(`${SETTINGS}/aturan/R07`);
    const theirs = { 'kategori[]': ['sampah'], kata: 'tpa', tujuan: 'lingkungan-hidup/kebersihan', urutan: '8', dasar: baseOf(page), langkah: 'simpan' }; // prettier-ignore
    expect((await colleague.post(`${SETTINGS}/aturan/R07`, theirs)).status).toBe(303);
    const mine = { 'kategori[]': ['air-bersih'], kata: 'pipa bocor', tujuan: 'pdam', urutan: '1', dasar: baseOf(page), langkah: 'simpan' }; // prettier-ignore
    const late = await admin.post(`${SETTINGS}/aturan/baru`, mine);
    expect(late.status).toBe(409);
    expect(late.body).toContain('Orang lain baru saja menyimpan');
    expect(late.body).toContain('Aturan diubah: R07');
    expect(late.body).toContain('pipa bocor');
    expect((await admin.post(`${SETTINGS}/aturan/baru`, { ...mine, dasar: baseOf(late) })).status).toBe(303);
    expect(tenant().routing[0]).toMatchObject({ agency: 'pdam', when: { keywords: ['pipa bocor'] } });
    expect(tenant().routing.find(({ id }) => id === 'R07')?.when.keywords).toEqual(['tpa']);
  });

  it('ends an agency only where nothing points at it any more', async () => {
    const busy = await admin.post(`${SETTINGS}/instansi/perhubungan`, { langkah: 'akhiri' });
    expect(busy.status).toBe(422);
    expect(busy.body).toContain('1 aduan masih terbuka di instansi ini.');
    expect(busy.body).toMatch(/Aturan pada urutan \d+ masih memakainya/);
    const look = await admin.post(`${SETTINGS}/instansi/dispora`, { langkah: 'akhiri' });
    expect(look.body).toContain('Instansi diakhiri: Dinas Pemuda dan Olahraga');
    const done = await admin.post(`${SETTINGS}/instansi/dispora`, { langkah: 'simpan-akhir', dasar: baseOf(look) });
    expect(done.status).toBe(303);
    expect(tenant().retired.agencies).toEqual([{ slug: 'dispora', name: 'Dinas Pemuda dan Olahraga', shortName: 'Dispora' }]); // prettier-ignore
  });

  it('shows a reply text as citizens read it, with what its SMS comes to, and refuses one that says nothing', async () => {
    const path = `${SETTINGS}/teks/acknowledgement`;
    const typed = { long: '', short: `{number} diterima. ${'Terima kasih sudah melapor. '.repeat(6)}`, told: '' };
    const preview = await admin.post(`${path}/pratinjau`, typed, { 'hx-request': 'true' });
    expect(preview.body).toContain('TBU-000123 diterima.');
    expect(preview.body).toContain('2 SMS');
    const wrong = await admin.post(path, { ...typed, short: 'Diterima {nomer}.', langkah: 'periksa' });
    expect(wrong.status).toBe(422);
    expect(wrong.body).toContain('nomer bukan variabel di sini');
    expect(wrong.body).toContain('Teks ini harus memuat {number}');
    const emoji = await admin.post(path, { ...typed, short: '{number} diterima 🎉', langkah: 'periksa' });
    expect(emoji.body).toContain('Untuk SMS hanya huruf biasa');
  });

  it('tells who changed what, and takes it back', async () => {
    const history = await admin.get(`${SETTINGS}/riwayat`);
    expect(history.body).toContain('Siti Contoh');
    expect(history.body).toContain('Budi Contoh');
    expect(history.body).toContain('Perda baru');
    const look = await admin.post(`${SETTINGS}/riwayat/1`, { langkah: 'periksa' });
    expect(look.body).toContain('Aturan diubah: R05');
    expect(look.body).toContain('Kembalikan ke perubahan nomor 1');
    const done = await admin.post(`${SETTINGS}/riwayat/1`, { langkah: 'simpan', dasar: baseOf(look) });
    expect(done).toMatchObject({ status: 303, location: `${SETTINGS}/riwayat` });
    expect(tenant().routing.find(({ id }) => id === 'R05')?.agency).toBe('perhubungan');
    expect(tenant().agencies.some(({ slug }) => slug === 'dispora')).toBe(true);
    expect((await admin.get(`${SETTINGS}/riwayat`)).body).toContain('sedang berlaku');
    expect((await admin.post(`${SETTINGS}/riwayat/999`, { langkah: 'periksa' })).status).toBe(404);
  });

  it('keeps officers: masked until asked for, which is recorded, tried by a message, changed and ended', async () => {
    const { database } = gateway.gateway.core;
    const path = `${SETTINGS}/pejabat`;
    const officer = { nama: 'Pejabat Baru', tempat: 'pupr/bina-marga', peran: 'officer', cara: 'email', alamat: 'baru@pupr.instansi.example', langkah: 'simpan' }; // prettier-ignore
    const wrong = await admin.post(`${path}/baru`, { ...officer, alamat: 'bukan alamat' });
    expect([wrong.status, wrong.body.includes('Alamat surel tidak benar.')]).toEqual([422, true]);
    expect(await admin.post(`${path}/baru`, officer)).toMatchObject({ status: 303, location: path });
    const list = await admin.get(path);
    expect(list.body).toContain('Pejabat Baru');
    expect(list.body).not.toContain('baru@pupr.instansi.example');
    const id = /id="pejabat-([0-9a-f-]{36})"><div><strong>Pejabat Baru/.exec(list.body)?.[1] ?? '';
    const shown = await admin.post(`${path}/${id}`, { langkah: 'alamat' }, { 'hx-request': 'true' });
    expect(shown.body).toContain('baru@pupr.instansi.example');
    const looks = await database.query("SELECT actor FROM access_log WHERE action = 'officer' AND subject_id = $1", [
      id,
    ]);
    expect(looks).toEqual([{ actor: `user:${admin.id}` }]);
    const nonce = hiddenField(list.body, 'nonce');
    for (let times = 0; times < 2; times += 1)
      expect((await admin.post(`${path}/${id}`, { langkah: 'uji', nonce })).status).toBe(303);
    const sent = await database.query('SELECT id FROM outbound_message WHERE idempotency_key = $1', [`staff-test:${id}:${nonce}`]); // prettier-ignore
    expect(sent).toHaveLength(1);
    // A name alone: the address stays, and so does who they are.
    await admin.post(`${path}/${id}`, { ...officer, nama: 'Pejabat Ganti Nama', alamat: '' });
    expect((await admin.get(`${path}/${id}`)).body).toContain('Pejabat Ganti Nama');
    const badung = await ConsoleClient.signIn(gateway, 'admin', { tenant: 'badung' });
    expect((await badung.get(`${path}/${id}`)).status).toBe(404);
    expect((await admin.post(`${path}/${id}`, { langkah: 'akhiri' })).status).toBe(303);
    expect((await admin.get(path)).body).not.toContain('Pejabat Ganti Nama');
  });

  it('keeps answer texts of the office, which whoever answers is offered', async () => {
    expect((await admin.get(`${SETTINGS}/jawaban`)).body).toContain('Belum ada teks sendiri');
    const form = { nama: 'Sudah ditambal', isi: 'Lubang di {place} sudah ditambal {agency}.' };
    const begun = { ...form, dasar: baseOf(await admin.get(`${SETTINGS}/jawaban/baru`)) };
    const look = await admin.post(`${SETTINGS}/jawaban/baru`, { ...begun, langkah: 'periksa' });
    expect(look.body).toContain('Teks jawaban baru: Sudah ditambal');
    const nonce = hiddenField(look.body, 'nonce');
    const saved = await admin.post(`${SETTINGS}/jawaban/baru`, { ...begun, nonce, langkah: 'simpan' });
    expect(saved.location).toBe(`${SETTINGS}/jawaban`);
    expect((await admin.get(`${SETTINGS}/jawaban`)).body).toContain(`href="${SETTINGS}/jawaban/sudah-ditambal"`);
    const number = await complain('+6281100000791', 'jalan berlubang di depan SDN 1');
    expect((await admin.get(`/console/aduan/${number}`)).body).toContain('sudah ditambal');
    const end = await admin.post(`${SETTINGS}/jawaban/sudah-ditambal`, { langkah: 'akhiri' });
    expect(end.body).toContain('Teks jawaban dihapus: Sudah ditambal');
  });

  it("changes nothing of another office's", async () => {
    const badung = await ConsoleClient.signIn(gateway, 'admin', { tenant: 'badung' });
    expect((await badung.get(`${SETTINGS}/riwayat`)).body).toContain('Belum ada yang diubah di konsol.');
    expect((await badung.get(`${SETTINGS}/instansi/dispora`)).status).toBe(404);
  });
});

/** What the page sends on, of a field that is not shown. */
function areaField(body: string, name: string): string {
  return new RegExp(`<textarea name="${name}" hidden>([^<]*)</textarea>`).exec(body)?.[1] ?? '';
}
