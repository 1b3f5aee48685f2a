import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { axeViolations, launchBrowser, openPage, screenshot, sidewaysOverflow, type OpenPage } from '../kit/browser.js';
import { ConsoleClient } from '../kit/console-client.js';
import { TestGateway } from '../kit/gateway.js';
import { describeIfChromium } from '../kit/require.js';

const SETTINGS = '/console/pengaturan';
const WIDE = { width: 1280, height: 900 };
const PHONE = { width: 360, height: 740 };

// Generous: the machine may be busy with the other suites.
jest.setTimeout(300_000);

describeIfChromium('settings and manual entry in a browser', () => {
  let browser: Browser;
  let gateway: TestGateway;
  let clients: Readonly<Record<'id' | 'en', ConsoleClient>>;
  /** Each language in light and dark and in both widths: every two of them together once. */
  const views = new Map<string, OpenPage>();

  beforeAll(async () => {
    gateway = await TestGateway.start();
    browser = await launchBrowser();
    const names = { name: 'Siti Contoh' };
    const id = await ConsoleClient.signIn(gateway, 'admin', names);
    const en = await ConsoleClient.signIn(gateway, 'admin', names);
    await en.post('/console/akun/bahasa', { bahasa: 'en', kembali: SETTINGS });
    clients = { id, en };
    await gateway.send('+6281110000741', 'TANAHBUMBU lampu jalan mati di depan pasar Batulicin');
    await gateway.replyTo('+6281110000741');
    // Something for the history to show.
    const page = await id.get(`${SETTINGS}/aturan/R07`);
    const base = /name="dasar" value="(\d+)"/.exec(page.body)?.[1] ?? '';
    await id.post(`${SETTINGS}/aturan/R07`, { 'kategori[]': ['sampah'], kata: 'tpa', tujuan: 'lingkungan-hidup/kebersihan', urutan: '9', dasar: base, langkah: 'simpan', catatan: 'TPA punya aturan sendiri' }); // prettier-ignore
    for (const client of [id, en]) await client.get(SETTINGS);
  });
  beforeAll(async () => {
    for (const [locale, colorScheme, viewport] of [['id', 'light', WIDE], ['id', 'dark', PHONE], ['en', 'light', PHONE], ['en', 'dark', WIDE]] as const)
      views.set(`${locale}-${colorScheme}-${String(viewport.width)}`, await signedIn(locale, { viewport, colorScheme, reducedMotion: 'reduce' }));
  }); // prettier-ignore
  afterAll(async () => {
    await browser.close();
    await gateway.stop();
  });

  async function signedIn(locale: 'id' | 'en', options: BrowserContextOptions): Promise<OpenPage> {
    const opened = await openPage(browser, options);
    await opened.page.context().addCookies(clients[locale].cookiesFor());
    return opened;
  } // prettier-ignore

  /** Fills in a page so that what is to be seen stands there. */
  const STATES: Readonly<Record<string, { path: string; act?: (page: Page) => Promise<void> }>> = {
    overview: { path: SETTINGS },
    agencies: { path: `${SETTINGS}/instansi` },
    agency: { path: `${SETTINGS}/instansi/pupr` },
    'agency-refused': { path: `${SETTINGS}/instansi/baru`, act: async (page) => page.locator('[value="periksa"]').click() }, // prettier-ignore
    'agency-in-use': { path: `${SETTINGS}/instansi/perhubungan`, act: async (page) => page.locator('[value="akhiri"]').click() }, // prettier-ignore
    categories: { path: `${SETTINGS}/kategori` },
    category: { path: `${SETTINGS}/kategori/lampu-jalan` },
    rules: { path: `${SETTINGS}/aturan` },
    rule: { path: `${SETTINGS}/aturan/R05` },
    'rule-review': {
      path: `${SETTINGS}/aturan/R05`,
      act: async (page) => {
        await page.locator('#tujuan').selectOption('pln');
        await page.locator('[value="periksa"]').click();
        await page.locator('#uji-ulang').waitFor();
      },
    },
    texts: { path: `${SETTINGS}/teks` },
    text: {
      path: `${SETTINGS}/teks/acknowledgement`,
      act: async (page) => {
        await page.locator('#short').fill('{number} kami terima untuk {agency}.');
        await page.getByText('TBU-000123 kami terima untuk Dinas PUPR.').waitFor();
      },
    },
    officers: { path: `${SETTINGS}/pejabat` },
    'officer-new': { path: `${SETTINGS}/pejabat/baru` },
    history: { path: `${SETTINGS}/riwayat` },
    entry: { path: '/console/catat' },
    'entry-open': {
      path: '/console/catat',
      act: async (page) => {
        await page.locator('#telepon').fill('0811-1000-0741');
        await page.locator('#tambah').waitFor();
      },
    },
  };

  it.each(Object.entries(STATES))('%s has nothing that shuts anybody out, and fits', async (name, { path, act }) => {
    const found: string[] = [];
    // Each in two views that differ in theme and width, every other one in the other language.
    const locale = Object.keys(STATES).indexOf(name) % 2 === 0 ? 'id' : 'en';
    for (const [where, { page, complaints }] of [...views].filter(([view]) => view.startsWith(locale))) {
      complaints.list.length = 0;
      await page.goto(`${gateway.url}${path}`);
      await act?.(page);
      found.push(...(await axeViolations(page)).map((each) => `${where}: ${each}`));
      const wider = await sidewaysOverflow(page);
      if (wider > 0) found.push(`${where}: ${String(wider)} px too wide`);
      found.push(...complaints.list.map((each) => `${where}: ${each}`));
      await screenshot(page, `settings-${name}-${where}`);
    }
    expect(found).toEqual([]);
  });

  it('takes an entry with the keyboard alone, keeps a draft until then, and begins the next', async () => {
    const { page, complaints } = await signedIn('id', { viewport: WIDE });
    await page.goto(`${gateway.url}/console/catat`);
    expect(await page.evaluate('document.activeElement.id')).toBe('uraian');
    await page.keyboard.type('Parit tersumbat di depan balai desa');
    await page.locator('#telepon').fill('0811-1000-0742');
    await page.locator('#draf').waitFor();
    await page.reload();
    expect(await page.locator('#uraian').inputValue()).toBe('Parit tersumbat di depan balai desa');
    // Who it was is not kept on a computer that several clerks share.
    expect(await page.locator('#telepon').inputValue()).toBe('');
    expect(await page.evaluate('JSON.stringify(localStorage)')).not.toContain('0742');
    await page.locator('#telepon').focus();
    await page.keyboard.type('0811-1000-0742');
    await page.keyboard.press('Control+Enter');
    await page.locator('.entry-number').waitFor();
    await screenshot(page, 'entry-result-id-light-1280');
    expect(await axeViolations(page)).toEqual([]);
    expect(await page.evaluate('document.activeElement.textContent')).toContain('Catat berikutnya');
    await page.keyboard.press('Enter');
    await page.locator('#uraian').waitFor();
    await page.waitForLoadState();
    expect(await page.locator('#uraian').inputValue()).toBe('');
    expect(complaints.list).toEqual([]);
  });

  it('adds to a ticket of the reporter that was offered while their number was typed', async () => {
    const { page } = await signedIn('id', { viewport: WIDE });
    await page.goto(`${gateway.url}/console/catat`);
    await page.locator('#uraian').fill('Pelapor bilang lampunya juga pecah');
    await page.locator('#telepon').pressSequentially('081110000741');
    await page.locator('#tambah').waitFor();
    await page.getByLabel(/^TBU-/).check();
    await page.getByRole('button', { name: 'Simpan dan beri nomor' }).click();
    await page.getByRole('heading', { name: 'Ditambahkan ke aduan' }).waitFor();
  });

  it('works without script', async () => {
    const { page } = await signedIn('id', { viewport: WIDE, javaScriptEnabled: false });
    await page.goto(`${gateway.url}/console/catat`);
    await page.locator('#uraian').fill('Sampah di pasar Pagatan belum diangkut');
    await page.locator('#telepon').fill('0811-1000-0743');
    await page.getByRole('button', { name: 'Simpan dan beri nomor' }).click();
    await page.locator('.entry-number').waitFor();
    await page.goto(`${gateway.url}${SETTINGS}/aturan/R05`);
    await page.locator('[value="periksa"]').click();
    await page.getByText('Tidak ada yang berubah.').waitFor();
    await page.goto(`${gateway.url}${SETTINGS}/pejabat`);
    await page.getByRole('button', { name: 'Tampilkan alamat' }).first().click();
    await page.getByText('@').first().waitFor();
  });
});
