import { startPublicApp, type PublicApp } from '../../kit/public-app.js';
import { FormBrowser } from '../../kit/public-client.js';

const ID = '01990000-0000-7000-8000-000000000001';
const JPEG = Buffer.from('ffd8ffe000104a464946', 'hex');
let running: PublicApp;
let now = new Date('2026-11-21T08:00:00Z');

beforeAll(async () => {
  running = await startPublicApp({ clock: { now: () => now } });
  const view = {
    tenant: 'tanah-bumbu',
    state: 'received',
    openedAt: now,
    dueAt: now,
    events: [],
    replies: [],
  } as const;
  running.tickets.views.set('i', {
    ...view,
    number: 'TBU-000123',
    inboundId: 'i',
    events: [{ at: now, kind: 'opened', by: 'citizen', said: { text: 'Jalan rusak', photos: [ID] } }],
    replies: [],
  });
  running.tickets.photos.set(ID, JPEG);
});
afterAll(() => running.app.close());
beforeEach(() => {
  now = new Date('2026-11-21T08:00:00Z');
  running.tickets.broken = false;
});

async function photoPath(): Promise<string> {
  const browser = new FormBrowser(running.app);
  const code = running.tickets.trackingCode('i');
  await browser.postUrlencoded('/tanah-bumbu/lacak', { number: 'TBU-000123', code });
  const { body } = await browser.get('/tanah-bumbu/lacak');
  return /<img src="([^"]+)"/.exec(body)?.[1] ?? '';
}
const get = (url: string) => running.app.inject({ method: 'GET', url });

describe('a photo on the tracking page', () => {
  it('is shown to the reporter, as a picture and nothing else', async () => {
    const path = await photoPath();
    expect(path).toMatch(/^\/tanah-bumbu\/lacak\/foto\//);
    const answer = await get(path);
    expect(answer.statusCode).toBe(200);
    expect(answer.rawPayload).toEqual(JPEG);
    expect(answer.headers).toMatchObject({
      'content-type': 'image/jpeg',
      'x-content-type-options': 'nosniff',
      'content-disposition': 'inline; filename="foto.jpg"',
      'content-security-policy': "default-src 'none'; sandbox",
      'cross-origin-resource-policy': 'same-origin',
      'cache-control': 'no-store',
    });
  });

  it('has an address for a quarter of an hour', async () => {
    const path = await photoPath();
    now = new Date(now.getTime() + 15 * 60_000);
    expect((await get(path)).statusCode).toBe(200);
    now = new Date(now.getTime() + 1);
    expect((await get(path)).statusCode).toBe(404);
  });

  it.each<[string, (path: string) => string]>([
    ['another tenant’s', (path) => path.replace('tanah-bumbu', 'badung')],
    ['another file’s', (path) => path.replace(ID, ID.replace(/1$/, '2'))],
    ['a longer life', (path) => path.replace(/~[a-z0-9]+~/, '~zzzzzzzzz~')],
    ['no signature', (path) => path.replace(/~[^~]+$/, '')],
    ['a longer link', (path) => `${path}~x`],
    ['nonsense', () => '/tanah-bumbu/lacak/foto/%00~%2e%2e~x'],
  ])('is not found under %s', async (_name, change) => {
    const path = change(await photoPath());
    const answer = await get(path);
    expect(answer.statusCode).toBe(404);
    expect(answer.headers['content-security-policy']).toBe("default-src 'none'; sandbox");
  });

  it('that is gone is not found; while the storage is away it says so', async () => {
    const path = await photoPath();
    running.tickets.photos.delete(ID);
    expect((await get(path)).statusCode).toBe(404);
    running.tickets.photos.set(ID, JPEG);
    running.tickets.broken = true;
    expect((await get(path)).statusCode).toBe(503);
  });
});
