import { ApiKeys, SCOPES } from '../../src/api/api-keys.js';
import { systemClock } from '../../src/observability/clock.js';
import { ApiClient } from '../kit/api-client.js';
import { TestGateway } from '../kit/gateway.js';

let gateway: TestGateway;
let office: ApiClient;
let outsider: ApiClient;
beforeAll(async () => {
  gateway = await TestGateway.start();
  office = await client('tanah-bumbu');
  outsider = await client('badung');
}, 60_000);
afterAll(() => gateway.stop());

async function client(tenant?: string): Promise<ApiClient> {
  const { database, keys: ring } = gateway.gateway.core;
  const keys = new ApiKeys({ database, keys: ring, clock: systemClock });
  const of = tenant === undefined ? {} : { tenant };
  return new ApiClient(gateway.url, (await keys.create({ name: 'uji', scopes: SCOPES, ratePerMinute: 10_000, ...of })).key);
} // prettier-ignore

interface Sections {
  agencies: { slug: string }[];
  categories: { slug: string; keywords: string[] }[];
  routing: { id: string; agency: string }[];
  replyTexts: Record<string, Record<string, string>>;
}

async function settings(): Promise<{ newest: number; sections: Sections }> {
  return (await office.get('/api/v1/settings')).body as unknown as { newest: number; sections: Sections };
}

it('shows what holds, without secrets and people, to its own office alone', async () => {
  const shown = await office.get('/api/v1/settings');
  expect(shown.body).toMatchObject({ tenant: 'tanah-bumbu', newest: 0, applied: 0, errors: [] });
  expect(shown.text).not.toMatch(/webhook|whsec|officers|"secret"/);
  expect((await outsider.get('/api/v1/settings?tenant=tanah-bumbu')).body).toMatchObject({ code: 'tenant-unknown' });
  expect((await (await client()).get('/api/v1/settings')).status).toBe(422);
  expect((await (await client()).get('/api/v1/settings?tenant=badung')).body).toMatchObject({ tenant: 'badung' });
});

it('tries a change on past tickets and says everything that is wrong, saving nothing', async () => {
  await gateway.send('+6281100000081', 'TANAHBUMBU sampah menumpuk di Pasar Batulicin');
  await gateway.replyTo('+6281100000081');
  const { sections } = await settings();
  const elsewhere = sections.routing.map((rule) => ({ ...rule, agency: 'pupr', unit: undefined }));
  const tried = await office.post('/api/v1/settings/check', { edits: { routing: elsewhere } });
  expect(tried.status).toBe(200);
  expect(tried.body).toMatchObject({ replay: { looked: 1, changed: [{ after: { agency: 'pupr' } }] } });
  const [rule] = sections.routing;
  const wrong = await office.post('/api/v1/settings/check', { edits: { routing: [{ ...rule, agency: 'tidak-ada' }] } });
  expect([wrong.status, wrong.body['errors']]).toMatchObject([422, [{ field: 'routing[0].agency', code: 'check' }]]);
  expect((await office.post('/api/v1/settings/check', { edits: { slug: 'lain' } })).body['errors']).toMatchObject([{ field: 'edits.slug', code: 'unknownField' }]); // prettier-ignore
  const gone = sections.agencies.filter(({ slug }) => slug !== 'lingkungan-hidup');
  expect((await office.post('/api/v1/settings/check', { edits: { agencies: gone } })).status).toBe(422);
  expect((await settings()).newest).toBe(0);
});

it('saves whole sections once under one name, keeps the history, and goes back', async () => {
  const before = await settings();
  const replyTexts = { ...before.sections.replyTexts, acknowledgement: { ...before.sections.replyTexts['acknowledgement'], short: 'Aduan {number} diterima. Kode {code}.' } }; // prettier-ignore
  const wish = { base: before.newest, edits: { replyTexts }, note: 'Lebih pendek' };
  const headers = { 'idempotency-key': 'teks-1' };
  const saved = await office.post('/api/v1/settings/revisions', wish, headers);
  expect([saved.status, saved.body]).toEqual([201, { number: 1, outcome: 'saved' }]);
  const again = await office.post('/api/v1/settings/revisions', wish, headers);
  expect([again.status, again.body]).toEqual([200, saved.body]);
  expect((await office.post('/api/v1/settings/revisions', { ...wish, note: 'lain' }, headers)).body).toMatchObject({ code: 'nonce-reused' }); // prettier-ignore
  expect((await office.post('/api/v1/settings/revisions', { ...wish, base: 1 })).body).toMatchObject({ outcome: 'unchanged' }); // prettier-ignore
  const other = { replyTexts: { ...replyTexts, acknowledgement: { ...replyTexts.acknowledgement, short: 'Aduan {number}. Kode {code}.' } } };
  expect(await office.post('/api/v1/settings/revisions', { base: 0, edits: other })).toMatchObject({ status: 409, body: { code: 'settings-conflict', newest: 1, since: [1] } }); // prettier-ignore
  const { body } = await office.get('/api/v1/settings/revisions?limit=1');
  expect(body).toMatchObject({
    next: null,
    revisions: [{ number: 1, note: 'Lebih pendek', savedBy: expect.stringMatching(/^api-key:/) as string, changes: [{ section: 'replyTexts', item: 'acknowledgement.short' }] }],
  }); // prettier-ignore
  expect((await office.post('/api/v1/settings/revisions/9/restore', { base: 1 })).body).toMatchObject({ code: 'revision-unknown' }); // prettier-ignore
  expect((await office.post('/api/v1/settings/revisions/0/restore', { base: 1 })).body).toEqual({ number: 2, outcome: 'saved' }); // prettier-ignore
  expect((await settings()).sections).toEqual(before.sections);
  expect((await outsider.get('/api/v1/settings/revisions')).body).toEqual({ revisions: [], next: null });
}); // prettier-ignore
