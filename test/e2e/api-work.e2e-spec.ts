import { ApiKeys, SCOPES, type Scope } from '../../src/api/api-keys.js';
import { systemClock } from '../../src/observability/clock.js';
import { ApiClient, type ApiAnswer } from '../kit/api-client.js';
import { ConsoleClient } from '../kit/console-client.js';
import { TestGateway } from '../kit/gateway.js';
import { phonePhoto } from '../kit/pictures.js';
import { TurnedClock } from '../kit/turned-clock.js';
import { until } from '../kit/wait.js';

/** In the past, so that what waits for the database's own clock is due at once after it was turned. */
const clock = new TurnedClock(new Date(Date.now() - 3_600_000).toISOString());
let gateway: TestGateway;
let office: ApiClient;
let outsider: ApiClient;
beforeAll(async () => {
  gateway = await TestGateway.start({ clock });
  office = await client('tanah-bumbu');
  outsider = await client('badung');
  await ConsoleClient.signIn(gateway, 'operator');
}, 60_000);
afterAll(() => gateway.stop());

async function client(tenant: string | undefined, scopes: readonly Scope[] = SCOPES): Promise<ApiClient> {
  const { database, keys: ring } = gateway.gateway.core;
  const keys = new ApiKeys({ database, keys: ring, clock: systemClock });
  const of = tenant === undefined ? {} : { tenant };
  return new ApiClient(gateway.url, (await keys.create({ name: 'uji', scopes, ratePerMinute: 10_000, ...of })).key);
}

async function taken(text: string, phone = '0811-0000-0071'): Promise<string> {
  const reporter = { name: 'Siti Contoh', phone };
  const { body } = await office.post('/api/v1/tickets', { channelId: 'manual-tanahbumbu', text, reporter });
  return String(body['number']);
}

async function people(): Promise<string[]> {
  const { body } = await office.get('/api/v1/people');
  return (body['people'] as { id: string }[]).map(({ id }) => id);
}

const numbers = (body: Record<string, unknown>): unknown[] =>
  (body['tickets'] as { number: string }[]).map(({ number }) => number);

describe('the list', () => {
  it('is searched by number, words and address, filtered, and turned page by page', async () => {
    const one = await taken('Lampu taman kota padam semua');
    const two = await taken('Saya Siti Contoh, 0811-0000-0071: trotoar pasar rusak');
    const list = async (query: string): Promise<unknown[]> =>
      numbers((await office.get(`/api/v1/tickets?${query}`)).body);
    expect(await list(`q=${one}`)).toEqual([one]);
    expect(await list('q=taman+kota')).toEqual([one]);
    expect(await list('q=taman&urgency=danger')).toEqual([]);
    expect(await list('q=taman&state=open&sort=due')).toEqual([one]);
    const search = (body: object): Promise<ApiAnswer> => office.post('/api/v1/tickets/search', body);
    expect(await search({ q: 'taman kota' })).toMatchObject({ status: 200, body: { tickets: [{ number: one }], next: null } }); // prettier-ignore
    expect(numbers((await search({ q: '0811-0000-0071', channel: 'manual-tanahbumbu' })).body)).toEqual([two, one]);
    const first = await search({ q: '081100000071', limit: 1 });
    expect(numbers(first.body)).toEqual([two]);
    expect(Buffer.from(String(first.body['next']), 'base64url').toString()).not.toContain('0071');
    const last = await search({ q: '081100000071', limit: 1, after: first.body['next'] });
    expect([numbers(last.body), last.body['next']]).toEqual([[one], null]);
    // Who reported is in no line.
    expect(first.text).toContain('trotoar pasar rusak');
    expect(first.text).not.toMatch(/Siti|0071/);
    // Nor does a name find whose it is, for whom it is hidden from.
    const narrow = await client('tanah-bumbu', ['tickets:read']);
    expect(await list('q=siti+contoh+trotoar')).toEqual([two]);
    expect((await narrow.get('/api/v1/tickets?q=siti+contoh+trotoar')).body).toEqual({ tickets: [], next: null });
    expect(numbers((await narrow.get('/api/v1/tickets?q=trotoar+pasar')).body)).toEqual([two]);
    const looks = await gateway.gateway.core.database.query<{ n: number }>(`SELECT count(*)::int AS n FROM access_log WHERE action = 'contact-search'`); // prettier-ignore
    expect(looks[0]?.n).toBeGreaterThan(0);
  });

  it('says what it cannot look for', async () => {
    const wrong = async (query: string, by = office): Promise<unknown> => (await by.get(`/api/v1/tickets?${query}`)).body['errors']; // prettier-ignore
    expect(await wrong('category=tidak-ada')).toMatchObject([{ field: 'category', code: 'choice' }]);
    expect(await wrong('channel=web-badung')).toMatchObject([{ field: 'channel', code: 'choice' }]);
    expect(await wrong('from=kemarin&state=lost')).toMatchObject([{ field: 'state' }, { field: 'from' }]);
    expect(await wrong('q=lampu', await client(undefined))).toMatchObject([{ field: 'tenant', code: 'required' }]);
    const narrow = await client('tanah-bumbu', ['tickets:read']);
    expect(await narrow.post('/api/v1/tickets/search', { q: '0811-0000-0071' })).toMatchObject({ status: 403, body: { code: 'scope-missing', scope: 'identities:read' } }); // prettier-ignore
    expect(numbers((await outsider.get('/api/v1/tickets?q=lampu')).body)).toEqual([]);
    for (const by of [office, await client(undefined)])
      for (const somebody of ['%2B62811-0000-0071', 'siti%40contoh.example'])
        expect(await by.get(`/api/v1/tickets?q=${somebody}`)).toMatchObject({ status: 422, body: { code: 'search-by-post' } }); // prettier-ignore
    expect((await office.post('/api/v1/tickets/search', { state: 'lost' })).body['errors']).toMatchObject([{ field: 'state' }]); // prettier-ignore
    const everywhere = await (await client(undefined)).get('/api/v1/tickets?state=open&limit=1');
    expect(everywhere.body['next']).toEqual(expect.any(String));
  });

  it('has the groups of the inbox', async () => {
    const number = await taken('Tolong, rumah terbakar di Jl Mawar');
    const { body } = await office.get('/api/v1/inbox?shown=5');
    const groups = body['groups'] as { group: string; count: number; more: boolean; tickets: { number: string }[] }[];
    expect(groups.map(({ group }) => group)).toEqual(['danger', 'overdue', 'sorting', 'responses', 'undelivered', 'new']);
    expect(groups[0]).toMatchObject({ count: 1, more: false, tickets: [{ number, urgency: 'danger' }] });
    expect(numbers((await office.get('/api/v1/tickets?group=danger')).body)).toEqual([number]);
    expect(await outsider.get('/api/v1/inbox?tenant=tanah-bumbu')).toMatchObject({ status: 200, body: { groups: [] } });
    expect((await (await client(undefined)).get('/api/v1/inbox')).status).toBe(422);
  }); // prettier-ignore
});

describe('a ticket', () => {
  it('is given to somebody, and not away from who took it meanwhile', async () => {
    const number = await taken('Selokan mampet di Pagatan');
    const path = `/api/v1/tickets/${number}/assignee`;
    const id = (await people())[0] ?? '';
    const headers = { 'idempotency-key': 'ambil-1' };
    expect(await office.post(path, { to: id, seen: null }, headers)).toMatchObject({ status: 201, body: { number, assignedTo: id } }); // prettier-ignore
    expect(await office.post(path, { to: id, seen: null }, headers)).toMatchObject({ status: 200 });
    expect(await office.post(path, { to: null, seen: null })).toMatchObject({ status: 409, body: { code: 'assigned-meanwhile' } }); // prettier-ignore
    expect(numbers((await office.get(`/api/v1/tickets?assigned=${id}`)).body)).toEqual([number]);
    const nobody = '00000000-0000-7000-8000-000000000000';
    expect(await office.post(path, { to: nobody })).toMatchObject({ status: 422, body: { code: 'person-unknown' } });
    expect((await outsider.post(path, { to: null })).status).toBe(404);
    expect((await office.post(path, { to: null })).body).toEqual({ number, assignedTo: null });
    expect((await office.post(path, {})).status).toBe(422);
    // What was done under a name stays done when they have left.
    await gateway.gateway.core.database.query(`UPDATE user_account SET tenant = 'badung' WHERE id = $1`, [id]);
    expect((await office.post(path, { to: id })).body).toMatchObject({ code: 'person-unknown' });
    expect(await office.post(path, { to: id, seen: null }, headers)).toMatchObject({ status: 200, body: { assignedTo: id } }); // prettier-ignore
  });

  it('is given to nobody who could do nothing with it', async () => {
    const { accounts } = gateway.gateway.core.accounts;
    const path = `/api/v1/tickets/${await taken('Pohon tumbang di Pagatan')}/assignee`;
    const [leader, officer, central, operator] = await Promise.all(
      (['leadership', 'officer', 'central-admin', 'operator'] as const).map((role) =>
        ConsoleClient.signIn(gateway, role, { signedOut: true }),
      ),
    );
    expect(await people()).toEqual(expect.arrayContaining([central?.id, operator?.id]));
    await accounts.disable(operator?.id ?? '');
    for (const id of [leader?.id, officer?.id, operator?.id]) {
      expect(await people()).not.toContain(id);
      expect(await office.post(path, { to: id })).toMatchObject({ status: 422, body: { code: 'person-unknown' } });
    }
    expect(await office.post(path, { to: central?.id })).toMatchObject({ body: { assignedTo: central?.id } });
  });

  it('says why it was decided so, what happened, what is due, and what may be the same', async () => {
    const one = await taken('Saya Siti Contoh: tiang listrik miring di depan Masjid Agung Batulicin', '0811-0000-0072');
    const two = await taken('Tiang listrik miring di depan Masjid Agung Batulicin', '0811-0000-0073');
    const { body } = await office.get(`/api/v1/tickets/${two}`);
    expect((body['decisions'] as { step: string }[]).map(({ step }) => step)).toEqual(expect.arrayContaining(['categorise', 'route'])); // prettier-ignore
    expect((body['events'] as { type: string }[])[0]).toMatchObject({ type: 'opened' });
    const deadlines = await until('the deadlines', async () => {
      const found = (await office.get(`/api/v1/tickets/${two}`)).body['deadlines'] as { step: string }[];
      return found.length > 0 && found;
    });
    expect(deadlines.map(({ step }) => step)).toContain('resolve');
    const repeats = await office.get(`/api/v1/tickets/${two}/repeats`);
    expect(repeats.body['repeats']).toMatchObject([{ number: one, mergedInto: null }]);
    expect(repeats.text).not.toContain('Siti');
    expect((await outsider.get(`/api/v1/tickets/${two}/repeats`)).status).toBe(404);
  });

  it('is split once under one name', async () => {
    const number = await taken('Jalan rusak dan lampu mati di Pagatan');
    const path = `/api/v1/tickets/${number}/split`;
    const headers = { 'idempotency-key': 'pisah-1' };
    const [first, again] = [await office.post(path, { text: 'Lampu mati' }, headers), await office.post(path, { text: 'Lampu mati' }, headers)]; // prettier-ignore
    expect([first.status, again.status]).toEqual([201, 200]);
    expect(first.body).toMatchObject({ from: number, number: expect.stringMatching(/^TBU-/) as string });
    expect(again.body).toEqual(first.body);
    expect((await outsider.post(path, { text: 'Lampu mati' })).status).toBe(404);
  });

  it('is corrected, and a correction taken back, once under one name', async () => {
    const [number, other] = [await taken('Sampah menumpuk di Simpang Empat'), await taken('Pohon tumbang di Satui')];
    const on = (what: string, body: object, name?: string): Promise<ApiAnswer> =>
      office.post(`/api/v1/tickets/${number}/${what}`, body, name === undefined ? {} : { 'idempotency-key': name });
    const twice = async (what: string, body: object): Promise<Record<string, unknown>> => {
      const [first, again] = [await on(what, body, `${what}-1`), await on(what, body, `${what}-1`)];
      expect([first.status, again.status, again.text]).toEqual([201, 200, first.text]);
      return first.body;
    };
    await on('category', { category: 'perizinan' });
    await twice('category', { category: 'sampah' });
    // Taken back twice, the first correction would be gone as well.
    expect(await twice('undo', {})).toMatchObject({ what: 'recategorised', to: { category: 'perizinan' } });
    expect((await office.get(`/api/v1/tickets/${number}`)).body).toMatchObject({ category: 'perizinan' });
    await twice('route', { agency: 'satpol-pp' });
    await twice('merge', { into: other });
    expect(await twice('unmerge', {})).toMatchObject({ number, leader: other });
    expect((await on('merge', { into: number }, 'merge-1')).body).toMatchObject({ code: 'nonce-reused' });
    const given = await twice('references', { system: 'manual-lapor', reference: '88071' });
    expect(given).toEqual({ number, reference: '88071', repeated: false, task: null });
    const kept = await gateway.gateway.core.database.query(`SELECT answer::text FROM api_request`);
    expect(JSON.stringify(kept)).not.toContain('88071');
  });

  it('has notes, each written once under one name', async () => {
    const number = await taken('Papan nama jalan hilang');
    const path = `/api/v1/tickets/${number}/notes`;
    const headers = { 'idempotency-key': 'catatan-1' };
    const first = await office.post(path, { text: 'Sudah ditelepon.' }, headers);
    const again = await office.post(path, { text: 'Sudah ditelepon.' }, headers);
    expect([first.status, again.status, again.body]).toEqual([201, 200, first.body]);
    expect((await office.post(path, { text: 'lain' }, headers)).body).toMatchObject({ code: 'nonce-reused' });
    expect((await office.post(path, { text: ' ' })).body).toMatchObject({ code: 'note-empty' });
    expect((await office.get(path)).body['notes']).toMatchObject([{ text: 'Sudah ditelepon.', by: expect.stringMatching(/^api-key:/) as string }]); // prettier-ignore
    expect((await outsider.get(path)).status).toBe(404);
    expect((await office.get(`/api/v1/tickets/${number}`)).text).not.toContain('ditelepon');
    await office.post(path, { text: 'Siti Contoh minta ditelepon di 0811-0000-0071.' });
    const narrow = await client('tanah-bumbu', ['notes:read']);
    expect((await narrow.get(path)).body['notes']).toMatchObject([{ text: 'Sudah ditelepon.' }, { text: '[…] minta ditelepon di […].' }]); // prettier-ignore
  });

  it('waits for what its reporter is asked, goes on without it, and is ended and opened again', async () => {
    const number = await taken('Bangku halte patah');
    const at = `/api/v1/tickets/${number}`;
    const headers = { 'idempotency-key': 'tanya-1' };
    const asked = await office.post(`${at}/questions`, { text: 'Halte yang mana?' }, headers);
    expect([asked.status, asked.body]).toMatchObject([201, { number, state: 'awaiting-citizen' }]);
    expect((await office.post(`${at}/questions`, { text: 'Halte yang mana?' }, headers)).body).toEqual(asked.body);
    const sent = await gateway.gateway.core.database.query(`SELECT o.id FROM outbound_message o JOIN ticket t ON t.id = o.ticket_id WHERE t.number = $1 AND o.purpose = 'question'`, [number]); // prettier-ignore
    expect(sent).toHaveLength(1);
    expect((await office.post(`${at}/resume`)).body).not.toMatchObject({ state: 'awaiting-citizen' });
    expect((await office.post(`${at}/close`)).body).toMatchObject({ code: 'transition-refused' });
    const told = await office.post(`${at}/archive`, { reason: 'outside-authority', text: 'Ini urusan provinsi.' });
    expect([told.status, told.body]).toMatchObject([
      201,
      { state: 'archived', outboundId: expect.any(String) as string },
    ]);
    expect((await office.post(`${at}/archive`, { reason: 'abusive', text: 'x' })).body).toMatchObject({ code: 'archive-text-unsent' }); // prettier-ignore
    expect((await office.post(`${at}/reopen`)).body).toEqual({ number, state: 'reopened' });
    await office.post(`${at}/answers`, { text: 'Sudah diganti.' });
    expect((await office.post(`${at}/close`)).body).toEqual({ number, state: 'closed' });
    expect((await outsider.post(`${at}/reopen`)).status).toBe(404);
  });
});

describe('what was sent with it', () => {
  it('is there for who may know who reported; a photo gives its place, once', async () => {
    const photo = (await phonePhoto({ place: { latitude: -3.45, longitude: 115.99 } })).toString('base64');
    const reporter = { name: 'Siti Contoh', phone: '0811-0000-0079' };
    const attachments = [{ filename: 'siti.jpg', base64: photo }];
    const { body } = await office.post('/api/v1/tickets', { channelId: 'manual-tanahbumbu', text: 'Talut longsor', reporter, attachments }); // prettier-ignore
    const number = String(body['number']);
    const at = `/api/v1/tickets/${number}`;
    const file = await until('the photo', async () => {
      const { files } = (await office.get(`${at}/files`)).body as { files: { id: string; picture: boolean }[] };
      return files.find(({ picture }) => picture);
    });
    expect(file).toMatchObject({ from: 'citizen', contentType: 'image/jpeg', state: 'stored', offersPlace: { latitude: expect.closeTo(-3.45) as number } }); // prettier-ignore
    const picture = await office.get(`${at}/files/${file.id}/picture`);
    expect([picture.status, picture.headers.get('content-type')]).toEqual([200, 'image/jpeg']);
    expect(picture.text).not.toContain('Telepon-Rahasia');
    const original = await office.get(`${at}/files/${file.id}`);
    expect(original.text).toContain('Telepon-Rahasia');
    expect(original.headers.get('content-disposition')).toMatch(/^attachment/);
    const looks = await gateway.gateway.core.database.query(`SELECT action FROM access_log WHERE subject_id = $1`, [file.id]); // prettier-ignore
    expect(looks).toEqual([{ action: 'attachment-original' }]);
    const other = await taken('Pagar roboh');
    expect((await office.get(`/api/v1/tickets/${other}/files/${file.id}`)).status).toBe(404);
    expect((await office.get(`/api/v1/tickets/${other}/files/${file.id}/picture`)).status).toBe(404);
    expect((await outsider.get(`${at}/files/${file.id}`)).status).toBe(404);
    expect((await office.post(`/api/v1/tickets/${other}/place`, { file: file.id })).body).toMatchObject({ code: 'location-not-offered' }); // prettier-ignore
    const headers = { 'idempotency-key': 'tempat-1' };
    const placed = await office.post(`${at}/place`, { file: file.id }, headers);
    expect([placed.status, placed.body]).toMatchObject([201, { number, longitude: expect.closeTo(115.99) as number }]);
    expect(await office.post(`${at}/place`, { file: file.id }, headers)).toMatchObject({ status: 200, body: placed.body }); // prettier-ignore
    expect((await office.get(at)).body).toMatchObject({ place: { latitude: expect.closeTo(-3.45) as number } });
    await office.post(`${at}/answers`, { text: 'Terlampir.', attachments: [{ filename: 'surat.jpg', base64: photo }] });
    const { files } = (await office.get(`${at}/files`)).body as { files: { id: string; from: string }[] };
    const sent = files.find(({ from }) => from === 'office');
    expect((await office.get(`${at}/files/${sent?.id ?? ''}`)).headers.get('content-disposition')).toContain('surat.jpg');
  }); // prettier-ignore
});

describe('a look before', () => {
  it('shows what an agency would see, and what an answer comes to; nothing is done', async () => {
    const number = await taken('Saya Siti Contoh, 0811-0000-0071: jembatan gantung miring');
    const at = `/api/v1/tickets/${number}`;
    const seen = await office.post(`${at}/dispatches/preview`, { agency: 'pupr', note: 'Segera.' });
    expect(seen).toMatchObject({ status: 200, body: { number, agency: 'pupr', note: 'Segera.', reporter: 'known' } });
    expect((await office.post(`${at}/dispatches/preview`, { agency: 'tidak-ada' })).body).toMatchObject({ code: 'agency-unknown' }); // prettier-ignore
    expect((await office.get(`/api/v1/dispatches?number=${number}`)).body).toMatchObject({ dispatches: [] });
    const measured = await office.post(`${at}/answers/measure`, { text: 'Sudah.' });
    expect(measured).toMatchObject({ status: 200, body: { characters: 6, task: 'call', segments: null } });
    expect((await office.post(`${at}/answers/measure`, { text: '' })).status).toBe(422);
    await gateway.send('+6281100000078', 'TANAHBUMBU trotoar depan kantor pos rusak');
    const [, byText = ''] = /(TBU-\d+)/.exec((await gateway.replyTo('+6281100000078')).text) ?? [];
    const sms = await office.post(`/api/v1/tickets/${byText}/answers/measure`, { text: 'Sudah.' });
    expect(sms.body).toMatchObject({ channelId: 'sms-1708', segments: 1, task: null });
    expect((await outsider.post(`${at}/answers/measure`, { text: 'Sudah.' })).status).toBe(404);
  });

  it('gives no name, address or other system away to who may not know who reported', async () => {
    const landmark = 'Siti Contoh, depan SDN 1';
    const reporter = { name: 'Siti Contoh', phone: '0811-0000-0071' };
    const { body } = await office.post('/api/v1/tickets', { channelId: 'manual-tanahbumbu', text: 'Atap bocor', reporter, place: { landmark } }); // prettier-ignore
    const at = `/api/v1/tickets/${String(body['number'])}`;
    await office.post(`${at}/references`, { system: 'manual-lapor', reference: '88079' });
    expect((await office.get(at)).body).toMatchObject({ place: { landmark }, references: [{ reference: '88079' }] });
    const narrow = await client('tanah-bumbu', ['tickets:read']);
    expect((await narrow.get(at)).body).toMatchObject({ place: { landmark: '[…], depan SDN 1' }, references: [] });
    expect((await narrow.get(at)).text).not.toMatch(/Siti|88079/);
  });

  it('and a task is closed once under one name', async () => {
    const { body } = await office.post(`/api/v1/tickets/${await taken('Rambu hilang')}/answers`, { text: 'Sudah.' });
    const path = `/api/v1/tasks/${String(body['outboundId'])}/done`;
    const headers = { 'idempotency-key': 'telepon-1' };
    const first = await office.post(path, {}, headers);
    expect([first.status, first.body]).toMatchObject([200, { state: 'done' }]);
    expect(await office.post(path, {}, headers)).toMatchObject({ status: 200, body: first.body });
    expect((await office.post(path, {})).body).toMatchObject({ code: 'task-closed' });
  });
});

describe('reports', () => {
  it('are made once under one name, and the published months are there as figures', async () => {
    const wish = { kind: 'monthly', period: '2026-10' };
    const headers = { 'idempotency-key': 'rekap-1' };
    expect((await office.get('/api/v1/statistics')).status).toBe(404);
    const ordered = await office.post('/api/v1/reports/orders', wish, headers);
    expect(ordered.status).toBe(201);
    expect((await office.post('/api/v1/reports/orders', wish, headers)).body).toEqual(ordered.body);
    const path = `/api/v1/reports/orders/${String(ordered.body['id'])}`;
    const made = await until('the report', async () => {
      const { body } = await office.get(path);
      return body['state'] === 'made' && body;
    });
    const { reports } = (await office.get('/api/v1/reports?kind=monthly')).body as { reports: object[] };
    expect(reports).toMatchObject([{ id: made['reportId'], edition: 1 }]);
    expect((await outsider.get(path)).status).toBe(404);
    const { body } = await office.get('/api/v1/statistics?month=2026-10');
    expect(body).toMatchObject({ tenant: 'tanah-bumbu', month: '2026-10', months: ['2026-10'] });
    expect((await office.get('/api/v1/statistics?month=2026-09')).status).toBe(404);
    const wrong = await office.post('/api/v1/reports/orders', { kind: 'monthly', period: '2026' });
    expect([wrong.status, wrong.body['errors']]).toMatchObject([422, [{ field: 'period', code: 'period-unfit' }]]);
  });
});
