import { create } from 'xmlbuilder2';
import { ApiKeys, type Scope } from '../../src/api/api-keys.js';
import { systemClock } from '../../src/observability/clock.js';
import { ApiClient } from '../kit/api-client.js';
import { TestGateway } from '../kit/gateway.js';
import { until } from '../kit/wait.js';

let gateway: TestGateway;
let office: ApiClient;
let app: string;
let insider: string;
beforeAll(async () => {
  gateway = await TestGateway.start();
  app = await keyOf(['open311:write', 'open311:read']);
  insider = await keyOf(['open311:read', 'tickets:read']);
  office = new ApiClient(gateway.url, await keyOf(['dispatches:write', 'answers:write', 'tickets:read', 'tickets:manage']));
}, 60_000); // prettier-ignore
afterAll(() => gateway.stop());

async function keyOf(scopes: readonly Scope[], change: { ratePerMinute?: number; expiresAt?: Date } = {}): Promise<string> {
  const { database, keys: ring } = gateway.gateway.core;
  const keys = new ApiKeys({ database, keys: ring, clock: systemClock });
  return (await keys.create({ name: 'uji', tenant: 'badung', scopes, ratePerMinute: 10_000, ...change })).key;
} // prettier-ignore

interface Answer {
  status: number;
  type: string | null;
  text: string;
}

async function get(path: string, query: Record<string, string> | string[][] = {}, headers: Record<string, string> = {}): Promise<Answer> {
  const answer = await fetch(`${gateway.url}/open311${path}?${new URLSearchParams(query).toString()}`, { headers });
  return { status: answer.status, type: answer.headers.get('content-type'), text: await answer.text() };
} // prettier-ignore

async function post(fields: Record<string, string> | FormData, { format = 'json', headers = {} }: { format?: string; headers?: Record<string, string> } = {}): Promise<Answer> {
  const body = fields instanceof FormData ? fields : new URLSearchParams(fields);
  const answer = await fetch(`${gateway.url}/open311/v2/requests.${format}`, { method: 'POST', body, headers });
  return { status: answer.status, type: answer.headers.get('content-type'), text: await answer.text() };
} // prettier-ignore

const list = ({ text }: Answer): Record<string, unknown>[] => JSON.parse(text) as Record<string, unknown>[];
const tree = ({ text }: Answer): unknown => create(text).end({ format: 'object' });
const badung = { jurisdiction_id: 'badung' };

const report = (change: Record<string, string> = {}): Record<string, string> => ({
  ...badung,
  api_key: app,
  service_code: 'infrastruktur',
  description: 'Jembatan kecil ambrol',
  address_string: 'Depan SD 2 Mengwi',
  lat: '-8.5412',
  long: '115.1722',
  first_name: 'Komang',
  last_name: 'Contoh',
  email: 'komang@warga.example',
  phone: '0811-0000-0088',
  device_id: 'tt222111',
  ...change,
});

describe('discovery and services, for anybody', () => {
  it('says where the interface is, in both formats and at both addresses', async () => {
    const found = await get('/discovery.json');
    expect(found.type).toBe('application/json; charset=utf-8');
    expect(JSON.parse(found.text)).toMatchObject({
      endpoints: [
        {
          specification: 'http://wiki.open311.org/GeoReport_v2',
          url: expect.stringMatching(/\/open311\/v2$/) as string,
          type: 'test',
          formats: ['text/xml', 'application/json'],
        },
      ],
    });
    const xml = await get('/v2/discovery.xml');
    expect(xml.type).toBe('text/xml; charset=utf-8');
    expect(xml.text).toMatch(/^<\?xml version="1.0" encoding="UTF-8"\?>/);
    expect(tree(xml)).toMatchObject({ discovery: { endpoints: { endpoint: { formats: { format: ['text/xml', 'application/json'] } } } } }); // prettier-ignore
  });

  it('lists the categories of an office, with what they ask', async () => {
    const services = list(await get('/v2/services.json', badung));
    const roads = services.find(({ service_code: code }) => code === 'infrastruktur');
    expect(roads).toMatchObject({ service_name: 'Jalan dan bangunan', metadata: true, type: 'realtime' });
    expect(services.filter(({ description }) => description === '')).toEqual([]);
    expect(services.some(({ metadata }) => metadata === false)).toBe(true);
    expect(services.some(({ group, service_name: name }) => group === 'Jalan dan bangunan' && group !== name)).toBe(
      true,
    );
    const xml = tree(await get('/v2/services.xml', badung)) as { services: { service: Record<string, string>[] } };
    expect(xml.services.service.map(({ service_code: code }) => code)).toEqual(services.map(({ service_code: code }) => code)); // prettier-ignore

    const definition = await get('/v2/services/infrastruktur.json', badung);
    const { attributes } = JSON.parse(definition.text) as { attributes: { code: string; values: { key: string; name: string }[] }[] }; // prettier-ignore
    expect(attributes).toMatchObject([{ variable: true, code: 'village', datatype: 'singlevaluelist', required: false, order: 1 }]); // prettier-ignore
    expect(attributes[0]?.values).toHaveLength(62);
    expect(tree(await get('/v2/services/infrastruktur.xml', badung))).toMatchObject({
      service_definition: { service_code: 'infrastruktur', attributes: { attribute: { code: 'village' } } },
    });
    const plain = services.find(({ metadata }) => metadata === false)?.['service_code'] as string;
    expect(JSON.parse((await get(`/v2/services/${plain}.json`, badung)).text)).toEqual({ service_code: plain, attributes: [] }); // prettier-ignore
  });
});

describe('a request', () => {
  it('goes all the way: posted, dispatched, answered, and read as closed with the answer', async () => {
    const taken = await post(report());
    expect([taken.status, list(taken)]).toEqual([
      201,
      [
        {
          service_request_id: expect.stringMatching(/^BDG-\d{6}$/) as string,
          service_notice: expect.stringMatching(/[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}.*\/badung\/lacak/) as string,
          account_id: null,
        },
      ],
    ]);
    const number = String(list(taken)[0]?.['service_request_id']);
    const query = { ...badung, api_key: app };
    const [open] = list(await get(`/v2/requests/${number}.json`, query));
    expect(open).toMatchObject({
      service_request_id: number,
      status: 'open',
      service_code: 'infrastruktur',
      service_name: 'Jalan dan bangunan',
      requested_datetime: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+08:00$/) as string,
      expected_datetime: expect.stringMatching(/\+08:00$/) as string,
      zipcode: null,
    });
    const handed = await office.post(`/api/v1/tickets/${number}/dispatches`, { to: [{ agency: 'pupr' }] });
    expect(handed.status).toBe(201);
    expect(list(await get(`/v2/requests/${number}.json`, query))).toMatchObject([
      { status: 'open', status_notes: 'Diteruskan', agency_responsible: 'Dinas Pekerjaan Umum dan Penataan Ruang' },
    ]);
    const answered = await office.post(`/api/v1/tickets/${number}/answers`, {
      text: 'Terima kasih Bapak Komang (0811-0000-0088). Jembatan <sudah> diperbaiki.',
    });
    expect(answered.status).toBe(201);
    const closed = await get(`/v2/requests/${number}.json`, query);
    expect(list(closed)).toMatchObject([
      { status: 'closed', status_notes: 'Terima kasih Bapak […] ([…]). Jembatan <sudah> diperbaiki.' },
    ]);
    const { database } = gateway.gateway.core;
    const [{ at } = { at: 0 }] = await database.query<{ at: number }>(`UPDATE ticket SET updated_at = now() + interval '1 day' WHERE number = $1 RETURNING extract(epoch FROM date_trunc('second', answered_at))::float8 AS at`, [number]); // prettier-ignore
    // When it was closed, whatever was noted on it since.
    const [noted] = list(await get(`/v2/requests/${number}.json`, query));
    expect(Date.parse(String(noted?.['updated_datetime'])) / 1_000).toBe(at);
    const xml = await get(`/v2/requests/${number}.xml`, query);
    expect(tree(xml)).toMatchObject({
      service_requests: { request: { service_request_id: number, status: 'closed' } },
    });
    expect(xml.text).toContain('Jembatan &lt;sudah&gt; diperbaiki.</status_notes>');
    expect((await office.get(`/api/v1/tickets/${number}`)).body).toMatchObject({ channelId: 'manual-open311' });
    expect((await gateway.reconcile()).ok).toBe(true);
  });

  it('shows outsiders neither words nor the exact place, and nobody who reported', async () => {
    const text = 'Saya Komang Contoh, 0811-0000-0088, melihat lampu padam \u0007 <svg onload=1>';
    const media = 'http://169.254.169.254/latest/meta-data?x=1&y=<2>';
    const number = String(list(await post(report({ description: text, media_url: media })))[0]?.['service_request_id']);
    const path = `/v2/requests/${number}`;
    const outside = await get(`${path}.json`, { ...badung, api_key: app });
    expect(list(outside)).toMatchObject([{ description: null, media_url: null, lat: -8.54, long: 115.17, address: null }]); // prettier-ignore
    expect(outside.text).not.toMatch(/Komang|SD 2|88|padam|169/);
    const inside = await get(`${path}.json`, { ...badung, api_key: insider });
    expect(list(inside)).toMatchObject([
      { lat: -8.5412, long: 115.1722, address: 'Depan SD 2 Mengwi', media_url: expect.stringContaining('169.254.169.254') as string },
    ]); // prettier-ignore
    expect(list(inside)[0]?.['description']).toMatch(/^Saya \[…\], \[…\], melihat lampu padam/);
    expect(inside.text).not.toMatch(/Komang|0811|warga\.example|tt222111/);
    const xml = await get(`${path}.xml`, { ...badung, api_key: insider });
    expect(xml.text).toContain('&lt;svg onload=1&gt;');
    expect(tree(xml)).toMatchObject({ service_requests: { request: { service_request_id: number, service_notice: {} } } }); // prettier-ignore
    const conduct = gateway.gateway.core.configuration.tenants
      .bySlug('badung')
      ?.categories.find((each) => each.conduct);
    expect((await office.post(`/api/v1/tickets/${number}/category`, { category: conduct?.slug })).status).toBe(201);
    expect((await get(`${path}.json`, { ...badung, api_key: app })).status).toBe(404);
    expect((await get(`${path}.json`, { ...badung, api_key: insider })).status).toBe(200);
  });

  it('is one however often it is sent, by its own name or by its words', async () => {
    const fields = report({ description: 'Pohon tumbang', email: '', phone: '' });
    const all = await Promise.all([1, 2, 3].map(() => post(fields)));
    expect(new Set(all.map((each) => list(each)[0]?.['service_request_id'])).size).toBe(1);
    expect(all.map(({ status }) => status).sort()).toEqual([200, 200, 201]);
    // Its device says that it is the same citizen, who may have missed the first answer.
    expect(new Set(all.map((each) => list(each)[0]?.['service_notice']))).toHaveProperty('size', 1);
    const nameless = { ...fields, description: 'Pohon tumbang di depan gerbang', device_id: '' };
    const [first, second] = [list(await post(nameless))[0], list(await post(nameless))[0]];
    expect(second?.['service_request_id']).toBe(first?.['service_request_id']);
    expect(first?.['service_notice']).toMatch(/[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}/);
    expect(second?.['service_notice']).toBeNull();
    const other = await post({ ...fields, description: 'Pohon tumbang lagi' });
    expect(other.status).toBe(201);
    const named = { headers: { 'idempotency-key': 'app-1' } };
    const once = await post({ ...fields, description: 'Got mampet' }, named);
    expect(list(await post({ ...fields, description: 'Got mampet' }, named))).toEqual(list(once));
    expect(list(await post({ ...fields, description: 'lain' }, named))).toMatchObject([{ code: 400 }]);
  });

  it('is taken with a photo by multipart, at a village, and answered in XML', async () => {
    const form = new FormData();
    const png = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
    const { lat: _lat, long: _long, address_string: _address, ...rest } = report({ description: 'Trotoar rusak' });
    for (const [name, value] of Object.entries(rest)) form.set(name, value);
    form.set('attribute[village]', '51.03.02.2001');
    form.set('media', new Blob([Buffer.from(png, 'base64')], { type: 'image/png' }), 'trotoar.png');
    expect(list(await post(form))).toMatchObject([
      { code: 400, description: expect.stringContaining('foto') as string },
    ]);
    const taken = await post(form, { format: 'xml', headers: { authorization: `Bearer ${app}` } });
    expect([taken.status, taken.type]).toEqual([201, 'text/xml; charset=utf-8']);
    const { service_requests: answered } = tree(taken) as {
      service_requests: { request: { service_request_id: string } };
    };
    const number = answered.request.service_request_id;
    const { database } = gateway.gateway.core;
    await until('the photo', async () =>
      (await database.query(`SELECT a.id FROM attachment a JOIN ticket t ON t.id = a.ticket_id WHERE t.number = $1 AND a.state = 'stored'`, [number]))[0],
    ); // prettier-ignore
    const [shown] = list(await get(`/v2/requests/${number}.json`, { ...badung, api_key: app }));
    expect(shown).toMatchObject({ address_id: '5103022001', lat: null });
    expect(shown?.['address']).toMatch(/, /);
  });

  it('needs no description, and one of another place is another request', async () => {
    const ids = [];
    for (const place of ['Depan banjar', 'Depan pura', 'Depan banjar']) {
      const fields = report({ description: '', address_string: place, lat: '', long: '' });
      ids.push(list(await post(fields))[0]?.['service_request_id']);
    }
    expect(new Set(ids).size).toBe(2);
    const [shown] = list(await get(`/v2/requests/${String(ids[0])}.json`, { ...badung, api_key: insider }));
    expect(shown).toMatchObject({ description: 'Jalan dan bangunan: Depan banjar', service_code: 'infrastruktur' });
  });

  it('is found by its token', async () => {
    const { database } = gateway.gateway.core;
    const number = String(list(await post(report({ description: 'Aspal terkelupas' })))[0]?.['service_request_id']);
    const [row] = await database.query<{ id: string }>('SELECT opening_message_id AS id FROM ticket WHERE number = $1', [number]); // prettier-ignore
    const token = row?.id ?? '';
    expect(list(await get(`/v2/tokens/${token}.json`, badung))).toEqual([{ service_request_id: number, token }]);
    expect(tree(await get(`/v2/tokens/${token}.xml`, badung))).toEqual({
      service_requests: { request: { service_request_id: number, token } },
    });
    expect((await get(`/v2/tokens/${token}.json`, { jurisdiction_id: 'bangli' })).status).toBe(404);
    expect(list(await get('/v2/tokens/tidak-ada.json', badung))).toEqual([{ code: 404, description: 'Token itu tidak ada.' }]); // prettier-ignore
  });
});

describe('the list of requests', () => {
  it('is filtered by number, service, status and time, newest first, by pages', async () => {
    const numbers: string[] = [];
    for (const description of ['Lubang satu', 'Lubang dua', 'Lubang tiga'])
      numbers.push(String(list(await post(report({ description, service_code: 'lingkungan' })))[0]?.['service_request_id'])); // prettier-ignore
    await office.post(`/api/v1/tickets/${numbers[0] ?? ''}/answers`, { text: 'Sudah.' });
    const ids = async (query: Record<string, string>): Promise<unknown[]> =>
      list(await get('/v2/requests.json', { ...badung, api_key: app, ...query })).map(
        ({ service_request_id: id }) => id,
      );
    const [one, two, three] = numbers;
    const code = { service_code: 'lingkungan' };
    expect(await ids(code)).toEqual([three, two, one]);
    expect(await ids({ ...code, status: 'closed' })).toEqual([one]);
    expect(await ids({ ...code, status: 'open' })).toEqual([three, two]);
    expect(await ids({ ...code, status: 'open,closed' })).toHaveLength(3);
    const twice = [...Object.entries({ ...badung, api_key: app, ...code }), ['status', 'open'], ['status', 'closed']];
    expect(list(await get('/v2/requests.json', twice))).toHaveLength(3);
    expect(await ids({ ...code, page_size: '2', page: '2' })).toEqual([one]);
    expect(await ids({ service_request_id: `${one ?? ''},${two ?? ''},BDG-999999`, status: 'open' })).toEqual([
      two,
      one,
    ]);
    expect(await ids({ start_date: '2020-01-01T00:00:00Z', end_date: '2020-03-01T00:00:00+08:00' })).toEqual([]);
    expect(await ids({ end_date: new Date(Date.now() - 60_000).toISOString() })).toEqual([]);
    const xml = tree(await get('/v2/requests.xml', { ...badung, api_key: app, ...code })) as { service_requests: { request: { service_request_id: string }[] } }; // prettier-ignore
    expect(xml.service_requests.request.map(({ service_request_id: id }) => id)).toEqual([three, two, one]);
  });
});

describe('what is not served', () => {
  const wrong: [string, () => Promise<Answer>, number, RegExp][] = [
    ['no jurisdiction', () => get('/v2/services.json'), 400, /^jurisdiction_id belum.*badung/],
    ['an unknown jurisdiction', () => get('/v2/services.json', { jurisdiction_id: 'jakarta' }), 404, /jurisdiction_id itu/],
    ['an unknown service', () => get('/v2/services/xyz.json', badung), 404, /service_code itu/],
    ['no key', () => get('/v2/requests.json', badung), 403, /api_key/],
    ['a wrong key', () => get('/v2/requests.json', { ...badung, api_key: 'salah' }), 403, /tidak dikenal/],
    ['another office', () => get('/v2/requests.json', { jurisdiction_id: 'bangli', api_key: app }), 403, /bukan untuk/],
    ['an unknown request', () => get('/v2/requests/BDG-999999.json', { ...badung, api_key: app }), 404, /service_request_id/],
    ['a bad date', () => get('/v2/requests.json', { ...badung, api_key: app, start_date: '2026-13-45' }), 400, /^start_date: /],
    ['a date without a zone', () => get('/v2/requests.json', { ...badung, api_key: app, end_date: '2026-01-01T00:00:00' }), 400, /^end_date: /],
    ['too long a span', () => get('/v2/requests.json', { ...badung, api_key: app, start_date: '2026-01-01T00:00:00Z', end_date: '2026-06-01T00:00:00Z' }), 400, /90 hari/],
    ['an end before its beginning', () => get('/v2/requests.json', { ...badung, api_key: app, start_date: '2026-02-01T00:00:00Z', end_date: '2026-01-01T00:00:00Z' }), 400, /sebelum/],
    ['an unknown status', () => get('/v2/requests.json', { ...badung, api_key: app, status: 'lost' }), 400, /open atau closed/],
    ['an unknown service in a list', () => get('/v2/requests.json', { ...badung, api_key: app, service_code: 'xyz' }), 404, /service_code/],
    ['a page of no size', () => get('/v2/requests.json', { ...badung, api_key: app, page_size: '0' }), 400, /^page_size: /],
    ['a post without a service', () => post(report({ service_code: '' })), 400, /service_code belum/],
    ['a post of an unknown service', () => post(report({ service_code: 'xyz' })), 404, /service_code itu/],
    ['a post without a key', () => post(report({ api_key: '' })), 403, /Sertakan api_key/],
    ['a post by a reader', () => post(report({ api_key: insider })), 403, /open311:write/],
    ['no request', () => get('/v2/requests/.json', { ...badung, api_key: app }), 400, /service_request_id belum/],
    ['no token', () => get('/v2/tokens/.json', badung), 400, /Token belum/],
    ['no address', () => get('/v2/nothing.json'), 404, /Alamat ini/],
  ]; // prettier-ignore
  it.each(wrong)('%s', async (_name, ask, status, words) => {
    const answer = await ask();
    expect(answer).toMatchObject({ status, type: 'application/json; charset=utf-8' });
    expect(list(answer)).toEqual([{ code: status, description: expect.stringMatching(words) as string }]);
  });

  it('says everything that is wrong with a post at once, by the names of its arguments', async () => {
    const fields = report({
      address_string: '',
      lat: 'utara',
      long: '',
      media_url: 'file:///etc/passwd',
    });
    expect(list(await post(fields)).map(({ description }) => String(description).split(':')[0])).toEqual([
      'media_url', 'lat', 'Sertakan tempatnya',
    ]); // prettier-ignore
    const unnamed = report({ first_name: '', last_name: '', phone: '12', email: 'bukan', lat: '-98' });
    expect(list(await post(unnamed)).map(({ description }) => String(description).split(':')[0]).sort()).toEqual([
      'email', 'first_name', 'lat', 'phone',
    ]); // prettier-ignore
  });

  it('is said in XML where that is asked for, or nothing is, and in English to who reads that', async () => {
    const xml = await get('/v2/requests.xml', badung, { 'accept-language': 'en' });
    expect([xml.status, xml.type]).toEqual([403, 'text/xml; charset=utf-8']);
    expect(tree(xml)).toEqual({ errors: { error: { code: '403', description: 'Send an api_key, or Authorization: Bearer ktg_...' } } }); // prettier-ignore
    for (const path of ['/v2/services.yaml', '/v2/requests/BDG-000001', '/discovery.html'])
      expect([path, await get(path, badung)]).toMatchObject([path, { status: 400, type: 'text/xml; charset=utf-8' }]);
    expect((await get('/v2/requests', badung)).status).toBe(404);
    const json = await fetch(`${gateway.url}/open311/v2/requests.json`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(report()),
    });
    expect(json.status).toBe(415);
  });

  it('is a program that comes too often, or tries many keys', async () => {
    const slow = await keyOf(['open311:read'], { ratePerMinute: 1 });
    expect((await get('/v2/requests.json', { ...badung, api_key: slow })).status).toBe(200);
    expect((await get('/v2/requests.json', { ...badung, api_key: slow })).status).toBe(429);
    expect(gateway.logs.text()).not.toContain(slow);
    const late = await keyOf(['open311:read'], { expiresAt: new Date(Date.now() - 1) });
    expect(list(await get('/v2/requests.json', { ...badung, api_key: late }))).toMatchObject([{ code: 403, description: expect.stringContaining('habis') as string }]); // prettier-ignore
  });
});
