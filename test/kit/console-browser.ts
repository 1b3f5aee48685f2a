import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { LOCALES } from '../../src/tenants/tenant.js';
import { axeViolations, openPage, sidewaysOverflow, type OpenPage } from './browser.js';
import type { ConsoleClient } from './console-client.js';
import type { TestGateway } from './gateway.js';

const SCREENS = join(__dirname, '../../test-output/screens');
const WIDTHS = [1280, 360] as const;
const SCHEMES = ['light', 'dark'] as const;

/** A page of a browser in which the client is signed in. */
export async function openConsole(browser: Browser, client: ConsoleClient): Promise<OpenPage> {
  const opened = await openPage(browser, { viewport: { width: 1280, height: 900 } });
  await opened.page.context().addCookies(client.cookiesFor());
  return opened;
}

/** Keeps what the page looks like as `test-output/screens/<name>-<width>.png`. */
export async function keepScreen(page: Page, name: string): Promise<void> {
  mkdirSync(SCREENS, { recursive: true });
  const width = page.viewportSize()?.width ?? 0;
  await page.screenshot({ path: join(SCREENS, `${name}-${String(width)}.png`), fullPage: true });
}

export interface Surveyed {
  /** What axe finds and what is wider than the window, with the language, theme and width in which it is. */
  faults: string[];
}

/**
 * Shows a page in both languages, light and dark, at 1280 and 360 pixels, and keeps the screens in Indonesian.
 * @param name `<part>-<page>`
 * @param show brings the page to where it is looked at: goes there, opens what is closed
 */
export async function surveyPage(
  { page, complaints }: OpenPage,
  { gateway, client, name }: { gateway: TestGateway; client: ConsoleClient; name: string },
  show: (page: Page) => Promise<unknown>,
): Promise<Surveyed> {
  const faults: string[] = [];
  for (const locale of LOCALES) {
    if (client.id !== '') await gateway.gateway.core.accounts.own.setLocale(client.id, locale);
    await page.context().addCookies([{ name: 'bahasa', value: locale, url: gateway.url }]);
    for (const scheme of SCHEMES) {
      await page.emulateMedia({ colorScheme: scheme });
      for (const width of WIDTHS) {
        await page.setViewportSize({ width, height: 900 });
        await show(page);
        // A click answers before the page that it leads to has its styles.
        await page.waitForLoadState('load');
        const where = `${name} ${locale} ${scheme} ${String(width)}`;
        faults.push(...(await axeViolations(page)).map((each) => `${where}: ${each}`));
        const over = await sidewaysOverflow(page);
        if (over > 0) faults.push(`${where}: ${String(over)} pixels too wide`);
        if (locale === 'id') await keepScreen(page, scheme === 'dark' ? `${name}-dark` : name);
      }
    }
  }
  if (client.id !== '') await gateway.gateway.core.accounts.own.setLocale(client.id, 'id');
  return { faults: [...faults, ...complaints.list.map((each) => `${name}: ${each}`)] };
}
