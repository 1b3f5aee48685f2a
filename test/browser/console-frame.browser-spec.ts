import type { Browser } from 'playwright-core';
import { launchBrowser, openPage } from '../kit/browser.js';
import { openConsole, surveyPage } from '../kit/console-browser.js';
import { ConsoleClient, PASSWORD } from '../kit/console-client.js';
import { TestGateway } from '../kit/gateway.js';
import { describeIfChromium } from '../kit/require.js';

// Generous: the machine may be busy with the other suites.
jest.setTimeout(900_000);

describeIfChromium("the console's frame in a browser", () => {
  let gateway: TestGateway;
  let browser: Browser;

  beforeAll(async () => {
    gateway = await TestGateway.start();
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser.close();
    await gateway.stop();
  });

  it('shows the sign-in, and what was wrong with it', async () => {
    const client = ConsoleClient.nobody(gateway);
    const opened = await openPage(browser, {});
    const { faults } = await surveyPage(opened, { gateway, client, name: 'frame-sign-in' }, (page) =>
      page.goto(`${gateway.url}/console`),
    );
    expect(faults).toEqual([]);
    const refused = await surveyPage(opened, { gateway, client, name: 'frame-sign-in-refused' }, async (page) => {
      await page.goto(`${gateway.url}/console/masuk`);
      await page.fill('#nama', 'siti');
      await page.fill('#sandi', 'bukan ini');
      await page.click('button.btn-primary');
    });
    expect(refused.faults).toEqual([]);
  });

  it('shows the own password inside the frame, and the menus', async () => {
    const client = await ConsoleClient.signIn(gateway, 'central-admin', { name: 'Siti Contoh' });
    const opened = await openConsole(browser, client);
    const { faults } = await surveyPage(opened, { gateway, client, name: 'frame-password' }, (page) =>
      page.goto(`${gateway.url}/console/akun/sandi`),
    );
    expect(faults).toEqual([]);
    const menus = await surveyPage(opened, { gateway, client, name: 'frame-menus' }, async (page) => {
      await page.goto(`${gateway.url}/console/akun/sandi`);
      await page.click('.frame-user summary');
    });
    expect(menus.faults).toEqual([]);
    const keys = await surveyPage(opened, { gateway, client, name: 'frame-shortcuts' }, async (page) => {
      await page.goto(`${gateway.url}/console/akun/sandi`);
      await page.keyboard.press('?');
    });
    expect(keys.faults).toEqual([]);
    const missing = await surveyPage(opened, { gateway, client, name: 'frame-missing' }, (page) =>
      page.goto(`${gateway.url}/console/tidak-ada`),
    );
    expect(missing.faults).toEqual([]);
  });

  it('shows the own account, the second factor, and the users', async () => {
    const client = await ConsoleClient.signIn(gateway, 'admin', {
      name: 'Budi Contoh',
      email: 'budi@instansi.example',
    });
    await ConsoleClient.signIn(gateway, 'officer', {
      name: 'Ani Contoh Yang Namanya Panjang Sekali dari Bidang',
      unit: null,
    });
    await ConsoleClient.signIn(gateway, 'operator', { name: 'Siti Contoh', signedOut: true });
    // A second browser of the same person.
    await client.enter();
    const opened = await openConsole(browser, client);
    const pages: [string, string][] = [
      ['own', '/console/akun'],
      ['factor', '/console/akun/faktor-kedua'],
      ['users', '/console/pengaturan/pengguna'],
      ['user-new', '/console/pengaturan/pengguna/baru'],
    ];
    for (const [name, path] of pages) {
      const { faults } = await surveyPage(opened, { gateway, client, name: `frame-${name}` }, (page) =>
        page.goto(`${gateway.url}${path}`),
      );
      expect(faults).toEqual([]);
    }
    const wrong = await surveyPage(opened, { gateway, client, name: 'frame-user-wrong' }, async (page) => {
      await page.goto(`${gateway.url}/console/pengaturan/pengguna/baru`);
      await page.fill('#nama', 'Orang Baru');
      await page.selectOption('#peran', 'officer');
      await page.click('main button.btn-primary');
    });
    expect(wrong.faults).toEqual([]);
  });

  it('fills in again what was typed and not taken, on the page of its own office alone', async () => {
    const client = await ConsoleClient.signIn(gateway, 'central-admin');
    const { page } = await openConsole(browser, client);
    const form = `${gateway.url}/console/pengaturan/aturan/baru`;
    const words = page.locator('main [name="kata"]');
    const send = async (typed: string): Promise<void> => {
      await words.fill(typed);
      await page.locator('main button[value="periksa"]').click();
      await page.locator('[data-kept]').waitFor();
    };

    await page.goto(`${form}?tenant=tanah-bumbu`);
    const tab = await page.context().newPage();
    await tab.goto(`${form}?tenant=kubu-raya`);
    await send('pipa bocor');
    await page.goto(form);
    expect(await page.locator('body').getAttribute('data-office')).toBe('kubu-raya');
    expect(await words.inputValue()).toBe('');
    await page.goto(`${form}?tenant=tanah-bumbu`);
    expect(await words.inputValue()).toBe('pipa bocor');

    await gateway.gateway.core.accounts.sessions.endAll(client.id);
    await send('pipa pecah');
    await page.locator('[data-kept] a').click();
    await page.fill('#nama', client.username);
    await page.fill('#sandi', PASSWORD);
    await page.click('button.btn-primary');
    await words.waitFor();
    await page.waitForLoadState();
    expect(await words.inputValue()).toBe('pipa pecah');
    // Once: whoever opens the page for something else finds it empty.
    await page.goto(form);
    expect(await words.inputValue()).toBe('');
    await page.context().close();
  });
});
