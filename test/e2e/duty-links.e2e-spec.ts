import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { StaffSeeds } from '../../src/agencies/staff-seeds.js';
import { systemClock } from '../../src/observability/clock.js';
import { TestGateway } from '../kit/gateway.js';
import { CONFIG_DIRECTORY } from '../kit/shipped.js';
import { staffEntry } from '../kit/staff.js';

const OPERATOR = { kind: 'operator', by: 'cli' } as const;
const WORDS = 'Lubang sudah ditambal & diratakan.';

jest.setTimeout(120_000);

/** The pages behind officers' links, where nobody checks what agencies say, and while the database is away. */
describe("officers' links of a tenant whose admin does not check responses", () => {
  let config: string;
  let gateway: TestGateway;
  const core = (): TestGateway['gateway']['core'] => gateway.gateway.core;

  beforeAll(async () => {
    config = mkdtempSync(join(tmpdir(), 'kentongan-config-'));
    cpSync(CONFIG_DIRECTORY, config, { recursive: true });
    const file = join(config, 'tenants/tanah-bumbu.yaml');
    const text = readFileSync(file, 'utf8');
    writeFileSync(file, text.replace('responsesCheckedByAdmin: true', 'responsesCheckedByAdmin: false'));
    gateway = await TestGateway.start({ env: { KENTONGAN_CONFIG: config } });
    const { database, vault } = core();
    await new StaffSeeds({ database, vault, clock: systemClock }).apply('tanah-bumbu', [
      staffEntry('pupr@tanahbumbu.instansi.example'),
    ]);
  });
  afterAll(async () => {
    await gateway.stop();
    rmSync(config, { recursive: true, force: true });
  });

  async function handed(phone: string): Promise<{ number: string; url: string }> {
    await gateway.send(phone, `TANAHBUMBU jalan berlubang di depan SDN ${phone.slice(-2)} Batulicin`);
    const number = /TBU-\d+/.exec((await gateway.replyTo(phone)).text)?.[0] ?? '';
    const { dispatchId } = await core().dispatches.dispatch(number, { agency: 'pupr', actor: OPERATOR });
    const { staff, database, dispatchLinks } = core();
    const [officer] = await staff.list(database, { tenant: 'tanah-bumbu', agency: 'pupr' });
    return { number, url: `${gateway.url}${dispatchLinks.path(dispatchId, officer?.id ?? '')}` };
  }

  const page = async (url: string): Promise<string> => (await fetch(url, { headers: { accept: 'text/html' } })).text();
  const post = async (url: string, fields: Record<string, string>): Promise<Response> =>
    fetch(url, { method: 'POST', redirect: 'manual', headers: { accept: 'text/html' }, body: new URLSearchParams(fields) }); // prettier-ignore
  const tokenIn = (html: string): string => /name="token" value="([^"]+)"/.exec(html)?.[1] ?? '';
  const stateOf = async (number: string): Promise<string> => (await gateway.ticket(number)).state;

  /** Runs `work` while nothing can be written; `all`: nor read. */
  async function withoutDatabase<T>(all: boolean, work: () => Promise<T>): Promise<T> {
    const { database } = core();
    const away = (): Promise<never> =>
      Promise.reject(Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' }));
    Object.assign(database, { transaction: away, ...(all && { query: away }) });
    try {
      return await work();
    } finally {
      for (const name of ['transaction', 'query']) Reflect.deleteProperty(database, name);
    }
  }

  it('say so on the form, and what the officer writes is the answer', async () => {
    const phone = '+6281110000731';
    const { number, url } = await handed(phone);
    const html = await page(`${url}/selesai`);
    expect(html).toContain('Tulisan Anda langsung menjadi jawaban');
    expect((await post(`${url}/selesai`, { token: tokenIn(html), text: WORDS })).status).toBe(303);
    expect(await stateOf(number)).toBe('answered');
    expect((await gateway.replyTo(phone, 2)).text).toContain(WORDS);
    expect(await page(url)).not.toContain('menunggu diperiksa');
  });

  it.each([
    ['can not be written', false, '+6281110000732'],
    ['is away', true, '+6281110000733'],
  ])('keep what was typed while the database %s, and take it once it is back', async (_what, all, phone) => {
    const { number, url } = await handed(phone);
    const token = tokenIn(await page(`${url}/selesai`));
    const refused = await withoutDatabase(all, () => post(`${url}/selesai`, { token, text: WORDS }));
    const html = await refused.text();
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '30']);
    expect(refused.headers.get('referrer-policy')).toBe('no-referrer');
    expect(html).toContain('tulisan Anda masih ada');
    expect(html).toContain('Lubang sudah ditambal &amp; diratakan.');
    expect(await stateOf(number)).toBe('dispatched');
    expect((await post(`${url}/selesai`, { token: tokenIn(html), text: WORDS })).status).toBe(303);
    expect(await stateOf(number)).toBe('answered');
  });

  it('keep a reason and what goes with it, too', async () => {
    const { url } = await handed('+6281110000734');
    const token = tokenIn(await page(`${url}/bukan`));
    const typed = { token, reason: 'other', to: 'perkim', words: 'Jalan kompleks' };
    const html = await (await withoutDatabase(true, () => post(`${url}/bukan`, typed))).text();
    for (const [name, value] of [['reason', 'other'], ['to', 'perkim'], ['token', token]] as const)
      expect(html).toContain(`name="${name}" value="${value}"`);
    expect(html).toContain('Jalan kompleks');
  }); // prettier-ignore

  it('drop a draft that came too late, once, and none of anybody else’s', async () => {
    const { number, url } = await handed('+6281110000735');
    const other = await handed('+6281110000736');
    // Two windows: what the second one says is too late, and kept for the admin.
    const [first, second] = [tokenIn(await page(`${url}/selesai`)), tokenIn(await page(`${url}/selesai`))];
    await post(`${url}/selesai`, { token: first, text: WORDS });
    const late = await post(`${url}/selesai`, { token: second, text: 'Dan sudah disapu.' });
    expect(late.headers.get('location')).toContain('hasil=kept');
    const html = await page(url);
    const draft = /name="draft" value="([^"]+)"/.exec(html)?.[1] ?? '';
    expect(html).toContain('Buang draf ini');
    const stranger = tokenIn(await page(other.url));
    const refused = await post(`${other.url}/buang`, { token: stranger, draft });
    expect([refused.status, await refused.text()]).toEqual([409, expect.stringContaining('bukan draf lagi')]);
    const states = () => core().database.query('SELECT state FROM response WHERE id = $1', [draft]);
    expect(await states()).toEqual([{ state: 'draft' }]);
    for (const round of [1, 2]) {
      const dropped = await post(`${url}/buang`, { token: tokenIn(html), draft });
      expect([round, dropped.status, dropped.headers.get('location')]).toEqual([round, 303, expect.stringContaining('hasil=dropped')]);
    }
    expect(await states()).toEqual([{ state: 'withdrawn' }]);
    expect(await page(`${url}?hasil=dropped`)).toContain('Draf itu sudah dibuang');
    expect(await page(url)).not.toContain('Buang draf ini');
    expect((await gateway.ticket(number)).events.filter(({ type }) => type === 'response-dropped')).toHaveLength(1);
  }); // prettier-ignore
});
