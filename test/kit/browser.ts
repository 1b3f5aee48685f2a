import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { chromium } from 'playwright-core';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { chromiumPath } from './require.js';

const SCREENS = join(__dirname, '../../test-output/screens');
const ARGUMENTS = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync']; // prettier-ignore

export async function launchBrowser(): Promise<Browser> {
  return await chromium.launch({ executablePath: chromiumPath(), args: ARGUMENTS });
}

/** What the browser complained of: scripts' errors, and what the Content-Security-Policy refused. */
export interface Complaints {
  readonly list: string[];
}

export interface OpenPage {
  page: Page;
  complaints: Complaints;
}

/** A page on which any request that leaves the machine is refused. */
export async function openPage(browser: Browser, options: BrowserContextOptions): Promise<OpenPage> {
  const context = await browser.newContext(options);
  await context.route(
    (url) => url.hostname !== '127.0.0.1',
    (route) => route.abort(),
  );
  const page = await context.newPage();
  const list: string[] = [];
  page.on('pageerror', (error) => list.push(error.message));
  page.on('console', (message) => {
    // An answer of 422 or 503 that the page is meant to show is logged as an error, too.
    if (message.type() === 'error' && !/status of (4|5)\d\d/.test(message.text())) list.push(message.text());
  });
  return { page, complaints: { list } };
}

/** WCAG 2.2 A and AA and axe's best practices; each entry names the rule and where. */
export async function axeViolations(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page })
    // Otherwise it brings its findings together in a second window, for frames of other sites, which no page has.
    .setLegacyMode()
    .options({
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
      // What passes is described down to each element's path otherwise, which is most of the time.
      resultTypes: ['violations'],
    })
    .analyze();
  return violations.flatMap(({ id, nodes }) =>
    nodes.map((node) => `${id}: ${node.target.join(' ')} ${node.failureSummary ?? ''}`),
  );
}

/** How many pixels the page is wider than its window. */
export async function sidewaysOverflow(page: Page): Promise<number> {
  return await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth');
}

/** Keeps what the page looks like as `test-output/screens/<name>.png`: the output of CI, for people to look at. */
export async function screenshot(page: Page, name: string): Promise<void> {
  await page.screenshot({ path: screenFile(`${name}.png`), fullPage: true });
}

/** Where a file goes that people look at after a run. */
export function screenFile(name: string): string {
  mkdirSync(SCREENS, { recursive: true });
  return join(SCREENS, name);
}
