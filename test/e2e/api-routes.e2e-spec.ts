import { Validator } from '@seriousme/openapi-schema-validator';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { AGENCY_SCOPES, ApiKeys, SCOPES, type Scope } from '../../src/api/api-keys.js';
import { systemClock } from '../../src/observability/clock.js';
import { ApiClient, type ApiAnswer } from '../kit/api-client.js';
import { API_ROUTES } from '../kit/api-routes.js';
import { TestGateway } from '../kit/gateway.js';

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await TestGateway.start();
}, 60_000);
afterAll(() => gateway.stop());

async function client(scopes: readonly Scope[], agency?: string): Promise<ApiClient> {
  const { database, keys: ring } = gateway.gateway.core;
  const keys = new ApiKeys({ database, keys: ring, clock: systemClock });
  const of = agency === undefined ? {} : { agency };
  const made = await keys.create({ name: 'uji', tenant: 'tanah-bumbu', scopes, ratePerMinute: 10_000, ...of });
  return new ApiClient(gateway.url, made.key);
}

const keyed = Object.entries(API_ROUTES).flatMap(([route, need]) =>
  need === 'anyone' || need === 'link' ? [] : [[route, need] as const],
);

/** Parameters that name nothing: who is let in finds nothing, and nothing is changed. */
async function ask(by: ApiClient, route: string): Promise<ApiAnswer> {
  const [method = '', path = ''] = route.split(' ');
  const address = path.replace(/:number\b/g, 'TBU-999999').replace(/:\w+/g, '00000000-0000-7000-8000-000000000000');
  return method === 'GET' ? by.get(address) : by.call(method, address, {});
}

it('has exactly the routes of the table', () => {
  const served = gateway.gateway.routes
    .filter(({ method, path }) => path.startsWith('/api/') && method !== 'HEAD')
    .map(({ method, path }) => `${method} ${path}`);
  expect(served.sort()).toEqual(Object.keys(API_ROUTES).sort());
});

it('lets in who has the scope of a route, and nobody without it', async () => {
  const [everything, wrong] = [await client(SCOPES), [] as string[]];
  for (const [route, need] of keyed) {
    const without = await client(SCOPES.filter((scope) => scope !== need));
    const refused = await ask(without, route);
    if (refused.status !== 403 || refused.body['scope'] !== need) wrong.push(`${route}: ${String(refused.status)}`);
    const admitted = await ask(everything, route);
    if (admitted.status === 401 || admitted.status === 403 || admitted.status >= 500)
      wrong.push(`${route} with ${need}: ${String(admitted.status)}`);
  }
  expect(wrong).toEqual([]);
});

it("keeps an agency's key out of everything that is the office's", async () => {
  const agency = await client(AGENCY_SCOPES, 'pupr');
  const open = new Set<string>(AGENCY_SCOPES);
  const wrong: string[] = [];
  for (const [route, need] of keyed) {
    const { status, body } = await ask(agency, route);
    const kept = status === 403 && body['code'] === 'office-only';
    if (kept === open.has(need)) wrong.push(`${route}: ${String(status)}`);
  }
  expect(wrong).toEqual([]);
});

it('is described whole: each route with its words, and nothing that is not there', async () => {
  const { body } = await (await client([])).get('/api/docs/openapi.json');
  const paths = body['paths'] as Record<string, Record<string, { summary?: string; operationId: string; responses: Record<string, object> }>>; // prettier-ignore
  const described = Object.entries(paths).flatMap(([path, item]) =>
    Object.keys(item).map((method) => `${method.toUpperCase()} ${path.replace(/\{(\w+)\}/g, ':$1')}`),
  );
  expect(described.sort()).toEqual(keyed.map(([route]) => route).sort());
  const bare = Object.entries(paths).flatMap(([path, item]) =>
    Object.entries(item).flatMap(([method, { summary = '' }]) => (summary.length > 10 ? [] : [`${method} ${path}`])),
  );
  expect(bare).toEqual([]);
  const operations = Object.values(paths).flatMap((item) => Object.values(item));
  const ids = operations.map(({ operationId }) => operationId);
  expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
  expect(operations.filter(({ responses }) => !('default' in responses))).toEqual([]);
  const bodiless = operations.filter(({ responses }) => Object.values(responses).some((one) => !('content' in one)));
  expect(bodiless.map(({ operationId }) => operationId)).toEqual([]);
  expect(await new Validator().validate(body)).toEqual({ valid: true });
  expect(body).toMatchSnapshot();
});

it('has every scope in the table of docs/api.md', () => {
  const document = readFileSync(join(__dirname, '../../docs/api.md'), 'utf8');
  const table = document.slice(document.indexOf('| scope | allows |'));
  expect(SCOPES.filter((scope) => !table.includes(`\`${scope}\``))).toEqual([]);
});
