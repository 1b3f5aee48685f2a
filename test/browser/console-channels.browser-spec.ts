import type { Browser, Page } from 'playwright-core';
import { axeViolations, launchBrowser, openPage, screenshot, sidewaysOverflow, type OpenPage } from '../kit/browser.js';
import { fillChannels, type FilledChannels } from '../kit/channel-history.js';
import { ConsoleClient } from '../kit/console-client.js';
import { TestGateway } from '../kit/gateway.js';
import { describeIfChromium } from '../kit/require.js';

/** Long pages, looked at by axe on a busy machine. */
const LONG_MS = 240_000;
const LIST = '/console/kanal';

describeIfChromium('the channels’ pages in a browser', () => {
  let gateway: TestGateway;
  let browser: Browser;
  let admin: ConsoleClient;
  let filled: FilledChannels;
  beforeAll(async () => {
    // A process without workers: what is stuck stays so.
    gateway = await TestGateway.start({ role: 'web' });
    browser = await launchBrowser();
    admin = await ConsoleClient.signIn(gateway, 'admin');
    filled = await fillChannels(gateway.gateway.core, new Date());
  }, LONG_MS);
  afterAll(async () => {
    await browser.close();
    await gateway.stop();
  });

  async function signedIn(width: number): Promise<OpenPage> {
    const opened = await openPage(browser, { viewport: { width, height: 900 }, reducedMotion: 'reduce' });
    await opened.page.context().addCookies(admin.cookiesFor());
    return opened;
  }

  /** The switch of the user's menu, as a form without its menu being opened. */
  async function choose(language: 'id' | 'en', theme: 'light' | 'dark'): Promise<void> {
    await admin.post('/console/akun/bahasa', { bahasa: language, kembali: LIST });
    await admin.post('/console/akun/tema', { tema: theme, kembali: LIST });
  }

  async function settled(page: Page): Promise<void> {
    if ((await page.locator('#neraca').count()) > 0) await page.locator('#neraca table').waitFor();
  }

  it.each([
    ['id', 'light', 1280],
    ['id', 'dark', 360],
    ['en', 'dark', 1280],
    ['en', 'light', 360],
  ] as const)(
    'read well in %s, %s, at %i pixels',
    async (language, theme, width) => {
      await choose(language, theme);
      const { page, complaints } = await signedIn(width);
      const paths = {
        list: LIST,
        channel: filled.channelPath,
        inbound: filled.inboundPath,
        outbound: filled.outboundPath,
      };
      for (const [name, path] of Object.entries(paths)) {
        await page.goto(`${gateway.url}${path}`);
        await settled(page);
        expect(await page.evaluate('document.documentElement.lang')).toBe(language);
        await screenshot(page, `channels-${name}-${String(width)}-${theme}`);
        expect({ name, overflow: await sidewaysOverflow(page) }).toEqual({ name, overflow: 0 });
        expect({ name, violations: await axeViolations(page) }).toEqual({ name, violations: [] });
      }
      expect(complaints.list).toEqual([]);
      await page.context().close();
    },
    LONG_MS,
  );

  it(
    'keep the focus where it is when the numbers change, and show the new ones',
    async () => {
      await choose('id', 'light');
      const { page } = await signedIn(1280);
      await page.goto(`${gateway.url}${LIST}`);
      await settled(page);
      // The silent channel stands first, and says so first.
      expect(await page.locator('.channel-card').first().innerText()).toMatch(/Tidak ada pesan selama/);
      const link = `#angka-${filled.channelId}-inboundFailed`;
      await page.locator(link).focus();
      await filled.failAnother();
      await page.locator(link, { hasText: /^2 / }).waitFor({ timeout: 60_000 });
      expect(await page.evaluate('document.activeElement.id')).toBe(link.slice(1));
      await page.context().close();
    },
    LONG_MS,
  );

  it(
    'pause and resume by the keyboard, without script',
    async () => {
      const context = await browser.newContext({ javaScriptEnabled: false });
      await context.addCookies(admin.cookiesFor());
      const page = await context.newPage();
      await page.goto(`${gateway.url}${filled.channelPath}`);
      await page.getByRole('button', { name: /^Jeda/ }).press('Enter');
      await page.getByText(`${filled.channelId} dijeda.`).waitFor();
      await page.getByRole('button', { name: /^Lanjutkan/ }).press('Enter');
      await page.getByText(`${filled.channelId} berjalan lagi.`).waitFor();
      await context.close();
    },
    LONG_MS,
  );
});
