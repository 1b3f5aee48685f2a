import type { Channel } from '../../../src/messaging/ports.js';
import { CapturedLogs } from '../../kit/captured-logs.js';
import { startPublicApp, type PublicApp } from '../../kit/public-app.js';
import { FormBrowser } from '../../kit/public-client.js';

const logs = new CapturedLogs();
let running: PublicApp;

/** A channel whose address can't be read: a fault of ours, whose message holds what must not be shown. */
const FAULTY = {
  id: 'sms-faulty',
  kind: 'sms',
  provider: 'twilio',
  enabled: true,
  get address(): string {
    throw new TypeError('cannot read +6281100000001');
  },
} as unknown as Channel;

beforeAll(async () => {
  running = await startPublicApp({ channels: [FAULTY], logger: logs.logger });
});
afterAll(() => running.app.close());

describe('what goes wrong on the way to a page', () => {
  it('is a page that says so, without the reason', async () => {
    const answer = await new FormBrowser(running.app).get('/tanah-bumbu');
    expect(answer.status).toBe(500);
    expect(answer.body).toContain('Halaman belum bisa dibuka');
    expect(answer.body).toContain('112');
    expect(answer.body).not.toContain('62811');
    expect(logs.find('a request failed')).toMatchObject([
      { fields: { route: '/:tenant', status: 500, error: 'TypeError' } },
    ]);
    expect(logs.text()).not.toContain('62811');
  });

  it('speaks the language of the reader', async () => {
    const browser = new FormBrowser(running.app);
    await browser.get('/?lang=en');
    expect((await browser.get('/no/such/address/at/all')).body).toContain('<html lang="en">');
  });

  it('gets the list of offices for an address that is none', async () => {
    expect(await new FormBrowser(running.app).get('/no/such/address/at/all')).toMatchObject({
      status: 404,
      body: expect.stringContaining('Halaman tidak ditemukan') as string,
    });
  });

  it.each([
    ['/hooks/nothing/here/at/all', 'text/html', 404],
    ['/api/v1/nothing/here', 'text/html', 404],
    ['/no/such/address/at/all', 'application/json', 404],
    ['/tanah-bumbu', 'application/json', 500],
  ])('is JSON for programs: %s, %s', async (url, accept, status) => {
    const answer = await running.app.inject({ method: 'GET', url, headers: { accept } });
    expect(answer.statusCode).toBe(status);
    expect(answer.headers['content-type']).toContain('application/json');
    expect(answer.json<{ statusCode: number }>().statusCode).toBe(status);
    expect(answer.body).not.toContain('62811');
  });

  it('keeps what the server itself refuses', async () => {
    const payload = '{"broken":';
    const headers = { 'content-type': 'application/json', accept: 'text/html' };
    const answer = await running.app.inject({ method: 'POST', url: '/tanah-bumbu/lapor', headers, payload });
    expect(answer.statusCode).toBe(400);
  });
});
