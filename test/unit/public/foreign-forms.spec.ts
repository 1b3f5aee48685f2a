import type { FastifyInstance } from 'fastify';
import { refuseForeignForms } from '../../../src/public/same-origin.js';
import { startPublicApp, type PublicApp } from '../../kit/public-app.js';
import { FormBrowser, hiddenField, PNG } from '../../kit/public-client.js';

/** A form on another site's page that is sent in a reader's name. */
let running: PublicApp;
const posts: string[] = [];
beforeAll(async () => {
  running = await startPublicApp();
  for (const line of running.app.getHttpAdapter().getInstance().printRoutes({ commonPrefix: false }).split('\n'))
    if (/\(.*POST/.test(line)) posts.push(line);
});
afterAll(() => running.app.close());

const FORMS = ['lapor', 'lacak', 'lacak/tutup', 'lacak/kabar', 'lacak/keterangan', 'lacak/penilaian', 'lacak/batal'];
const browser = (headers: Record<string, string>): FormBrowser =>
  new FormBrowser(running.app, '203.0.113.9', { host: 'aduan.example', ...headers });
const path = (form: string): string => `/tanah-bumbu/${form}`;

it('these are all forms that there are', () => {
  expect(posts).toHaveLength(FORMS.length);
});

describe.each(FORMS)('a form for %s', (form) => {
  it.each([
    ['says the browser', { 'sec-fetch-site': 'cross-site' }],
    ['a neighbour’s', { 'sec-fetch-site': 'same-site', origin: 'https://lain.example' }],
    ['says its origin', { origin: 'https://jahat.example' }],
  ])('from another site is refused with a page, and does nothing: %s', async (_how, headers) => {
    const refused = await browser(headers).postUrlencoded(path(form), { number: 'UJI-000001', code: 'X' });
    expect(refused).toMatchObject({ status: 403, headers: { 'cache-control': 'no-store' } });
    expect(refused.body).toContain('Kiriman ini tidak kami terima');
    expect(refused.headers['set-cookie']).toBeUndefined();
  });

  it.each([
    ['with Fetch Metadata', { 'sec-fetch-site': 'same-origin', origin: 'https://aduan.example' }],
    ['typed by hand', { 'sec-fetch-site': 'none' }],
    ['of an older browser', { origin: 'https://aduan.example' }],
    ['of one that sends neither', {}],
  ])('from our own page is read: %s', async (_how, headers) => {
    expect([303, 422]).toContain((await browser(headers).postUrlencoded(path(form), {})).status);
  });
});

it('a report with photos from another site is read past and refused', async () => {
  const form = await browser({}).get(path('lapor'));
  const fields = { token: hiddenField(form.body, 'token'), text: 'Jalan berlubang' };
  const file = { filename: 'a.png', contentType: 'image/png', bytes: Buffer.concat([PNG, Buffer.alloc(500_000)]) };
  expect((await browser({ 'sec-fetch-site': 'cross-site' }).postForm(path('lapor'), fields, [file])).status).toBe(403);
  expect(running.intake.accepted).toEqual([]);
  expect(running.attachments.kept).toEqual([]);
});

it('what programs call, and officers’ forms, which check it themselves, are left alone', () => {
  let onRoute: (route: object) => void = () => undefined;
  const addHook = (_name: string, hook: (route: object) => void): void => {
    onRoute = hook;
  };
  refuseForeignForms({ addHook } as unknown as FastifyInstance);
  const guarded = (method: string | string[], url: string): boolean => {
    const route = { method, url };
    onRoute(route);
    return 'preHandler' in route;
  };
  for (const url of ['/hooks/:channelId', '/api/v1/tickets', '/sandbox/api/messages', '/d/:token/:path', '/metrics'])
    expect([url, guarded('POST', url)]).toEqual([url, false]);
  expect(guarded(['GET', 'POST'], '/:tenant/baru')).toBe(true);
  expect(guarded('POST', '/sandbox')).toBe(true);
  expect(guarded('GET', '/:tenant/lapor')).toBe(false);
});
