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
  expect(archived.body).toContain('1 berhasil, 0 sudah begitu sebelumnya, 1 tidak dapat.');
  expect(archived.body).toContain('keadaan=open');
  // Again: nothing is said twice.
  const again = await admin.post('/console/aduan/pilihan/arsip', { 'nomor[]': [first], alasan: 'incomplete' });
  expect(again.body).toContain('0 berhasil');
  const said = (await gateway.queries.show(first))?.messages.filter(({ direction }) => direction === 'out') ?? [];
  expect(said).toHaveLength(2);
  const dispatched = await admin.post('/console/aduan/pilihan/disposisi', { 'nomor[]': [first, second], instansi: 'pupr' }); // prettier-ignore
  expect(dispatched.body).toContain('1 berhasil, 0 sudah begitu sebelumnya, 1 tidak dapat.');
  expect(await gateway.queries.show(second)).toMatchObject({ state: 'dispatched', agency: 'pupr' });
  const repeated = await admin.post('/console/aduan/pilihan/disposisi', { 'nomor[]': [second], instansi: 'pupr' });
  expect(repeated.body).toContain('0 berhasil, 1 sudah begitu sebelumnya');
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
