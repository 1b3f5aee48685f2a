import type { Browser, Page } from 'playwright-core';
import type { LocaleName } from '../../src/tenants/tenant.js';
import { axeViolations, openPage, screenshot, sidewaysOverflow, type OpenPage } from './browser.js';
import type { ConsoleClient } from './console-client.js';
import type { TestGateway } from './gateway.js';

/**
 * In four looks every language meets both themes and both widths, and every theme both widths: what goes wrong comes of
 * one of these or of two together, and eight looks would take twice the time.
 */
const LOOKS = [
  ['id', 'light', 1280],
  ['id', 'dark', 360],
  ['en', 'dark', 1280],
  ['en', 'light', 360],
] as const satisfies readonly (readonly [LocaleName, 'light' | 'dark', number])[];

/** A page of a browser in which the client is signed in. */
export async function openConsole(browser: Browser, client: ConsoleClient): Promise<OpenPage> {
  const opened = await openPage(browser, { viewport: { width: 1280, height: 900 } });
  await opened.page.context().addCookies(client.cookiesFor());
  return opened;
}

/** Keeps what the page looks like as `test-output/screens/<name>-<width>.png`. */
export async function keepScreen(page: Page, name: string): Promise<void> {
  await screenshot(page, `${name}-${String(page.viewportSize()?.width ?? 0)}`);
}

export interface Surveyed {
  /** What axe finds and what is wider than the window, with the language, theme and width in which it is. */
  faults: string[];
}

/**
 * Shows a page in both languages, light and dark, at 1280 and 360 pixels, and keeps the screens.
 * @param name `<part>-<page>`
 * @param show brings the page to where it is looked at: goes there, opens what is closed
 */
export async function surveyPage(
  { page, complaints }: OpenPage,
  { gateway, client, name }: { gateway: TestGateway; client: ConsoleClient; name: string },
  show: (page: Page) => Promise<unknown>,
): Promise<Surveyed> {
  const faults: string[] = [];
  for (const [locale, scheme, width] of LOOKS) {
    if (client.id !== '') await gateway.gateway.core.accounts.own.setLocale(client.id, locale);
    await page.context().addCookies([{ name: 'bahasa', value: locale, url: gateway.url }]);
    await page.emulateMedia({ colorScheme: scheme });
    await page.setViewportSize({ width, height: 900 });
    await show(page);
    const where = `${name} ${locale} ${scheme} ${String(width)}`;
    faults.push(...(await axeViolations(page)).map((each) => `${where}: ${each}`));
    const over = await sidewaysOverflow(page);
    if (over > 0) faults.push(`${where}: ${String(over)} pixels too wide`);
    await keepScreen(page, `${name}-${locale}-${scheme}`);
  }
  if (client.id !== '') await gateway.gateway.core.accounts.own.setLocale(client.id, 'id');
  return { faults: [...faults, ...complaints.list.map((each) => `${name}: ${each}`)] };
}
