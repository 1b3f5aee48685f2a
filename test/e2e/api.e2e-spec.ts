import { openReports } from '../../src/app/open-reports.js';
import { dayIn, periodOf } from '../../src/reports/period.js';
import { ReportLinks } from '../../src/reports/report-links.js';
import { ApiKeys, SCOPES, type Scope } from '../../src/api/api-keys.js';
import { systemClock } from '../../src/observability/clock.js';
import { TestGateway } from '../kit/gateway.js';

let gateway: TestGateway;
let keys: ApiKeys;
let everything: string;
let badung: string;
beforeAll(async () => {
  gateway = await TestGateway.start();
  const { database, keys: ring } = gateway.gateway.core;
  keys = new ApiKeys({ database, keys: ring, clock: systemClock });
  everything = await keyOf({});
  badung = await keyOf({ tenant: 'badung' });
}, 60_000);
afterAll(() => gateway.stop());

async function keyOf(change: { tenant?: string; scopes?: readonly Scope[]; expiresAt?: Date; ratePerMinute?: number }): Promise<string> {
  return (await keys.create({ name: 'uji', scopes: SCOPES, ratePerMinute: 10_000, ...change })).key;
} // prettier-ignore

interface Answer {
  status: number;
  headers: Headers;
  body: Record<string, unknown>;
  text: string;
}

async function call(
  method: string,
  path: string,
  { key = everything, body, headers = {} }: { key?: string; body?: unknown; headers?: Record<string, string> } = {},
): Promise<Answer> {
  const answer = await fetch(path.startsWith('http') ? path : gateway.url + path, {
    method,
    headers: {
      ...(key === '' ? {} : { authorization: `Bearer ${key}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await answer.text();
  const json = (answer.headers.get('content-type') ?? '').includes('json');
  return { status: answer.status, headers: answer.headers, text, body: json ? (JSON.parse(text) as Record<string, unknown>) : {} };
} // prettier-ignore

const entry = (change: Record<string, unknown> = {}) => ({
  channelId: 'manual-tanahbumbu',
  text: 'Jalan berlubang di depan SDN 1 Batulicin',
  reporter: { name: 'Siti Contoh', phone: '0811-0000-0061', postalAddress: 'Gang Kenanga 17' },
  ...change,
});

describe('a complaint taken down through the API', () => {
  it('gives number and tracking code at once, is answered by a call, and is followed up', async () => {
    const taken = await call('POST', '/api/v1/tickets', { body: entry() });
    expect([taken.status, taken.body]).toMatchObject([
      201,
      { state: 'ticket', number: expect.stringMatching(/^TBU-\d{6}$/) as string, repeated: false, tenant: 'tanah-bumbu' },
    ]); // prettier-ignore
    const number = String(taken.body['number']);
    expect(taken.body['trackingCode']).toMatch(/^[0-9A-Z]{4}-/);
    expect(String(taken.body['say'])).toContain(number);

    const answered = await call('POST', `/api/v1/tickets/${number}/answers`, { body: { text: 'Sudah ditambal.' } });
    expect([answered.status, answered.body]).toMatchObject([201, { task: 'call', repeated: false }]);
    const id = String(answered.body['outboundId']);
    const listed = await call('GET', '/api/v1/tasks?method=call&tenant=tanah-bumbu');
    expect(listed.body['tasks']).toEqual([expect.objectContaining({ id, number, state: 'open' })]);
    expect(listed.text).not.toMatch(/Siti|81100000061|Kenanga|ditambal/);
    expect((await call('GET', `/api/v1/tasks/${id}`)).body).toMatchObject({
      text: 'Sudah ditambal.',
      recipient: { name: 'Siti Contoh', phone: '+6281100000061' },
      letterUrl: null,
    });
    expect((await call('POST', `/api/v1/tasks/${id}/done`, { body: { result: 'not-reached' } })).body).toMatchObject({ state: 'open', attempts: 1 }); // prettier-ignore
    expect((await call('POST', `/api/v1/tasks/${id}/done`, { body: {} })).body).toMatchObject({ state: 'done', attempts: 2 }); // prettier-ignore
    expect(await call('POST', `/api/v1/tasks/${id}/done`, { body: {} })).toMatchObject({ status: 409, body: { code: 'task-closed' } }); // prettier-ignore

    const more = await call('POST', '/api/v1/tickets', {
      body: entry({ followUpTo: number, text: 'masih berlubang' }),
    });
    expect([more.status, more.body]).toMatchObject([200, { state: 'follow-up', number, trackingCode: null }]);
    const shown = await call('GET', `/api/v1/tickets/${number}`);
    expect((shown.body['messages'] as { text: string; state: string }[]).map(({ text, state }) => [text, state])).toEqual(
      expect.arrayContaining([['Sudah ditambal.', 'delivered'], ['masih berlubang', 'follow-up']]),
    ); // prettier-ignore
    expect((await gateway.reconcile()).ok).toBe(true);
  });

  it('is overruled through the API: of its own office, with the reason of a refusal, and undone', async () => {
    const [one, two] = await Promise.all(['Jalan rusak', 'Jalan rusak sekali'].map(async (text) =>
      String((await call('POST', '/api/v1/tickets', { body: entry({ text }) })).body['number']),
    )); // prettier-ignore
    const on = (number: string | undefined, what: string, body: unknown = {}, key = everything) =>
      call('POST', `/api/v1/tickets/${number ?? ''}/${what}`, { body, key });
    expect(await on(one, 'category', { category: 'sampah' })).toMatchObject({ status: 201, body: { to: { category: 'sampah' } } }); // prettier-ignore
    expect(await on(one, 'category', { category: 'tidak-ada' })).toMatchObject({ status: 422, body: { code: 'category-unknown' } }); // prettier-ignore
    expect(await on(one, 'route', { agency: 'perhubungan' })).toMatchObject({ status: 201, body: { to: { agency: 'perhubungan' } } }); // prettier-ignore
    expect(await on(one, 'merge', { into: two })).toMatchObject({ status: 201, body: { leader: two } });
    expect((await call('GET', `/api/v1/tickets/${one ?? ''}`)).body).toMatchObject({
      state: 'merged',
      mergedInto: two,
    });
    expect(await on(one, 'undo')).toMatchObject({ status: 201, body: { what: 'merged', other: two } });
    expect(await on(one, 'unmerge')).toMatchObject({ status: 409, body: { code: 'not-merged' } });
    expect(await on(one, 'split', { text: 'Lampu mati' })).toMatchObject({ status: 201, body: { from: one } });
    expect(await on(one, 'references', { system: 'manual-lapor', reference: '88001' })).toMatchObject({ status: 201, body: { repeated: false } }); // prettier-ignore
    expect(await on(two, 'references', { system: 'manual-lapor', reference: '88001' })).toMatchObject({ status: 409, body: { code: 'reference-taken' } }); // prettier-ignore
    expect(await on(one, 'undo', {}, badung)).toMatchObject({ status: 404, body: { code: 'ticket-unknown' } });
    const without = await keyOf({ scopes: SCOPES.filter((scope) => scope !== 'tickets:manage') });
    expect(await on(one, 'undo', {}, without)).toMatchObject({ status: 403, body: { code: 'scope-missing' } });
  });

  it('is taken once under one Idempotency-Key, and not under it with other words', async () => {
    const headers = { 'idempotency-key': 'formulir-1' };
    const body = entry({ text: 'Lampu jalan mati di Simpang Empat' });
    const answers = await Promise.all([1, 2, 3].map(() => call('POST', '/api/v1/tickets', { body, headers })));
    expect(new Set(answers.map(({ body: { number } }) => number)).size).toBe(1);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 200, 201]);
    expect(await call('POST', '/api/v1/tickets', { body: entry({ text: 'lain' }), headers })).toMatchObject({
      status: 422,
      body: { code: 'nonce-reused' },
    });
    // Another program's key of the same name is another one.
    const other = await keyOf({});
    expect((await call('POST', '/api/v1/tickets', { body, headers, key: other })).status).toBe(201);
  });

  it('says which ticket has a number of SP4N-LAPOR!, and to another office only that one has', async () => {
    const lapor = {
      channelId: 'manual-lapor',
      tenant: 'badung',
      text: 'Sampah menumpuk di Kuta',
      reference: '1234567',
    };
    const taken = await call('POST', '/api/v1/tickets', { body: entry(lapor) });
    const number = String(taken.body['number']);
    expect(number).toMatch(/^BDG-/);
    const again = entry({ ...lapor, text: 'Sampah lagi', reference: '#1234 567' });
    const known = await call('POST', '/api/v1/tickets', { body: again });
    expect(known).toMatchObject({ status: 409, body: { code: 'reference-known', number } });
    const bangli = await keyOf({ tenant: 'bangli' });
    const hidden = await call('POST', '/api/v1/tickets', { body: { ...again, tenant: 'bangli' }, key: bangli });
    expect(hidden).toMatchObject({ status: 409, body: { code: 'reference-elsewhere' } });
    expect(hidden.text).not.toContain(number);
    expect((await call('GET', `/api/v1/tickets/${number}`)).body).toMatchObject({
      replyMethod: 'relay',
      references: [{ system: 'manual-lapor', reference: '1234567' }],
    });
  });

  it('is printed as a letter by a signed link that says nothing and runs out', async () => {
    const taken = await call('POST', '/api/v1/tickets', { body: entry({ channelId: 'manual-tanahbumbu-surat', text: 'Jembatan gantung rusak' }) }); // prettier-ignore
    const number = String(taken.body['number']);
    const answered = await call('POST', `/api/v1/tickets/${number}/answers`, { body: { text: 'Kami <perbaiki>.\n\nSegera.' } }); // prettier-ignore
    const id = String(answered.body['outboundId']);
    const { letterUrl } = (await call('GET', `/api/v1/tasks/${id}`)).body;
    expect(String(letterUrl)).not.toMatch(/Siti|Kenanga|811/);
    const letter = await call('GET', String(letterUrl), { key: '' });
    expect(letter.status).toBe(200);
    expect(letter.headers.get('cache-control')).toBe('no-store');
    expect(letter.text).toContain('PEMERINTAH KABUPATEN TANAH BUMBU');
    expect(letter.text).toContain(number);
    expect(letter.text).toContain('Siti Contoh\nGang Kenanga 17');
    expect(letter.text).toContain('Kami &lt;perbaiki>.');
    const url = String(letterUrl);
    const forged = url.replace(/\.[^.]+$/, `.${'A'.repeat(43)}`);
    expect(await call('GET', forged, { key: '' })).toMatchObject({ status: 403, body: { code: 'link-invalid' } });
    const parts = url.split('.');
    parts[parts.length - 3] = 'zzzzzzzzz';
    expect((await call('GET', parts.join('.'), { key: '' })).status).toBe(403);
    const looks = await gateway.gateway.core.database.query(`SELECT action FROM access_log WHERE subject_id = $1 ORDER BY at, id`, [id]); // prettier-ignore
    expect(looks).toEqual([{ action: 'task-recipient' }, { action: 'letter' }]);
  });

  it('says everything that is wrong, field by field, in the language that is asked for', async () => {
    const body = entry({ text: '', color: 'red', reporter: { phone: 5, nik: 1 }, attachments: [{ base64: '***' }] });
    const shape = await call('POST', '/api/v1/tickets', { body });
    expect(shape.headers.get('content-type')).toContain('application/problem+json');
    expect((shape.body['errors'] as { field: string }[]).map(({ field }) => field)).toEqual(
      expect.arrayContaining(['color', 'reporter.phone', 'reporter.nik']),
    );
    const wrong = { text: '…', saidAt: 'kemarin', reporter: { phone: '12' }, place: { villageCode: '9999999999' }, category: 'x', replyBy: 'sms' }; // prettier-ignore
    const id = await call('POST', '/api/v1/tickets', { body: entry(wrong) });
    const en = await call('POST', '/api/v1/tickets', { body: entry(wrong), headers: { 'accept-language': 'en' } });
    expect(id.status).toBe(422);
    const fields = (answer: Answer): string[] => (answer.body['errors'] as { field: string }[]).map(({ field }) => field); // prettier-ignore
    expect(fields(id)).toEqual(['text', 'category', 'saidAt', 'place.villageCode', 'reporter.phone', 'reporter.phone']);
    expect([id.body['title'], en.body['title']]).toEqual([
      'Ada isian yang belum benar; tidak ada yang disimpan.',
      'Some fields are not right; nothing was kept.',
    ]);
    const files = entry({ attachments: [{ base64: 'aGk=' }, { base64: 'no base64!' }] });
    expect((await call('POST', '/api/v1/tickets', { body: files })).body['errors']).toEqual([
      expect.objectContaining({ field: 'attachments[1].base64', code: 'base64' }),
    ]);
  });
});

describe('a key', () => {
  it.each<[string, () => Promise<string> | string, number, string]>([
    ['missing', () => '', 401, 'key-missing'],
    ['made up', () => `ktg_${'A'.repeat(43)}`, 401, 'key-unknown'],
    ['not even like one', () => 'secret', 401, 'key-unknown'],
    ['cut by a letter', () => everything.slice(0, -1), 401, 'key-unknown'],
    ['expired', () => keyOf({ expiresAt: new Date(Date.now() - 1_000) }), 401, 'key-expired'],
    ['of another scope', () => keyOf({ scopes: ['tickets:write', 'channels:read'] }), 403, 'scope-missing'],
  ])('%s lets nobody in', async (_name, make, status, code) => {
    const key = await make();
    const answer = await call('GET', '/api/v1/tickets', { key });
    expect(answer).toMatchObject({ status, body: { code, status } });
    if (status === 401) expect(answer.headers.get('www-authenticate')).toContain('Bearer');
    if (key.length > 8) expect(answer.text + JSON.stringify(gateway.logs.lines)).not.toContain(key.slice(4));
  });

  it('works no more once it is revoked', async () => {
    const { id, key } = await keys.create({ name: 'uji', scopes: ['channels:read'] });
    expect((await call('GET', '/api/v1/channels', { key })).status).toBe(200);
    await keys.revoke(id);
    expect(await call('GET', '/api/v1/channels', { key })).toMatchObject({
      status: 401,
      body: { code: 'key-revoked' },
    });
    const listed = (await keys.list()).find((each) => each.id === id);
    expect(listed?.lastUsedAt).toBeInstanceOf(Date);
    const rows = await gateway.gateway.core.database.query<{ line: string }>(
      'SELECT (k.*)::text AS line FROM api_key k',
    );
    expect(JSON.stringify(rows)).not.toContain(key.slice(4));
  });

  it('may ask so often and no more', async () => {
    const key = await keyOf({ ratePerMinute: 2 });
    const statuses: number[] = [];
    for (let round = 0; round < 3; round += 1) statuses.push((await call('GET', '/api/v1/channels', { key })).status);
    expect(statuses).toEqual([200, 200, 429]);
    expect((await call('GET', '/api/v1/channels', { key })).headers.get('retry-after')).toMatch(/^\d+$/);
  });

  it("of one office finds nothing of another's: 404, and not 403", async () => {
    const { body } = await call('POST', '/api/v1/tickets', { body: entry({ text: 'Pohon tumbang di jalan' }) });
    const number = String(body['number']);
    const answered = await call('POST', `/api/v1/tickets/${number}/answers`, { body: { text: 'Sudah.' } });
    const task = String(answered.body['outboundId']);
    const there = await call('GET', '/api/v1/tickets/BDG-999999', { key: badung });
    for (const [method, path] of [['GET', `/api/v1/tickets/${number}`], ['GET', `/api/v1/tasks/${task}`]] as const) {
      const answer = await call(method, path, { key: badung });
      expect([answer.status, answer.body['title']]).toEqual([404, there.body['title']]);
    } // prettier-ignore
    expect((await call('POST', `/api/v1/tickets/${number}/answers`, { key: badung, body: { text: 'x' } })).status).toBe(
      404,
    );
    expect((await call('POST', `/api/v1/tasks/${task}/done`, { key: badung, body: {} })).status).toBe(404);
    expect((await call('GET', '/api/v1/tickets?tenant=tanah-bumbu', { key: badung })).body['tickets']).toEqual([]);
    expect((await call('GET', '/api/v1/tickets', { key: badung })).text).not.toContain('TBU-');
    expect((await call('GET', '/api/v1/tasks', { key: badung })).text).not.toContain('TBU-');
    expect((await call('GET', '/api/v1/channels', { key: badung })).text).not.toContain('manual-tanahbumbu');
    const foreign = await call('POST', '/api/v1/tickets', { key: badung, body: entry() });
    expect(foreign).toMatchObject({ status: 422, body: { errors: [{ field: 'tenant' }] } });
  });
});

describe('promise 7: identities', () => {
  it('are shown with the scope for them alone, and each look is recorded first', async () => {
    const { body } = await call('POST', '/api/v1/tickets', {
      body: entry({ text: 'Air PDAM keruh di Batulicin. Siti Contoh, 0811 0000 0061' }),
    });
    const number = String(body['number']);
    const plain = await keyOf({ scopes: SCOPES.filter((scope) => scope !== 'identities:read') });
    const looks = async (): Promise<number> => {
      const [row] = await gateway.gateway.core.database.query<{ n: number }>(
        "SELECT count(*)::int AS n FROM access_log l JOIN ticket t ON t.id = l.ticket_id WHERE t.number = $1 AND action = 'reporter'",
        [number],
      );
      return row?.n ?? 0;
    };
    const unseen = await call('GET', `/api/v1/tickets/${number}`, { key: plain });
    expect(unseen.text).not.toMatch(/Siti|81100000061|Kenanga/);
    expect([unseen.body['reporter'], await looks()]).toEqual([undefined, 0]);
    const seen = await call('GET', `/api/v1/tickets/${number}`);
    expect(seen.body['reporter']).toMatchObject({ name: 'Siti Contoh', address: '+6281100000061' });
    expect(await looks()).toBe(1);
    expect(JSON.stringify(gateway.logs.lines)).not.toMatch(/Siti|81100000061|Kenanga/);
  });
});

describe('the API', () => {
  it('gives pages that neither miss nor repeat while tickets come in', async () => {
    for (const text of ['satu', 'dua', 'tiga']) await call('POST', '/api/v1/tickets', { body: entry({ text: `Jalan rusak ${text}` }) }); // prettier-ignore
    const numbers: string[] = [];
    let path = '/api/v1/tickets?limit=2&tenant=tanah-bumbu';
    for (;;) {
      const { body } = await call('GET', path);
      numbers.push(...(body['tickets'] as { number: string }[]).map(({ number }) => number));
      if (numbers.length === 2) await call('POST', '/api/v1/tickets', { body: entry({ text: 'Jalan rusak empat' }) });
      const next = body['next'] as string | null;
      if (next === null) break;
      path = `/api/v1/tickets?limit=2&tenant=tanah-bumbu&after=${next}`;
    }
    const all = (await gateway.queries.list({ tenant: 'tanah-bumbu' })).map(({ number }) => number);
    expect(numbers).toEqual(all.slice(1));
    expect((await call('GET', '/api/v1/tickets?after=x')).status).toBe(422);
    expect((await call('GET', '/api/v1/tickets?limit=0')).status).toBe(422);
  });

  it.each([
    ['a body that is no JSON', 'POST', '/api/v1/tickets', '{', 400, 'bad-request'],
    ['a path that is not there', 'GET', '/api/v1/nowhere', undefined, 404, 'not-found'],
    ['an id that is none', 'GET', '/api/v1/tasks/1', undefined, 422, 'invalid'],
    ['an oversize body', 'POST', '/api/v1/tickets', JSON.stringify({ text: 'x'.repeat(8_500_000) }), 413, 'too-large'],
  ])('answers %s with a problem', async (_name, method, path, body, status, code) => {
    const answer = await call(method, path, { body });
    expect(answer).toMatchObject({ status, body: { code, status } });
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
  });

  it('gives out reports to their own office, each form as itself, and single ones by a signed link', async () => {
    const { core } = gateway.gateway;
    const reports = openReports(core, systemClock);
    const period = periodOf('day', dayIn(systemClock.now(), 'WITA'));
    const made = await reports.make({ tenant: 'tanah-bumbu', type: 'daily', period, by: 'cli' });
    const id = made?.id ?? '';
    const { body } = await call('GET', '/api/v1/reports?kind=daily&tenant=tanah-bumbu');
    expect(body['reports']).toEqual([made]);
    expect((await call('GET', '/api/v1/reports', { key: badung })).body).toEqual({ reports: [] });
    expect((await call('GET', '/api/v1/reports?kind=weekly')).status).toBe(422);
    expect((await call('GET', `/api/v1/reports/${id}.json`)).body).toMatchObject({
      type: 'daily',
      tenant: 'tanah-bumbu',
    });
    expect((await call('GET', `/api/v1/reports/${id}.xlsx`)).headers.get('content-disposition')).toMatch(/^attachment; filename="tanah-bumbu-daily-.*\.xlsx"$/); // prettier-ignore
    for (const file of [`${id}.pdf`, id, `${id}.json.json`, 'x.html'])
      expect([file, (await call('GET', `/api/v1/reports/${file}`)).status]).toEqual([file, 404]);
    expect((await call('GET', `/api/v1/reports/${id}.html`, { key: badung })).status).toBe(404);
    const narrow = await keyOf({ scopes: ['tickets:read'] });
    expect((await call('GET', `/api/v1/reports/${id}.html`, { key: narrow })).status).toBe(403);
    const links = new ReportLinks({ keys: core.keys, clock: systemClock, publicUrl: gateway.url });
    const page = await call('GET', links.make({ id, format: 'html' }), { key: '' });
    expect(page).toMatchObject({ status: 200 });
    expect(page.text).toContain('Laporan Harian Layanan Informasi dan Pengaduan');
    expect(page.headers.get('content-security-policy')).toMatch(/style-src 'sha256-/);
    expect((await call('GET', `${links.make({ id, format: 'html' })}x`, { key: '' })).status).toBe(403);
  });

  it('is described as it is: every member of its answers', async () => {
    const { body } = await call('GET', '/api/docs/openapi.json', { key: '' });
    const schemas = (body['components'] as { schemas: Record<string, { properties: object; required?: string[] }> }).schemas; // prettier-ignore
    const check = (name: string, value: object | undefined): void => {
      const schema = schemas[name];
      expect([name, Object.keys(value ?? {}).filter((key) => !(key in (schema?.properties ?? {})))]).toEqual([
        name,
        [],
      ]);
      expect([name, (schema?.required ?? []).filter((key) => !(key in (value ?? {})))]).toEqual([name, []]);
    };
    const taken = (await call('POST', '/api/v1/tickets', { body: entry({ text: 'Got mampet' }) })).body;
    check('EntryAnswer', taken);
    const number = String(taken['number']);
    const ticket = (await call('GET', `/api/v1/tickets/${number}`)).body;
    check('TicketAnswer', ticket);
    check('MessageLine', (ticket['messages'] as object[])[0]);
    check('TicketPlace', ticket['place'] as object);
    check('ReporterAnswer', ticket['reporter'] as object);
    const answered = (await call('POST', `/api/v1/tickets/${number}/answers`, { body: { text: 'Sudah.' } })).body;
    check('AnswerAccepted', answered);
    const task = (await call('GET', `/api/v1/tasks/${String(answered['outboundId'])}`)).body;
    check('TaskAnswer', task);
    check('TaskLine', (await call('POST', `/api/v1/tasks/${String(answered['outboundId'])}/done`, { body: {} })).body);
    const page = (await call('GET', '/api/v1/tickets')).body;
    check('TicketPage', page);
    check('ListedTicket', (page['tickets'] as object[])[0]);
    const measured = await call('POST', `/api/v1/tickets/${number}/answers/measure`, { body: { text: 'Sudah.' } });
    check('MeasuredAnswer', measured.body);
    const preview = await call('POST', `/api/v1/tickets/${number}/dispatches/preview`, { body: { agency: 'pupr' } });
    check('AgencySight', preview.body);
    const refused = (await call('POST', `/api/v1/tickets/${number}/answers`, { body: { text: 5 } })).body;
    check('ProblemBody', refused);
    check('ProblemField', (refused['errors'] as object[])[0]);
    check('ChannelAnswer', ((await call('GET', '/api/v1/channels')).body['channels'] as object[])[0]);
  });

  it('has a page that says so, under the policy of every other page', async () => {
    const page = await call('GET', '/api/docs', { key: '' });
    expect(page.status).toBe(200);
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(page.text).toContain('POST /api/v1/tickets');
    // What a refusal's `type` names is there.
    const { type } = (await call('GET', '/api/v1/tickets/TBU-999999')).body;
    expect(page.text).toContain(`id="${String(type).replace('/api/docs#', '')}"`);
    expect(page.text).not.toMatch(/<script|style=/);
  });
});
