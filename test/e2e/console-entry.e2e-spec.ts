import { ConsoleClient, type ConsoleAnswer } from '../kit/console-client.js';
import { TestGateway } from '../kit/gateway.js';
import { hiddenField } from '../kit/public-client.js';

const ENTRY = '/console/catat';
const DESK = 'manual-tanahbumbu';

describe('entries that clerks take down', () => {
  let gateway: TestGateway;
  let clerk: ConsoleClient;

  beforeAll(async () => {
    gateway = await TestGateway.start();
    clerk = await ConsoleClient.signIn(gateway, 'operator');
  }, 60_000);
  afterAll(() => gateway.stop());

  const form = async (fields: Record<string, string>): Promise<FormData> => {
    const page = await clerk.get(ENTRY);
    const data = new FormData();
    for (const [name, value] of Object.entries({ kanal: DESK, nonce: hiddenField(page.body, 'nonce'), ...fields }))
      data.set(name, value);
    return data;
  };
  const enter = async (fields: Record<string, string>): Promise<ConsoleAnswer> => clerk.postForm(ENTRY, await form(fields)); // prettier-ignore
  const numberOf = ({ body }: ConsoleAnswer): string => /class="entry-number">([A-Z]+-\d+)/.exec(body)?.[1] ?? '';
  const tickets = async (): Promise<number> => (await gateway.gateway.core.database.query('SELECT id FROM ticket')).length; // prettier-ignore

  it('gives the number at once, says what to tell the reporter, and prints a slip without who they are', async () => {
    const taken = await enter({ uraian: 'Sampah menumpuk tiga hari di pasar Pagatan', telepon: '0811-1000-0731', nama: 'Warga Contoh' }); // prettier-ignore
    expect(taken.status).toBe(303);
    const result = await clerk.get(taken.location ?? '');
    const number = numberOf(result);
    expect(number).toMatch(/^TBU-\d{6}$/);
    expect(result.body).toContain('Katakan kepada pelapor');
    expect((await gateway.ticket(number)).agency).toBe('lingkungan-hidup');
    const slip = await clerk.get(`${taken.location ?? ''}/bukti`);
    expect(slip.body).toContain(number);
    expect(slip.body).not.toMatch(/Warga Contoh|1000-0731|Sampah/);
  });

  it('is one ticket however often the form is sent', async () => {
    const before = await tickets();
    const data = await form({ uraian: 'Jembatan kayu di desa Betung lapuk', telepon: '0811-1000-0732' });
    const sent = await Promise.all([1, 2, 3].map(async () => clerk.postForm(ENTRY, data)));
    expect(new Set(sent.map(({ status, location }) => `${String(status)} ${location ?? ''}`)).size).toBe(1);
    expect(await tickets()).toBe(before + 1);
    // The browser's "back", and other words.
    data.set('uraian', 'Parit di desa Betung tersumbat');
    const other = await clerk.postForm(ENTRY, data);
    expect(other.status).toBe(409);
    expect(other.body).toContain('Formulir ini sudah tersimpan dengan isi yang lain.');
    expect(hiddenField(other.body, 'nonce')).not.toBe(data.get('nonce'));
  });

  it('refuses with the words beside the fields, and keeps what was typed', async () => {
    const { status, body } = await enter({ uraian: '', telepon: '08', jawab: 'letter', patokan: 'depan kantor desa' });
    expect(status).toBe(422);
    expect(body).toContain('href="#uraian"');
    expect(body).toContain('Nomor telepon tidak benar.');
    expect(body).toContain('padahal jawaban disampaikan dengan cara Surat');
    expect(body).toContain('value="depan kantor desa"');
    expect((await enter({ uraian: 'x', kanal: 'manual-badung' })).status).toBe(422);
  });

  it("offers this reporter's open tickets, records the look, and adds to the one that is chosen", async () => {
    const taken = await enter({ uraian: 'Lampu jalan padam di simpang empat', telepon: '0811-1000-0733' });
    const number = numberOf(await clerk.get(taken.location ?? ''));
    const looks = async () => gateway.gateway.core.database.query<{ actor: string }>("SELECT actor FROM access_log WHERE action = 'reporter'"); // prettier-ignore
    const before = (await looks()).length;
    const open = await clerk.post(`${ENTRY}/terbuka`, { telepon: '0811 1000 0733', surel: '' }, { 'hx-request': 'true' }); // prettier-ignore
    expect(open.body).toContain(number);
    expect(open.body).toContain('Lampu jalan padam');
    expect((await looks()).slice(before)).toEqual([{ actor: `user:${clerk.id}` }]);
    expect((await clerk.post(`${ENTRY}/terbuka`, { telepon: '0811-1000-0799' })).body).not.toContain('TBU-');
    const count = await tickets();
    const added = await enter({
      uraian: 'Pelapor bilang tiangnya juga miring',
      telepon: '0811-1000-0733',
      tambah: number,
    });
    const result = await clerk.get(added.location ?? '');
    expect(result.body).toContain('Ditambahkan ke aduan');
    expect(numberOf(result)).toBe(number);
    expect(await tickets()).toBe(count);
  });

  it("shows neither the entries nor the reporters of another office's", async () => {
    const taken = await enter({ uraian: 'Air PDAM keruh di Batulicin', telepon: '0811-1000-0734' });
    const badung = await ConsoleClient.signIn(gateway, 'operator', { tenant: 'badung' });
    expect((await badung.get(taken.location ?? '')).status).toBe(404);
    expect((await badung.get(`${taken.location ?? ''}/bukti`)).status).toBe(404);
    expect((await badung.post(`${ENTRY}/terbuka`, { telepon: '0811-1000-0734' })).body).not.toContain('TBU-');
    expect((await badung.get(ENTRY)).body).toContain('manual-badung-112');
  });

  it('takes a photo with it, and no form of another session', async () => {
    const data = await form({ uraian: 'Jalan berlubang, foto terlampir', telepon: '0811-1000-0735' });
    data.append('lampiran', new Blob([Buffer.from('%PDF-1.4 contoh')], { type: 'application/pdf' }), 'surat.pdf');
    const taken = await clerk.postForm(ENTRY, data);
    const number = numberOf(await clerk.get(taken.location ?? ''));
    const files = await gateway.gateway.core.database.query('SELECT a.id FROM attachment a JOIN ticket t ON t.id = a.ticket_id WHERE t.number = $1', [number]); // prettier-ignore
    expect(files).toHaveLength(1);
    const forged = await form({ uraian: 'x' });
    forged.set('_csrf', 'x'.repeat(43));
    expect((await clerk.postForm(ENTRY, forged)).status).toBe(403);
  });
});
