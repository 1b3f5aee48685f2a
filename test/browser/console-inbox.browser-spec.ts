import type { Browser, BrowserContextOptions } from 'playwright-core';
import { seedDemo } from '../../src/sandbox/demo/seed.js';
import { axeViolations, launchBrowser, openPage, screenshot, sidewaysOverflow, type OpenPage } from '../kit/browser.js';
import { ConsoleClient } from '../kit/console-client.js';
import { TestGateway } from '../kit/gateway.js';
import { describeIfChromium } from '../kit/require.js';
import { until } from '../kit/wait.js';

// Generous: the machine may be busy with the other suites.
jest.setTimeout(300_000);

/** Each page in two that differ in both: every page wide and narrow, light and dark. */
const LOOKS = [
  { name: 'wide', viewport: { width: 1280, height: 900 }, colorScheme: 'light' },
  { name: 'wide-dark', viewport: { width: 1280, height: 900 }, colorScheme: 'dark' },
  { name: 'phone', viewport: { width: 360, height: 740 }, colorScheme: 'light' },
  { name: 'phone-dark', viewport: { width: 360, height: 740 }, colorScheme: 'dark' },
] as const;

describeIfChromium('inbox and list of tickets in a browser', () => {
  let browser: Browser;
  let gateway: TestGateway;
  let admin: ConsoleClient;
  let central: ConsoleClient;

  beforeAll(async () => {
    gateway = await TestGateway.start();
    const { core } = gateway.gateway;
    const tenant = core.configuration.tenants.bySlug('tanah-bumbu');
    if (!tenant) throw new Error('the tenant is gone');
    await seedDemo(
      { ...core, holidays: core.configuration.holidays, areas: core.areas },
      { tenant, tickets: 400, seed: 7, days: 4, now: new Date() },
    );
    await core.database.query("UPDATE ticket SET urgency = 'danger' WHERE number IN (SELECT number FROM ticket WHERE state = 'received' ORDER BY opened_at LIMIT 2)"); // prettier-ignore
    admin = await ConsoleClient.signIn(gateway, 'admin', { name: 'Siti Aminah' });
    central = await ConsoleClient.signIn(gateway, 'central-admin', { locale: 'en' });
    await gateway.send('+6281100000777', 'jalan di kampung kami rusak sekali');
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser.close();
    await gateway.stop();
  });

  async function open(client: ConsoleClient, path: string, options: BrowserContextOptions = {}): Promise<OpenPage> {
    const opened = await openPage(browser, { viewport: { width: 1280, height: 900 }, ...options });
    await opened.page.context().addCookies(client.cookiesFor());
    await opened.page.goto(gateway.url + path);
    return opened;
  }

  it.each(LOOKS)('pages are whole and accessible: $name', async ({ name, viewport, colorScheme }) => {
    const pages = [
      ['inbox', admin, '/console'],
      ['inbox-en', central, '/console?tenant=tanah-bumbu'],
      ['list', admin, '/console/aduan'],
      ['list-en', central, '/console/aduan?tenant=tanah-bumbu&keadaan=open&urut=due'],
      ['list-group', admin, '/console/aduan?kelompok=overdue'],
      ['list-search', admin, '/console/aduan?q=jalan+rusak&dari=2020-01-01'],
      ['list-empty', admin, '/console/aduan?q=kucing'],
    ] as const;
    const wrong: string[] = [];
    const odd = name === 'wide-dark' || name === 'phone';
    for (const [page_, client, path] of pages.filter((_page, index) => (index % 2 === 1) === odd)) {
      const { page, complaints } = await open(client, path, { viewport, colorScheme });
      await screenshot(page, `inbox-${page_}-${name}`);
      for (const what of [...(await axeViolations(page)), ...complaints.list]) wrong.push(`${path}: ${what}`);
      const wide = await sidewaysOverflow(page);
      if (wide > 0) wrong.push(`${path}: ${String(wide)} px too wide`);
      await page.context().close();
    }
    expect(wrong).toEqual([]);
  });

  it('is worked by keyboard: move, take, choose, more, dispatch, answer', async () => {
    const { page, complaints } = await open(admin, '/console/aduan?keadaan=open');
    const focused = (): Promise<string> => page.evaluate('document.activeElement.textContent.trim()');
    const numbers = await page.locator('.row-number').allTextContents();
    await page.keyboard.press('j');
    expect(await focused()).toBe(numbers[0]);
    await page.keyboard.press('j');
    await page.keyboard.press('j');
    await page.keyboard.press('k');
    expect(await focused()).toBe(numbers[1]);
    const row = page.locator(`#aduan-${numbers[1] ?? ''}`);
    await page.keyboard.press('a');
    await row.getByText('Anda pegang').waitFor();
    // The focus stays in the row, and the next key goes on from there.
    await until('the focus', async () => (await row.locator(':focus').count()) === 1);
    await page.keyboard.press('x');
    await page.getByText('1 dipilih').waitFor();
    await page.keyboard.press('.');
    expect(await row.locator('.row-more').getAttribute('open')).not.toBeNull();
    expect(await focused()).toBe('Disposisikan');
    await page.keyboard.press('Escape');
    await page.keyboard.press('e');
    await page.waitForURL(`**/console/aduan/${numbers[1] ?? ''}#disposisi`);
    await page.goBack();
    await page.keyboard.press('j');
    await page.keyboard.press('r');
    await page.waitForURL('**#jawab');
    expect(complaints.list).toEqual([]);
    await page.context().close();
  });

  it('takes the row of the list that it is pressed in, and both rows of the ticket are right afterwards', async () => {
    const { page, complaints } = await open(admin, '/console');
    const number = (await page.locator('.is-sorting .row-number').first().textContent())?.trim() ?? '';
    await gateway.gateway.core.database.query(
      `UPDATE outbound_message SET state = 'failed', created_at = now() WHERE id = (SELECT m.id FROM outbound_message m
         JOIN ticket t ON t.id = m.ticket_id WHERE t.number = $1 AND m.audience = 'citizen' ORDER BY m.created_at DESC LIMIT 1)`,
      [number],
    );
    await page.reload();
    const [first, second] = [page.locator(`#aduan-${number}`), page.locator(`#aduan-${number}-balasan`)];
    const states = async (): Promise<(string | undefined)[]> =>
      Promise.all([first, second].map(async (row) => (await row.locator('.row-person > span:first-child').textContent())?.trim()));
    const nobody = 'Belum dipegang siapa pun';
    expect(await states()).toEqual([nobody, nobody]);
    for (const [row, other] of [[second, first], [first, second]] as const) {
      await row.locator('.row-number').focus();
      await page.keyboard.press('a');
      await other.getByText('Anda pegang').waitFor();
      expect(await states()).toEqual(['Anda pegang', 'Anda pegang']);
      await until('the focus', async () => (await row.locator(':focus').count()) === 1);
      // Pressed again it is given up, by what the new row says of it.
      await page.keyboard.press('a');
      await other.getByText('Anda pegang').waitFor({ state: 'detached' });
      expect(await states()).toEqual([nobody, nobody]);
      await until('the focus', async () => (await row.locator(':focus').count()) === 1);
    }
    expect(complaints.list).toEqual([]);
    await page.context().close();
  }); // prettier-ignore

  it('tells of new tickets in a quiet bar, and marks what changed, without moving anything', async () => {
    const { page } = await open(admin, '/console');
    const before = await page.locator('.row-number').allTextContents();
    const bar = page.getByRole('status').filter({ hasText: 'aduan baru' });
    await gateway.send('+6281100000778', 'TANAHBUMBU lampu jalan mati di Batulicin');
    await bar.getByText('1 aduan baru').waitFor();
    const changed = before[0] ?? '';
    await admin.post(`/console/aduan/${changed}/petugas`, { petugas: 'me', tadi: '' });
    await page.locator(`#aduan-${changed}`).getByText('Baru berubah').waitFor();
    expect(await page.locator('.row-number').allTextContents()).toEqual(before);
    await screenshot(page, 'inbox-live-bar');
    await bar.getByRole('link').click();
    await page.getByText('lampu jalan mati di Batulicin').waitFor();
    await page.context().close();
  });

  it('works without a script: choose, act, and read what became of each', async () => {
    const { page } = await open(admin, '/console/aduan?keadaan=closed', { javaScriptEnabled: false });
    for (const box of (await page.locator('.row-box input').all()).slice(0, 2)) await box.check();
    await page.locator('.bulk-part summary', { hasText: 'Arsipkan' }).click();
    await page.getByLabel('Alasan').selectOption('already-answered');
    await page.getByRole('button', { name: 'Arsipkan' }).click();
    await page.getByText('2 berhasil.').waitFor();
    await screenshot(page, 'inbox-bulk-result');
    await page.getByRole('link', { name: 'Kembali ke daftar' }).click();
    await page.getByText('Simpan tampilan ini').first().click();
    await page.getByLabel('Nama tampilan').fill('Yang selesai');
    await page.locator('.saved-views form button').last().click();
    await page.getByRole('link', { name: 'Yang selesai' }).waitFor();
    await page.context().close();
  });
});
