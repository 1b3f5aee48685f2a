import type { Browser, Page } from 'playwright-core';
import { StaffSeeds } from '../../src/agencies/staff-seeds.js';
import { DispatchLinks } from '../../src/dispatch/dispatch-links.js';
import type { EntryInput } from '../../src/manual/entry-input.js';
import type { ManualDesk } from '../../src/manual/manual-desk.js';
import { systemClock } from '../../src/observability/clock.js';
import { axeViolations, launchBrowser, openPage, screenshot, sidewaysOverflow } from '../kit/browser.js';
import { clerkOf } from '../kit/clerk.js';
import { TestGateway } from '../kit/gateway.js';
import { phonePhoto } from '../kit/pictures.js';
import { describeIfChromium } from '../kit/require.js';
import { staffEntry } from '../kit/staff.js';
import { until } from '../kit/wait.js';

const OPERATOR = { kind: 'operator', by: 'cli' } as const;
const HOSTILE =
  '<script>document.title="direbut"</script><img src="x" onerror="alert(1)"> </p></main> Jalan berlubang di depan SDN 1';
const WITHOUT_SCRIPT = { viewport: { width: 360, height: 740 }, javaScriptEnabled: false };

interface Handed {
  number: string;
  dispatchId: string;
  officerId: string;
  url: string;
}

// Generous: the machine may be busy with the other suites.
jest.setTimeout(240_000);

describeIfChromium("pages behind an officer's link in a browser", () => {
  let gateway: TestGateway;
  let browser: Browser;
  let desk: ManualDesk;
  let endDesk: () => Promise<void>;
  const core = (): TestGateway['gateway']['core'] => gateway.gateway.core;

  beforeAll(async () => {
    gateway = await TestGateway.start();
    const { database, vault } = core();
    const seeds = new StaffSeeds({ database, vault, clock: systemClock });
    await seeds.apply('tanah-bumbu', [
      staffEntry('admin@tanahbumbu.instansi.example', { agency: null, role: 'admin', name: 'Admin Contoh' }),
      staffEntry('pupr@tanahbumbu.instansi.example'),
      staffEntry('bina-marga@tanahbumbu.instansi.example', { unit: 'bina-marga', name: 'Pejabat Bidang' }),
    ]);
    ({ desk, end: endDesk } = clerkOf(gateway));
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser.close();
    await endDesk();
    await gateway.stop();
  });

  let count = 0;
  /** A ticket in the hands of Dinas PUPR, and the link of its officer. */
  async function handed(entry: Partial<EntryInput> = {}, note?: string): Promise<Handed> {
    count += 1;
    const taken = await desk.take(
      {
        channelId: 'manual-tanahbumbu-surat',
        text: `Jalan berlubang di depan SDN ${String(count)} Batulicin, sudah dua orang jatuh`,
        reporter: { name: 'Siti Contoh', phone: '0811-0000-0001', postalAddress: 'Jalan Contoh 1\nBatulicin 72171' },
        place: { landmark: 'depan SDN 1', latitude: -3.45, longitude: 115.99 },
        ...entry,
      },
      60_000,
    );
    const number = taken.number ?? '';
    const { dispatchId } = await core().dispatches.dispatch(number, {
      agency: 'pupr',
      actor: OPERATOR,
      ...(note && { note }),
    });
    const { staff, database, dispatchLinks, agencyViews } = core();
    const [officer] = await staff.list(database, { tenant: 'tanah-bumbu', agency: 'pupr', unit: null });
    const officerId = officer?.id ?? '';
    if (entry.attachments) await until('the photos', async () => (await agencyViews.of(database, dispatchId))?.files.length === entry.attachments?.length); // prettier-ignore
    return { number, dispatchId, officerId, url: `${gateway.url}${dispatchLinks.path(dispatchId, officerId)}` };
  }

  async function events(number: string): Promise<{ type: string; actor: string; by: string | null }[]> {
    return core().database.query(
      `SELECT e.type, e.actor, e.data ->> 'by' AS by FROM ticket_event e JOIN ticket t ON t.id = e.ticket_id
       WHERE t.number = $1 ORDER BY e.at, e.id`,
      [number],
    );
  }

  async function stateOf(dispatchId: string): Promise<unknown> {
    const [row] = await core().database.query('SELECT state, unit FROM dispatch WHERE id = $1', [dispatchId]);
    return row;
  }

  const post = async (
    url: string,
    fields: Record<string, string>,
    headers: Record<string, string> = {},
  ): Promise<Response> =>
    fetch(url, {
      method: 'POST',
      redirect: 'manual',
      headers: { accept: 'text/html', ...headers },
      body: new URLSearchParams(fields),
    });
  const tokenIn = async (page: Page): Promise<string> => page.locator('input[name=token]').first().inputValue();

  it('accepts, hands to a unit, asks, and responds with photos, all without script', async () => {
    const { number, dispatchId, officerId, url } = await handed({ attachments: [{ filename: 'lubang.jpg', bytes: await phonePhoto() }] }, 'Mohon dicek hari ini'); // prettier-ignore
    const { page, complaints } = await openPage(browser, WITHOUT_SCRIPT);
    const before = await events(number);
    const answer = await page.goto(url);
    expect(answer?.headers()).toMatchObject({
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
      'x-robots-tag': 'noindex, nofollow',
    });
    await page.getByText('Mohon dicek hari ini').waitFor();
    for (const path of ['selesai', 'tanya', 'bidang', 'bukan', 'terima', 'entah']) await page.goto(`${url}/${path}`);
    expect(await events(number)).toEqual(before);

    await page.goto(url);
    const photo = await page.request.get(
      `${gateway.url}${(await page.locator('.photos img').getAttribute('src')) ?? ''}`,
    );
    expect([photo.status(), photo.headers()['content-type'], photo.headers()['referrer-policy']]).toEqual([200, 'image/jpeg', 'no-referrer']); // prettier-ignore
    expect((await photo.body()).includes('Telepon-Rahasia')).toBe(false);

    const formToken = await tokenIn(page);
    await page.getByRole('button', { name: 'Terima aduan ini' }).click();
    await page.getByText('Tercatat Anda terima').waitFor();
    expect((await post(`${url}/terima`, { token: formToken })).status).toBe(303);
    expect(await page.getByRole('button', { name: 'Terima aduan ini' }).count()).toBe(0);

    await page.getByRole('link', { name: 'Serahkan ke bidang' }).click();
    await page.getByRole('button', { name: 'Serahkan' }).click();
    await page.locator('#unit-error').getByText('Bidang belum dipilih').waitFor();
    await page.getByLabel('Bidang').selectOption({ label: 'Bidang Bina Marga' });
    await page.getByRole('button', { name: 'Serahkan' }).click();
    await page.getByText('Bidang itu diberi tahu').waitFor();
    expect(await stateOf(dispatchId)).toEqual({ state: 'accepted', unit: 'bina-marga' });

    await page.getByRole('link', { name: 'Tanya pelapor' }).click();
    const question = { token: await tokenIn(page), question: 'Di depan rumah nomor berapa?' };
    await page.getByLabel('Pertanyaan').fill(question.question);
    await page.getByRole('button', { name: 'Kirim pertanyaan' }).click();
    await page.getByText('Menunggu jawaban pelapor').waitFor();
    expect((await post(`${url}/tanya`, question)).status).toBe(303);
    const late = await post(`${url}/tanya`, { ...question, question: 'Pertanyaan lain?' });
    expect([late.status, await late.text()]).toEqual([409, expect.stringContaining('Pertanyaan lain?')]);

    await page.getByRole('link', { name: 'Laporkan hasil penanganan' }).click();
    await page.getByLabel('Hasil penanganan').fill('Lubang sudah ditambal.\nTerima kasih.');
    await page
      .getByLabel('Foto sesudah')
      .setInputFiles({ name: 'x.pdf', mimeType: 'image/jpeg', buffer: Buffer.from('%PDF-1.4 bukan foto') });
    await page.getByRole('button', { name: 'Kirim tanggapan' }).click();
    await page.locator('#after-error').getByText('bukan foto').waitFor();
    expect(await page.getByLabel('Hasil penanganan').inputValue()).toBe('Lubang sudah ditambal.\nTerima kasih.');
    const respond = await tokenIn(page);
    const place = { latitude: -3.45, longitude: 115.99 };
    await page
      .getByLabel('Foto sebelum')
      .setInputFiles({ name: 'a.jpg', mimeType: 'image/jpeg', buffer: await phonePhoto({ place }) });
    await page
      .getByLabel('Foto sesudah')
      .setInputFiles({ name: 'b.jpg', mimeType: 'image/jpeg', buffer: await phonePhoto({ place }) });
    await page.getByRole('button', { name: 'Kirim tanggapan' }).click();
    await page.getByText('menunggu diperiksa admin. Terima kasih').waitFor();
    expect(await page.getByAltText(/sebelum ditangani/).count()).toBe(1);
    const after = await page.request.get(
      `${gateway.url}${(await page.getByAltText(/sesudah ditangani/).getAttribute('src')) ?? ''}`,
    );
    expect([after.status(), (await after.body()).includes('Telepon-Rahasia')]).toEqual([200, false]);
    expect(await stateOf(dispatchId)).toMatchObject({ state: 'responded' });

    const twice = { token: respond, text: 'Lubang sudah ditambal.\nTerima kasih.' };
    expect((await post(`${url}/selesai`, twice)).status).toBe(303);
    const edited = await post(`${url}/selesai`, { ...twice, text: 'Kata lain' });
    expect([edited.status, await edited.text()]).toEqual([409, expect.stringContaining('sudah kami terima')]);
    expect(
      await core().database.query('SELECT via, officer_id AS by, state FROM response WHERE dispatch_id = $1', [
        dispatchId,
      ]),
    ).toEqual([{ via: 'link', by: officerId, state: 'submitted' }]);

    const own = (await events(number)).filter(({ actor }) => actor === 'officer');
    expect(own.map(({ type }) => type)).toEqual(
      expect.arrayContaining(['accepted', 'unit-assigned', 'asked', 'responded']),
    );
    expect(own.filter(({ type }) => type === 'accepted')).toHaveLength(1);
    expect(new Set(own.map(({ by }) => by))).toEqual(new Set([officerId]));
    expect(complaints.list).toEqual([]);
  });

  it('hands back with a reason, keeps what was typed on an error, and is over then', async () => {
    const { number, dispatchId, url } = await handed();
    const { page } = await openPage(browser, WITHOUT_SCRIPT);
    await page.goto(`${url}/bukan`);
    await page.getByLabel('Alasan lain').check();
    await page
      .getByLabel('Instansi yang berwenang')
      .selectOption({ label: 'Dinas Perumahan Rakyat dan Kawasan Permukiman' });
    await page.getByRole('button', { name: 'Kembalikan aduan' }).click();
    await page.locator('#words-error').waitFor();
    expect(await page.getByLabel('Alasan lain').isChecked()).toBe(true);
    expect(await page.getByLabel('Instansi yang berwenang').inputValue()).toBe('perkim');
    const form = { token: await tokenIn(page), reason: 'other', to: 'perkim', words: 'Jalan komplek perumahan' };
    await page.getByLabel('Penjelasan untuk admin').fill(form.words);
    await page.getByRole('button', { name: 'Kembalikan aduan' }).click();
    await page.getByText('Aduan ini sudah dikembalikan').waitFor();
    // An agency that is out of it reads no more of what the citizen said.
    expect(await page.content()).not.toContain('Jalan berlubang');
    expect((await post(`${url}/bukan`, form)).status).toBe(303);
    expect((await events(number)).filter(({ type }) => type === 'returned')).toHaveLength(1);
    expect(await stateOf(dispatchId)).toMatchObject({ state: 'returned' });

    // Typed for an hour, and handed back by a colleague meanwhile: the admin has it.
    const { token } = { token: form.token };
    const late = await post(`${url}/selesai`, { token, text: 'Sudah ditambal juga' });
    expect(late.headers.get('location')).toContain('hasil=kept');
  });

  it('promise 7: shows nothing of who reports, and what they wrote as text', async () => {
    const { url } = await handed({
      text: `${HOSTILE}. Saya Siti Contoh, 0811-0000-0001`,
      confidential: true,
      reporter: { name: 'Siti Contoh', phone: '0811-0000-0001', postalAddress: 'Jalan Contoh 1\nBatulicin 72171' },
    });
    const { page, complaints } = await openPage(browser, { viewport: { width: 360, height: 740 } });
    for (const path of ['', '/selesai', '/tanya', '/bidang', '/bukan']) {
      await page.goto(`${url}${path}`);
      const html = await page.content();
      expect(html).toContain('Jalan berlubang');
      expect(html).not.toMatch(/Siti|0811|81100000001|Jalan Contoh/);
      expect(await page.title()).not.toContain('direbut');
      expect(await page.locator('main script, main img').count()).toBe(0);
    }
    expect(complaints.list).toEqual([]);
    expect(JSON.stringify(gateway.logs.lines)).not.toMatch(new RegExp(`Siti|${url.split('/d/')[1] ?? ''}`));
  });

  it('opens nothing with an altered link, one of an officer who left, or from another site', async () => {
    const { url, dispatchId, officerId } = await handed();
    const { page } = await openPage(browser, WITHOUT_SCRIPT);
    const altered = `${url.slice(0, -1)}${url.endsWith('A') ? 'B' : 'A'}`;
    for (const wrong of [altered, `${gateway.url}/d/x`, `${url}x`]) {
      expect((await page.goto(wrong))?.status()).toBe(404);
      await page.getByText('Tautan ini tidak dikenal').waitFor();
      expect((await post(`${wrong}/terima`, {})).status).toBe(404);
    }
    await page.goto(url);
    const token = await tokenIn(page);
    const foreign = await post(`${url}/terima`, { token }, { 'sec-fetch-site': 'cross-site' });
    expect(foreign.status).toBe(403);
    // The token of another link's form.
    expect((await post(`${(await handed()).url}/terima`, { token })).status).toBe(422);
    expect(await stateOf(dispatchId)).toMatchObject({ state: 'sent' });
    // A photo of somebody else's report, under this link and under its own.
    const other = await handed({ attachments: [{ filename: 'lubang.jpg', bytes: await phonePhoto() }] });
    const id = (await core().agencyViews.of(core().database, other.dispatchId))?.files[0]?.id ?? '';
    const photo = async (link: string): Promise<number> => (await fetch(`${link}/foto/${id}`)).status;
    expect([await photo(url), await photo(altered), await photo(other.url)]).toEqual([404, 404, 200]);
    const setActive = async (active: boolean): Promise<unknown> => core().database.query('UPDATE officer SET active = $2 WHERE id = $1', [officerId, active]); // prettier-ignore
    await setActive(false);
    expect((await page.goto(url))?.status()).toBe(404);
    await setActive(true);
  });

  it('takes 120 posts an hour from one address, and keeps what was typed', async () => {
    const { url } = await handed();
    const from = { 'x-forwarded-for': '203.0.113.9' };
    for (let times = 0; times < 120; times += 1) expect((await post(`${url}/tanya`, {}, from)).status).toBe(422);
    const refused = await post(`${url}/tanya`, { question: 'Di depan rumah siapa?' }, from);
    expect([refused.status, Number(refused.headers.get('retry-after')) > 0]).toEqual([429, true]);
    expect(await refused.text()).toContain('Di depan rumah siapa?');
    expect((await post(`${url}/tanya`, {})).status).toBe(422);
  });

  it('sends a fresh link to the same officer in place of one that ran out, once an hour', async () => {
    const { dispatchId, officerId, number } = await handed();
    const { keys, database } = core();
    const past = { now: () => new Date(Date.now() - 91 * 86_400_000) };
    const old = `${gateway.url}${new DispatchLinks({ keys, clock: past }).path(dispatchId, officerId)}`;
    const { page } = await openPage(browser, WITHOUT_SCRIPT);
    expect((await page.goto(old))?.status()).toBe(410);
    expect(await page.content()).not.toMatch(new RegExp(`Jalan berlubang|${number}`));
    const told = async (): Promise<number> =>
      (
        await database.query("SELECT 1 FROM outbound_message WHERE idempotency_key LIKE 'fresh-link:' || $1 || '%'", [
          dispatchId,
        ])
      ).length;
    expect(await told()).toBe(0);
    await page.getByRole('button', { name: 'Kirim tautan baru' }).click();
    await page.getByRole('heading', { name: 'Tautan baru dikirim' }).waitFor();
    await post(`${old}/tautan-baru`, {});
    expect(await told()).toBe(1);
    expect((await post(`${old}/terima`, {})).status).toBe(410);
    expect(await stateOf(dispatchId)).toMatchObject({ state: 'sent' });
  });

  it.each([
    [360, 'light', 'id'],
    [1280, 'dark', 'en'],
  ] as const)('reads well at %d px, %s, %s', async (width, colorScheme, lang) => {
    const { page, complaints } = await openPage(browser, { viewport: { width, height: 800 }, colorScheme });
    const look = async (name: string): Promise<void> => {
      await screenshot(page, `duty-${name}-${String(width)}-${lang}`);
      const seen = { name, violations: await axeViolations(page), overflow: await sidewaysOverflow(page) };
      expect(seen).toEqual({ name, violations: [], overflow: 0 });
    };
    const { dispatchId, officerId, url, number } = await handed({ attachments: [{ filename: 'lubang.jpg', bytes: await phonePhoto() }] }, 'Mohon dicek'); // prettier-ignore
    await core().dispatches.dispatch(number, { agency: 'perkim', actor: OPERATOR });
    await page.goto(`${url}?lang=${lang}`);
    expect(await page.locator('html').getAttribute('lang')).toBe(lang);
    await look('new');
    for (const path of ['selesai', 'tanya', 'bidang', 'bukan']) {
      await page.goto(`${url}/${path}`);
      await look(path);
      await page.locator('main form button').click();
      await page.locator('#ringkasan').waitFor();
      await look(`${path}-error`);
    }
    await page.goto(url);
    await page.locator('.step button').click();
    await page.locator('.done').waitFor();
    await look('accepted');
    const actor = { kind: 'officer', by: officerId } as const;
    await core().questions.ask(number, 'Di mana?', { actor, dispatchId });
    await page.goto(url);
    await look('waiting');
    await core().responses.submit({
      dispatchId,
      officerId,
      via: 'link',
      text: `${'Panjang'.repeat(40)} مرحبا\nSudah ditambal.`,
    });
    await page.goto(url);
    await look('responded');
    await core().dispatches.withdraw(dispatchId, OPERATOR);
    await page.goto(url);
    await look('withdrawn');
    await page.goto(`${gateway.url}/d/x`);
    await look('unknown');
    const past = { now: () => new Date(Date.now() - 91 * 86_400_000) };
    await page.goto(
      `${gateway.url}${new DispatchLinks({ keys: core().keys, clock: past }).path(dispatchId, officerId)}`,
    );
    await look('expired');
    await page.locator('main form button').click();
    await page.getByRole('heading', { level: 1 }).waitFor();
    await look('fresh');
    expect(complaints.list).toEqual([]);
  });
});
