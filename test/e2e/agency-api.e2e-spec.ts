import { ApiKeys, SCOPES, type NewApiKey } from '../../src/api/api-keys.js';
import { systemClock } from '../../src/observability/clock.js';
import { ApiClient, type ApiAnswer } from '../kit/api-client.js';
import { TestGateway } from '../kit/gateway.js';
import { phonePhoto } from '../kit/pictures.js';
import { until } from '../kit/wait.js';

/** Dispatching by `/api/v1`: by programs of the office, and by an agency's own system. */
let gateway: TestGateway;
let keys: ApiKeys;
let office: ApiClient;
let pupr: ApiClient;
let perkim: ApiClient;
beforeAll(async () => {
  gateway = await TestGateway.start();
  const { database, keys: ring } = gateway.gateway.core;
  keys = new ApiKeys({ database, keys: ring, clock: systemClock });
  office = await client({ tenant: 'tanah-bumbu', scopes: SCOPES });
  const agencyKey = { tenant: 'tanah-bumbu', scopes: ['dispatches:read', 'responses:write'] } as const;
  pupr = await client({ ...agencyKey, agency: 'pupr' });
  perkim = await client({ ...agencyKey, agency: 'perkim' });
}, 60_000);
afterAll(() => gateway.stop());

async function client(key: Omit<NewApiKey, 'name'>): Promise<ApiClient> {
  return new ApiClient(gateway.url, (await keys.create({ name: 'uji', ratePerMinute: 10_000, ...key })).key);
}

const REPORTER = { name: 'Siti Contoh', phone: '0811-0000-0061', postalAddress: 'Gang Kenanga 17' };

async function ticket(text = 'Jalan berlubang di depan SDN 1 Batulicin', more: object = {}): Promise<string> {
  const entry = { channelId: 'manual-tanahbumbu', text, reporter: REPORTER, ...more };
  return String((await office.post('/api/v1/tickets', entry)).body['number']);
}

async function handed(number: string, ...to: object[]): Promise<string[]> {
  const { status, body } = await office.post(`/api/v1/tickets/${number}/dispatches`, { to });
  expect(status).toBe(201);
  return (body['dispatches'] as { dispatchId: string }[]).map(({ dispatchId }) => dispatchId);
}

const on = (id: string | undefined, what = ''): string => `/api/v1/dispatches/${id ?? ''}${what}`;
const idsOf = ({ body }: ApiAnswer): string[] => (body['dispatches'] as { id: string }[]).map(({ id }) => id);

describe('the office, through its own program', () => {
  it('hands a ticket to several agencies, one in the lead, with a note and a deadline; all of them or none', async () => {
    const number = await ticket();
    const dueAt = new Date(Date.now() + 3 * 86_400_000).toISOString();
    const path = `/api/v1/tickets/${number}/dispatches`;
    const none = await office.post(path, { to: [{ agency: 'pupr' }, { agency: 'tidak-ada' }] });
    expect(none).toMatchObject({ status: 422, body: { code: 'agency-unknown' } });
    expect(idsOf(await office.get(`/api/v1/dispatches?number=${number}`))).toEqual([]);
    const leads = {
      to: [
        { agency: 'pupr', lead: true },
        { agency: 'perkim', lead: true },
      ],
    };
    expect(await office.post(path, leads)).toMatchObject({ status: 422, body: { errors: [{ field: 'to', code: 'oneLead' }] } }); // prettier-ignore
    expect(await office.post(path, { to: [] })).toMatchObject({ status: 422, body: { errors: [{ field: 'to' }] } });
    const late = await office.post(path, { to: [{ agency: 'pupr', dueAt: '2020-01-01T00:00:00Z' }] });
    expect(late).toMatchObject({ status: 422, body: { code: 'due-passed' } });
    const to = [
      { agency: 'perkim', note: 'Drainasenya' },
      { agency: 'pupr', lead: true, dueAt, note: 'Jalannya' },
    ];
    const made = await office.post(path, { to });
    expect(made).toMatchObject({
      status: 201,
      body: {
        number,
        dispatches: [
          { agency: 'pupr', lead: true, dueAt },
          { agency: 'perkim', lead: false },
        ],
      },
    });
    expect((await office.get(`/api/v1/tickets/${number}`)).body).toMatchObject({ state: 'dispatched', agency: 'pupr' });
    const [leading, further] = (made.body['dispatches'] as { dispatchId: string }[]).map(
      ({ dispatchId }) => dispatchId,
    );
    expect((await office.get(on(leading))).body).toMatchObject({ note: 'Jalannya', others: [{ agency: 'perkim' }] });
    expect(await office.post(on(further, '/withdraw'))).toMatchObject({ status: 201, body: { state: 'withdrawn', ticketState: 'dispatched' } }); // prettier-ignore
    expect(await office.post(on(leading, '/withdraw'))).toMatchObject({ status: 201, body: { ticketState: 'returned' } }); // prettier-ignore
    expect(await pupr.post(on(leading, '/accept'))).toMatchObject({ status: 409, body: { code: 'dispatch-ended' } });
  });

  it('checks a response: asks again, then makes it the answer with its photo', async () => {
    const number = await ticket('Jalan berlubang lagi');
    const [id] = await handed(number, { agency: 'pupr' });
    expect(await office.post(`/api/v1/tickets/${number}/forward`, {})).toMatchObject({ status: 409, body: { code: 'no-response' } }); // prettier-ignore
    expect(await office.post(on(id, '/send-back'), { text: 'Kapan?' })).toMatchObject({ status: 409, body: { code: 'no-response' } }); // prettier-ignore
    const photo = (await phonePhoto({ place: { latitude: -3.45, longitude: 116 } })).toString('base64');
    const attachments = [
      { filename: 'sebelum.jpg', base64: photo, role: 'before' },
      { filename: 'sesudah.jpg', base64: photo, role: 'after' },
    ];
    const said = await pupr.post(on(id, '/responses'), { text: 'Sudah ditambal.', attachments });
    expect(said).toMatchObject({ status: 201, body: { responseState: 'submitted', state: 'responded', ticketState: 'responded' } }); // prettier-ignore
    const back = await office.post(on(id, '/send-back'), { text: 'Mohon sebutkan tanggalnya.' });
    expect(back).toMatchObject({ status: 201, body: { responseId: said.body['responseId'], ticketState: 'in-progress' } }); // prettier-ignore
    const seen = await pupr.get(on(id));
    expect(seen.body['responses']).toMatchObject([{ state: 'sent-back', remark: 'Mohon sebutkan tanggalnya.', files: [{ role: 'before' }, { role: 'after' }] }]); // prettier-ignore
    await pupr.post(on(id, '/responses'), { text: 'Sudah ditambal 2 Maret.', attachments: attachments.slice(1) });
    const forwarded = await office.post(`/api/v1/tickets/${number}/forward`, {});
    expect(forwarded).toMatchObject({ status: 201, body: { number, responses: 1 } });
    const { messages } = (await office.get(`/api/v1/tickets/${number}`)).body;
    const answer = (messages as { direction: string; text: string; files?: object[] }[]).findLast(({ direction }) => direction === 'out'); // prettier-ignore
    expect(answer).toMatchObject({ files: [{ filename: 'sesudah.jpg', contentType: 'image/jpeg' }] });
    expect(answer?.text).toContain('Sudah ditambal 2 Maret.');
    expect((await pupr.get(on(id))).body).toMatchObject({ state: 'done', ticketState: 'answered' });
    expect(await pupr.post(on(id, '/responses'), { text: 'Lagi' })).toMatchObject({ status: 409, body: { code: 'ticket-answered' } }); // prettier-ignore
  });
});

describe('what was only kept', () => {
  it('is submitted once, or dropped once, by the agency and by its office', async () => {
    const [id] = await handed(await ticket('Saluran mampet'), { agency: 'pupr' });
    const kept = async (text: string): Promise<string> => {
      const { body } = await pupr.post(on(id, '/responses'), { text, interim: true });
      return on(id, `/responses/${String(body['responseId'])}`);
    };
    const [first, second] = [await kept('Alat dipesan.'), await kept('Nanti.')];
    const dropped = await office.post(`${second}/drop`);
    expect(dropped).toMatchObject({ status: 201, body: { dispatchId: id, state: 'sent' } });
    expect((await office.post(`${second}/drop`)).status).toBe(201);
    expect(await pupr.post(`${second}/submit`, {})).toMatchObject({
      status: 409,
      body: { code: 'response-withdrawn' },
    });
    const text = 'Alat sudah datang.';
    const submitted = await pupr.post(`${first}/submit`, { text }, { 'idempotency-key': 'ajukan' });
    expect(submitted).toMatchObject({ status: 201, body: { responseState: 'submitted', ticketState: 'responded' } });
    expect(await pupr.post(`${first}/submit`, { text }, { 'idempotency-key': 'ajukan' })).toMatchObject({ status: 200, text: submitted.text }); // prettier-ignore
    expect(await pupr.post(`${first}/submit`, { text: 'Lain.' })).toMatchObject({ status: 409, body: { code: 'response-submitted' } }); // prettier-ignore
    expect(await office.post(`${first}/drop`)).toMatchObject({ status: 409, body: { code: 'response-submitted' } });
    const [other] = await handed(await ticket('Saluran lain'), { agency: 'pupr' });
    const elsewhere = first.replace(String(id), String(other));
    expect(await pupr.post(`${elsewhere}/drop`)).toMatchObject({ status: 404, body: { code: 'response-unknown' } });
  });
});

describe("an agency's own system", () => {
  it('takes a ticket on, asks its citizen, keeps an interim word, and hands it back', async () => {
    const number = await ticket('Lampu jalan mati', { channelId: 'manual-tanahbumbu', replyBy: 'call' });
    const [id] = await handed(number, { agency: 'pupr' });
    expect(await pupr.post(on(id, '/accept'))).toMatchObject({ status: 201, body: { state: 'accepted', ticketState: 'in-progress' } }); // prettier-ignore
    expect((await pupr.post(on(id, '/unit'), { unit: 'bina-marga' })).body).toMatchObject({ state: 'accepted' });
    expect((await pupr.get(on(id))).body).toMatchObject({ unit: 'bina-marga' });
    expect((await pupr.post(on(id, '/unit'), { unit: 'tidak-ada' })).body).toMatchObject({ code: 'unit-unknown' });
    const interim = await pupr.post(on(id, '/responses'), { text: 'Alat sedang dipesan.', interim: true });
    expect(interim).toMatchObject({ status: 201, body: { responseState: 'draft', ticketState: 'in-progress' } });
    expect(await pupr.post(on(id, '/questions'), { text: ' ' })).toMatchObject({ status: 422, body: { code: 'question-empty' } }); // prettier-ignore
    const asked = await pupr.post(on(id, '/questions'), { text: 'Tiang yang mana?' });
    expect(asked).toMatchObject({ status: 201, body: { ticketState: 'awaiting-citizen' } });
    const back = { reason: 'not-ours', to: 'perhubungan', words: 'Kewenangan Dishub.' };
    expect(await pupr.post(on(id, '/return'), { ...back, to: 'tidak-ada' })).toMatchObject({ status: 422, body: { code: 'agency-unknown' } }); // prettier-ignore
    expect(await pupr.post(on(id, '/return'), { reason: 'bosan' })).toMatchObject({ status: 422, body: { errors: [{ field: 'reason' }] } }); // prettier-ignore
    expect(await pupr.post(on(id, '/return'), back)).toMatchObject({ status: 201, body: { state: 'returned' } });
    const [line] = (await office.get(`/api/v1/dispatches?number=${number}`)).body['dispatches'] as object[];
    expect(line).toMatchObject({ id, state: 'returned', returnReason: 'not-ours', returnTo: 'perhubungan' });
    // What the citizen said is no more the agency's.
    expect((await pupr.get(on(id))).body).toMatchObject({ messages: [], photos: [], place: {} });
    expect(await pupr.post(on(id, '/questions'), { text: 'Masih?' })).toMatchObject({ status: 409, body: { code: 'dispatch-ended' } }); // prettier-ignore
  });

  it('sees what happened with its photos, and never who says so', async () => {
    const base64 = (await phonePhoto({ place: { latitude: -3.45, longitude: 116 } })).toString('base64');
    const number = await ticket('Saya Siti Contoh 0811 0000 0061: jalan berlubang', { confidential: true, attachments: [{ filename: 'foto.jpg', base64 }] }); // prettier-ignore
    const [id] = await handed(number, { agency: 'pupr' });
    const seen = await until('the photo', async () => {
      const answer = await pupr.get(on(id));
      return (answer.body['photos'] as string[]).length > 0 ? answer : undefined;
    });
    expect(seen.body).toMatchObject({ dispatchId: id, number, agency: 'pupr', reporter: 'withheld' });
    expect(seen.text).not.toMatch(/Siti|81100000061|0811 0000|Kenanga/);
    const [photo] = seen.body['photos'] as string[];
    const picture = await pupr.get(on(id, `/photos/${photo ?? ''}`));
    expect([picture.status, picture.headers.get('content-type')]).toEqual([200, 'image/jpeg']);
    expect(picture.text).not.toContain('Telepon-Rahasia');
    expect((await perkim.get(on(id, `/photos/${photo ?? ''}`))).status).toBe(404);
    const another = '0198c0de-0000-7000-8000-000000000000';
    expect((await pupr.get(on(id, `/photos/${another}`))).status).toBe(404);
  });

  it("finds nothing of another agency's or office's, and nothing of its office's", async () => {
    const number = await ticket('Pohon tumbang');
    const [id] = await handed(number, { agency: 'pupr' });
    const draft = '/responses/0198c0de-0000-7000-8000-000000000000';
    for (const path of ['', '/accept', '/return', '/questions', '/responses', `${draft}/submit`, `${draft}/drop`]) {
      const body = { reason: 'other', words: 'x' };
      const answer = path === '' ? await perkim.get(on(id)) : await perkim.post(on(id, path), path === '/return' ? body : path === '/accept' ? undefined : { text: 'x' }); // prettier-ignore
      expect([path, answer.status, answer.body['code']]).toEqual([path, 404, 'dispatch-unknown']);
    }
    const badung = await client({ tenant: 'badung', agency: 'pupr', scopes: ['dispatches:read'] });
    expect((await badung.get(on(id))).status).toBe(404);
    expect(idsOf(await badung.get('/api/v1/dispatches'))).toEqual([]);
    expect(idsOf(await perkim.get('/api/v1/dispatches?agency=pupr'))).toEqual([]);
    expect((await perkim.get('/api/v1/dispatches')).text).not.toContain(String(id));
    for (const [method, path] of [
      ['GET', `/api/v1/tickets/${number}`], ['GET', '/api/v1/tickets'], ['GET', '/api/v1/tasks'], ['GET', '/api/v1/channels'], ['GET', '/api/v1/reports'],
      ['POST', `/api/v1/tickets/${number}/dispatches`], ['POST', on(id, '/withdraw')], ['POST', on(id, '/send-back')], ['POST', `/api/v1/tickets/${number}/forward`],
      ['POST', `/api/v1/tickets/${number}/answers`],
    ] as const) {
      const answer = await pupr.call(method, path, method === 'POST' ? {} : undefined);
      expect([path, answer.status, answer.body['code']]).toEqual([path, 403, 'office-only']);
    } // prettier-ignore
  });

  it('has a key of its scopes alone, whatever the row of the key says', async () => {
    await expect(keys.create({ name: 'uji', tenant: 'tanah-bumbu', agency: 'pupr', scopes: ['tickets:read'] })).rejects.toMatchObject({ code: 'key-scopes' }); // prettier-ignore
    await expect(keys.create({ name: 'uji', agency: 'pupr', scopes: ['dispatches:read'] })).rejects.toMatchObject({ code: 'key-scopes' }); // prettier-ignore
    const made = await keys.create({ name: 'uji', tenant: 'tanah-bumbu', agency: 'pupr', scopes: ['dispatches:read'] });
    await gateway.gateway.core.database.query('UPDATE api_key SET scopes = $2 WHERE id = $1', [made.id, [...SCOPES]]);
    const answer = await new ApiClient(gateway.url, made.key).get('/api/v1/tickets');
    expect([answer.status, answer.body['code']]).toEqual([403, 'office-only']);
  });

  it('gets its own by pages that neither miss nor repeat, and by state', async () => {
    const made: string[] = [];
    for (const text of ['satu', 'dua', 'tiga']) made.push(...(await handed(await ticket(`Got mampet ${text}`), { agency: 'perkim' }))); // prettier-ignore
    await perkim.post(on(made[1], '/accept'));
    const seen: string[] = [];
    let path = '/api/v1/dispatches?limit=2';
    for (;;) {
      const page = await perkim.get(path);
      seen.push(...idsOf(page));
      if (seen.length === 2) await handed(await ticket('Got mampet empat'), { agency: 'perkim' });
      const next = page.body['next'] as string | null;
      if (next === null) break;
      path = `/api/v1/dispatches?limit=2&after=${next}`;
    }
    expect(seen.slice(0, 3)).toEqual([...made].reverse());
    expect(new Set(seen).size).toBe(seen.length);
    expect(idsOf(await perkim.get('/api/v1/dispatches?state=accepted'))).toEqual([made[1]]);
    expect((await perkim.get('/api/v1/dispatches?state=lain')).status).toBe(422);
    expect((await perkim.get('/api/v1/dispatches?after=x')).status).toBe(422);
  });
});

describe('one Idempotency-Key', () => {
  const header = (key: string): Record<string, string> => ({ 'idempotency-key': key });

  it('is one deed however often it is sent, and whatever has happened since', async () => {
    const number = await ticket('Jembatan rusak');
    const path = `/api/v1/tickets/${number}/dispatches`;
    const to = [{ agency: 'pupr' }];
    const first = await Promise.all([1, 2, 3].map(() => office.post(path, { to }, header('disposisi-1'))));
    expect(first.map(({ status }) => status).sort()).toEqual([200, 200, 201]);
    expect(new Set(first.map(({ text }) => text)).size).toBe(1);
    const [id] = (first[0]?.body['dispatches'] as { dispatchId: string }[]).map(({ dispatchId }) => dispatchId);
    await pupr.post(on(id, '/return'), { reason: 'not-ours' }, header('kembali-1'));
    // Without the name it would be handed over anew.
    expect(await office.post(path, { to }, header('disposisi-1'))).toMatchObject({ status: 200, text: first[0]?.text });
    expect(await pupr.post(on(id, '/return'), { reason: 'not-ours' }, header('kembali-1'))).toMatchObject({ status: 200, body: { state: 'returned' } }); // prettier-ignore
    expect(idsOf(await office.get(`/api/v1/dispatches?number=${number}`))).toEqual([id]);
    expect(await office.post(path, { to: [{ agency: 'perkim' }] }, header('disposisi-1'))).toMatchObject({ status: 422, body: { code: 'nonce-reused' } }); // prettier-ignore
    // Another program's key of the same name is another one.
    const other = await client({ tenant: 'tanah-bumbu', scopes: ['dispatches:write'] });
    expect((await other.post(path, { to }, header('disposisi-1'))).status).toBe(201);
  });

  it('is one response, one question and one answer', async () => {
    const number = await ticket('Trotoar rusak');
    const [id] = await handed(number, { agency: 'pupr' });
    const base64 = (await phonePhoto()).toString('base64');
    const said = { text: 'Sudah.', attachments: [{ base64, role: 'after' }] };
    const [one, two] = [
      await pupr.post(on(id, '/questions'), { text: 'Di mana?' }, header('q')),
      await pupr.post(on(id, '/questions'), { text: 'Di mana?' }, header('q')),
    ];
    expect([one.status, two.status, two.text]).toEqual([201, 200, one.text]);
    const answers = await Promise.all([1, 2, 3].map(() => pupr.post(on(id, '/responses'), said, header('r'))));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 200, 201]);
    expect((await pupr.get(on(id))).body['responses']).toHaveLength(1);
    const other = {
      ...said,
      attachments: [{ base64: (await phonePhoto({ width: 90 })).toString('base64'), role: 'after' }],
    };
    expect(await pupr.post(on(id, '/responses'), other, header('r'))).toMatchObject({ status: 422, body: { code: 'nonce-reused' } }); // prettier-ignore
    const forward = `/api/v1/tickets/${number}/forward`;
    const sent = await office.post(forward, {}, header('f'));
    expect(await office.post(forward, {}, header('f'))).toMatchObject({ status: 200, text: sent.text });
    const { database } = gateway.gateway.core;
    expect(await database.query("SELECT 1 FROM outbound_message o JOIN ticket t ON t.id = o.ticket_id WHERE t.number = $1 AND purpose = 'answer'", [number])).toHaveLength(1); // prettier-ignore
    // A refusal is no answer that is kept: what was wrong may be mended.
    expect((await pupr.post(on(id, '/responses'), { text: '' }, header('kosong'))).status).toBe(422);
    const rows = await database.query<{ line: string }>('SELECT (r.*)::text AS line FROM api_request r');
    expect(JSON.stringify(rows)).not.toMatch(/Sudah|Di mana|kosong|Jembatan/);
    expect((await gateway.reconcile()).ok).toBe(true);
  });
});

describe('the description', () => {
  it('has every member of the answers', async () => {
    const [id] = await handed(await ticket('Drainase'), { agency: 'pupr' });
    const said = await pupr.post(on(id, '/responses'), { text: 'Sudah.' });
    const { body } = await office.get('/api/docs/openapi.json');
    const { schemas } = body['components'] as { schemas: Record<string, { properties: object; required?: string[] }> }; // prettier-ignore
    const check = (name: string, value: object | undefined): void => {
      const known = Object.keys(schemas[name]?.properties ?? {});
      expect([name, Object.keys(value ?? {}).filter((key) => !known.includes(key))]).toEqual([name, []]);
      expect([name, (schemas[name]?.required ?? []).filter((key) => !(key in (value ?? {})))]).toEqual([name, []]);
    };
    const shown = (await pupr.get(on(id))).body;
    check('DispatchAnswer', shown);
    check('ResponseLine', (shown['responses'] as object[])[0]);
    check('DispatchMessage', (shown['messages'] as object[])[0]);
    check('ResponseTaken', said.body);
    const page = (await pupr.get('/api/v1/dispatches')).body;
    check('DispatchPage', page);
    check('DispatchLine', (page['dispatches'] as object[])[0]);
  });
});
