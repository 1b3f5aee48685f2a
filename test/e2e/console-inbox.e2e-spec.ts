import { ConsoleClient } from '../kit/console-client.js';
import { TestGateway } from '../kit/gateway.js';
import { until } from '../kit/wait.js';

let gateway: TestGateway;
let admin: ConsoleClient;
let operator: ConsoleClient;
let other: ConsoleClient;
let stopped = false;

jest.setTimeout(120_000);
beforeAll(async () => {
  gateway = await TestGateway.start();
  admin = await ConsoleClient.signIn(gateway, 'admin');
  operator = await ConsoleClient.signIn(gateway, 'operator');
  other = await ConsoleClient.signIn(gateway, 'operator', { tenant: 'badung' });
});
afterAll(async () => {
  if (!stopped) await gateway.stop();
});

/** A citizen's SMS becomes a ticket. */
async function ticket(from: string, text = 'TANAHBUMBU jalan berlubang di Batulicin'): Promise<string> {
  const before = new Set((await gateway.queries.list({})).map(({ number }) => number));
  await gateway.send(from, text);
  return until(
    'the ticket',
    async () => (await gateway.queries.list({})).find(({ number }) => !before.has(number))?.number,
  );
}

async function events(number: string): Promise<{ type: string; by: string | null }[]> {
  return (await gateway.queries.show(number))?.events.map(({ type, by }) => ({ type, by })) ?? [];
}

/** The live feed as a browser hears it. */
class Ear {
  readonly heard: { event: string; data: Record<string, unknown> }[] = [];
  ended = false;
  private readonly leaving = new AbortController();

  constructor(client: ConsoleClient, path = '/console/langsung') {
    void this.listen(client, path);
  }

  leave(): void {
    this.leaving.abort();
  }

  private async listen(client: ConsoleClient, path: string): Promise<void> {
    const cookie = client.cookiesFor().map(({ name, value }) => `${name}=${value}`).join('; '); // prettier-ignore
    try {
      const answer = await fetch(client.url + path, { headers: { cookie }, signal: this.leaving.signal });
      const decoder = new TextDecoder();
      let text = '';
      for await (const chunk of answer.body as unknown as AsyncIterable<Uint8Array>) {
        text += decoder.decode(chunk, { stream: true });
        for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
          const [, event, data] = /^event: (.*)\ndata: (.*)$/.exec(text.slice(0, end)) ?? [];
          if (event && data) this.heard.push({ event, data: JSON.parse(data) as Record<string, unknown> });
          text = text.slice(end + 2);
        }
      }
    } catch {
      // Left, or cut off: both are ends.
    }
    this.ended = true;
  }
}

it('takes a ticket on, gives it up, and lets nobody take it from another unseen', async () => {
  const number = await ticket('+6281100000201');
  const page = await operator.get('/console');
  expect(page.status).toBe(200);
  expect(page.body).toContain(number);
  const taken = await operator.post(`/console/aduan/${number}/petugas`, { petugas: 'me', tadi: '', kembali: '/console' });
  expect([taken.status, taken.location]).toEqual([303, '/console']);
  // The admin's page is older than that.
  await admin.post(`/console/aduan/${number}/petugas`, { petugas: 'me', tadi: '' });
  expect((await events(number)).filter(({ type }) => type === 'assigned')).toEqual([{ type: 'assigned', by: `user:${operator.id}` }]); // prettier-ignore
  const row = await admin.post(`/console/aduan/${number}/petugas`, { petugas: 'me', tadi: operator.id }, { 'hx-request': 'true' }); // prettier-ignore
  expect(row.status).toBe(200);
  expect(row.body).toContain(`id="aduan-${number}"`);
  await admin.post(`/console/aduan/${number}/petugas`, { petugas: 'nobody', tadi: admin.id });
  expect((await events(number)).map(({ type }) => type)).toEqual(
    expect.arrayContaining(['assigned', 'assigned', 'unassigned']),
  );
  const foreign = await other.post(`/console/aduan/${number}/petugas`, { petugas: 'me', tadi: '' });
  expect(foreign.status).toBe(404);
}); // prettier-ignore

it('does to several what it would do to each, and tells of each', async () => {
  const [first, second] = [await ticket('+6281100000202'), await ticket('+6281100000203')];
  const back = '/console/aduan?keadaan=open';
  const archived = await admin.post('/console/aduan/pilihan/arsip', { 'nomor[]': [first, 'BDG-000001'], alasan: 'incomplete', kembali: back }); // prettier-ignore
  expect(archived.status).toBe(200);
  expect(archived.body).toContain('1 berhasil, 1 tidak dapat dilakukan.');
  expect(archived.body).toContain('keadaan=open');
  // Again: nothing is said twice.
  const again = await admin.post('/console/aduan/pilihan/arsip', { 'nomor[]': [first], alasan: 'incomplete' });
  expect(again.body).toContain('1 tidak dapat dilakukan.');
  const said = (await gateway.queries.show(first))?.messages.filter(({ direction }) => direction === 'out') ?? [];
  expect(said).toHaveLength(2);
  const dispatched = await admin.post('/console/aduan/pilihan/disposisi', { 'nomor[]': [first, second], instansi: 'pupr' }); // prettier-ignore
  expect(dispatched.body).toContain('1 berhasil, 1 tidak dapat dilakukan.');
  expect(await gateway.queries.show(second)).toMatchObject({ state: 'dispatched', agency: 'pupr' });
  const repeated = await admin.post('/console/aduan/pilihan/disposisi', { 'nomor[]': [second], instansi: 'pupr' });
  expect(repeated.body).toContain('1 sudah begitu sebelumnya');
  await operator.post('/console/aduan/pilihan/petugas', { 'nomor[]': [second] });
  const mine = await operator.get('/console/aduan?petugas=me');
  expect(mine.body).toContain(second);
  expect(mine.body).not.toContain(first);
  const nothing = await admin.post('/console/aduan/pilihan/arsip', { 'nomor[]': [], alasan: 'incomplete', kembali: back });
  expect([nothing.status, nothing.location]).toEqual([303, back]);
}); // prettier-ignore

it('keeps searches under names, each for whoever saved it, and none by reporter', async () => {
  const saved = await operator.post('/console/tampilan', { nama: 'Lampu mati', q: 'lampu', keadaan: 'open' });
  expect(saved.location).toBe('/console/aduan?q=lampu&keadaan=open');
  expect((await operator.get('/console/aduan')).body).toContain('Lampu mati');
  expect((await admin.get('/console/aduan')).body).not.toContain('Lampu mati');
  const [{ id }] = (await gateway.gateway.core.database.query<{ id: string }>('SELECT id FROM saved_view')) as [{ id: string }]; // prettier-ignore
  await admin.post(`/console/tampilan/${id}/hapus`);
  await admin.post(`/console/tampilan/${id}/nama`, { nama: 'Diambil' });
  await operator.post(`/console/tampilan/${id}/nama`, { nama: 'Lampu jalan' });
  expect((await operator.get('/console/aduan')).body).toContain('Lampu jalan');
  await operator.post('/console/tampilan', { nama: 'Orang itu', q: '0811-0000-0042' });
  await operator.post(`/console/tampilan/${id}/hapus`);
  expect(await gateway.gateway.core.database.query('SELECT id FROM saved_view')).toEqual([]);
});

it("keeps a reporter's number out of every address and every log line, whatever shape it was typed in", async () => {
  const number = await ticket('+6281100000206');
  const typed = ['+6281100000206', '0811-0000-0206', 'WA (0811) 0000 0206'];
  for (const q of typed) {
    const sent = await operator.post('/console/aduan/cari', { q, urut: 'oldest' });
    expect(sent.status).toBe(303);
    const path = sent.location ?? '';
    expect(path).toMatch(/^\/console\/aduan\?orang=[^&]+&urut=oldest$/);
    const page = await operator.get(path);
    expect(page.body).toContain(number);
    for (const address of [path, ...[...page.body.matchAll(/(?:href|action|data-live)="([^"]*)"/g)].map(([, url = '']) => url)])
      expect(decodeURIComponent(address).replace(/\D/g, '')).not.toContain('11000002');
    expect((await operator.post('/console/tampilan', { nama: 'Orang itu', ...Object.fromEntries(new URL(path, operator.url).searchParams) })).location).toBe(path);
    // Whoever finds the address finds nobody by it.
    expect((await admin.get(path)).body).toContain('sudah kedaluwarsa atau milik akun lain');
  }
  const bookmarked = await operator.get('/console/aduan?q=0811%200000%200206');
  expect(bookmarked.status).toBe(303);
  expect(bookmarked.location).toContain('orang=');
  expect((await operator.post('/console/aduan/cari', { q: 'lampu mati' })).location).toBe('/console/aduan?q=lampu+mati');
  expect(gateway.logs.text().replace(/[\s().-]/g, '')).not.toMatch(/81100000206/);
  expect(await gateway.gateway.core.database.query('SELECT id FROM saved_view')).toEqual([]);
}); // prettier-ignore

it('lets a central admin hand a message of no office to one, once, or end it with a reason', async () => {
  const central = await ConsoleClient.signIn(gateway, 'central-admin');
  const [from, spam] = ['+6281100000208', '+6281100000209'];
  await gateway.send(from, 'jembatan gantung di desa kami putus');
  await gateway.send(spam, 'pinjaman cepat cair hari ini juga');
  await gateway.quiet();
  const inbox = (await central.get('/console?tenant=tanah-bumbu')).body;
  const paths = [...inbox.matchAll(/href="(\/console\/tanpa-instansi\/[^"]+)"/g)].map(([, path = '']) => path);
  const [advert = '', report = ''] = paths;
  expect(paths).toHaveLength(2);
  const page = await central.get(report);
  expect(page.body).toContain('jembatan gantung di desa kami putus');
  expect(page.body).not.toContain('81100000208');
  expect((await admin.get(report)).status).toBe(403);
  expect((await central.post(`${report}/serahkan`, { kepada: 'entah' })).status).toBe(422);

  expect((await central.post(`${report}/serahkan`, { kepada: 'tanah-bumbu' })).location).toBe('/console');
  expect((await central.get('/console')).body).toContain('Pesan sudah diserahkan kepada');
  await central.post(`${report}/serahkan`, { kepada: 'badung' });
  expect((await central.get('/console')).body).toContain('sudah ditangani rekan Anda');
  await gateway.quiet();
  const { database } = gateway.gateway.core;
  const [made] = await database.query<{ number: string; tenant: string }>("SELECT number, tenant FROM ticket WHERE description LIKE 'jembatan gantung%'");
  expect(made?.tenant).toBe('tanah-bumbu');
  expect((await gateway.queries.show(made?.number ?? ''))?.messages.filter(({ direction }) => direction === 'out')).toHaveLength(1);
  const seen = (await operator.get(`/console/aduan/${made?.number ?? ''}`)).body;
  expect(seen).toContain('diserahkan admin pusat');

  expect((await central.post(`${advert}/abaikan`, {})).status).toBe(422);
  await central.post(`${advert}/abaikan`, { alasan: 'hand-spam' });
  expect((await central.get('/console')).body).not.toContain('pinjaman cepat');
  expect((await central.get(advert)).status).toBe(404);
  expect(await database.query("SELECT outcome, reason FROM inbound_message WHERE reason = 'hand-spam'")).toEqual([{ outcome: 'ignored', reason: 'hand-spam' }]);
  expect((await gateway.reconcile()).ok).toBe(true);
  const log = await database.query("SELECT action, actor FROM access_log WHERE action LIKE 'ownerless%' ORDER BY id");
  expect(log).toEqual(['ownerless-handed', 'ownerless-ignored'].map((action) => ({ action, actor: `user:${central.id}` })));
}); // prettier-ignore

it('tells browsers of what changes in their office, by number, and of nothing else', async () => {
  const [ear, foreign] = [new Ear(operator), new Ear(other)];
  const number = await ticket('+6281100000204');
  await until('the news', () => ear.heard.some(({ data }) => data['number'] === number && data['type'] === 'opened'));
  const present = new Ear(admin, `/console/langsung?aduan=${number}`);
  await until('who is there', () => ear.heard.some(({ event }) => event === 'presence'));
  expect((await operator.get('/console/aduan')).body).toContain('Sedang dibuka: Contoh admin');
  present.leave();
  await until('who left', () => ear.heard.filter(({ event }) => event === 'presence').length === 2);
  for (const { event, data } of ear.heard)
    expect(Object.keys(data).sort()).toEqual(event === 'ticket' ? ['id', 'number', 'type'] : ['number']);
  const told = ear.heard.filter(({ event }) => event === 'ticket').map(({ data }) => data['id']);
  expect(new Set(told).size).toBe(told.length);
  expect(foreign.heard).toEqual([]);
  foreign.leave();

  // A session that is ended hears no more; a stop waits for nobody.
  await gateway.gateway.core.accounts.sessions.endAll(operator.id);
  await until('the end of the session', () => ear.ended, 30_000);
  const last = new Ear(admin);
  const later = await ticket('+6281100000205');
  await until('further news', () => last.heard.some(({ data }) => data['number'] === later));
  stopped = true;
  await gateway.stop();
  await until('the end of the line', () => last.ended);
});
