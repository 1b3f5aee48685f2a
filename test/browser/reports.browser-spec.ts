import { writeFileSync } from 'node:fs';
import type { Browser } from 'playwright-core';
import { openReports } from '../../src/app/open-reports.js';
import { REPORT_TYPES } from '../../src/reports/figures/figures.js';
import { parsePeriod } from '../../src/reports/period.js';
import type { ReportSummary } from '../../src/reports/report-archive.js';
import { ReportLinks } from '../../src/reports/report-links.js';
import type { Reports } from '../../src/reports/reports.service.js';
import { axeViolations, launchBrowser, openPage, screenFile, screenshot, sidewaysOverflow } from '../kit/browser.js';
import { TestGateway } from '../kit/gateway.js';
import { fillTenant } from '../kit/reports.js';
import { describeIfChromium } from '../kit/require.js';
import { shippedTenant } from '../kit/shipped.js';

/** Long pages, looked at by axe on a busy machine. */
const LONG_PAGE_MS = 120_000;
const NOW = new Date('2026-04-02T03:00:00Z');
const TENANT = shippedTenant('tanah-bumbu');
const PERIODS = { daily: '2026-03-17', issues: '2026-03-31', monthly: '2026-03', evaluation: '2026-03', annual: '2026', register: '2026-03' } as const; // prettier-ignore

/** Names of tables that are wider than their place. */
const CUT_OFF = `[...document.querySelectorAll('.scroll')].filter((each) => each.scrollWidth > each.clientWidth + 1).map((each) => each.ariaLabel)`;

describeIfChromium('reports in a browser', () => {
  let gateway: TestGateway;
  let browser: Browser;
  let reports: Reports;
  const made = new Map<string, ReportSummary>();
  beforeAll(async () => {
    // A process without workers: the schedule makes nothing meanwhile.
    gateway = await TestGateway.start({ role: 'web' });
    browser = await launchBrowser();
    const { core } = gateway.gateway;
    await fillTenant(core.database, TENANT, {
      tickets: 220,
      from: new Date('2026-01-20T00:00:00Z'),
      now: NOW,
      keys: core.keys,
    });
    // Something that rises on the last day of March.
    const rising = TENANT.categories.find(({ slug }) => slug === 'banjir')?.slug ?? '';
    await core.database.query(
      `UPDATE ticket SET category = $1, district_code = '631001', opened_at = '2026-03-31 02:00Z'
       WHERE id IN (SELECT id FROM ticket WHERE tenant = $2 AND opened_at < '2026-03-31 16:00Z' ORDER BY opened_at DESC LIMIT 7)`,
      [rising, TENANT.slug],
    );
    reports = openReports(core, { now: () => NOW });
    for (const type of REPORT_TYPES) {
      const report = await reports.make({ tenant: TENANT.slug, type, period: parsePeriod(PERIODS[type]), by: 'cli' });
      if (report) made.set(type, report);
    }
  }, 120_000);
  afterAll(async () => {
    await browser.close();
    await gateway.stop();
  });

  function link(type: string): string {
    const { keys } = gateway.gateway.core;
    const links = new ReportLinks({ keys, clock: { now: () => new Date() }, publicUrl: gateway.url });
    return links.make({ id: made.get(type)?.id ?? '', format: 'html' });
  }

  it.each(REPORT_TYPES.flatMap((type) => [[type, 1280] as const, [type, 360] as const]))(
    '%s reads well at %i pixels',
    async (type, width) => {
      const { page, complaints } = await openPage(browser, { viewport: { width, height: 900 } });
      await page.goto(link(type));
      expect(await page.locator('h1').innerText()).toMatch(/^(Laporan|Rekapitulasi|Buku)/);
      // Its own style sheet is let in by its hash.
      expect(await page.evaluate('getComputedStyle(document.querySelector("header p")).fontWeight')).toBe('700');
      const images = await page.evaluate<number[]>('[...document.images].map((image) => image.naturalWidth)');
      if (type !== 'register') expect(images.length).toBeGreaterThan(0);
      for (const natural of images) expect(natural).toBeGreaterThan(0);
      expect(await sidewaysOverflow(page)).toBeLessThanOrEqual(0);
      if (width === 1280) expect(await page.evaluate(CUT_OFF)).toEqual([]);
      // The words are the same at both widths; what only scrolls when narrow is seen here.
      if (width === 360) expect(await axeViolations(page)).toEqual([]);
      expect(complaints.list).toEqual([]);
      await screenshot(page, `report-${type}-${String(width)}`);
    },
    LONG_PAGE_MS,
  );

  it.each(REPORT_TYPES)(
    '%s prints on A4, its tables over several sheets',
    async (type) => {
      const { page } = await openPage(browser, { viewport: { width: 1280, height: 900 } });
      await page.goto(link(type));
      await page.emulateMedia({ media: 'print' });
      // As wide as the paper is between its margins.
      await page.setViewportSize({ width: Math.round((type === 'register' ? 273 : 174) * (96 / 25.4)), height: 900 });
      expect(await page.evaluate(CUT_OFF)).toEqual([]);
      const pdf = await page.pdf({ preferCSSPageSize: true });
      writeFileSync(screenFile(`report-${type}.pdf`), pdf);
      const boxes = [...pdf.toString('latin1').matchAll(/\/MediaBox\s*\[0 0 ([\d.]+) ([\d.]+)\]/g)];
      expect(boxes.length).toBeGreaterThan(0);
      const [width, height] = (boxes[0] ?? []).slice(1).map(Number);
      const across = type === 'register';
      expect(Math.abs((width ?? 0) - (across ? 842 : 595))).toBeLessThanOrEqual(1);
      expect(Math.abs((height ?? 0) - (across ? 595 : 842))).toBeLessThanOrEqual(1);
      if (across) expect(boxes.length).toBeGreaterThan(2);
    },
    LONG_PAGE_MS,
  );

  it.each([1280, 360])(
    'the published month at %i pixels, reached from the office’s page',
    async (width) => {
      const { page, complaints } = await openPage(browser, { viewport: { width, height: 900 } });
      await page.goto(`${gateway.url}/tanah-bumbu`);
      await page.getByRole('link', { name: 'Lihat statistik' }).click();
      expect(await page.locator('.period').innerText()).toBe('Maret 2026');
      expect(await page.locator('main').innerText()).not.toMatch(/TBU-\d/);
      expect(await sidewaysOverflow(page)).toBeLessThanOrEqual(0);
      expect(await axeViolations(page)).toEqual([]);
      expect(complaints.list).toEqual([]);
      await screenshot(page, `statistics-${String(width)}`);
      await page.goto(`${gateway.url}/tanah-bumbu/statistik/2026-01`);
      expect(await page.locator('h1').innerText()).toBe('Halaman tidak ditemukan');
      await page.goto(`${gateway.url}/badung/statistik`);
      expect(await page.locator('main').innerText()).toContain('Belum ada bulan');
    },
    LONG_PAGE_MS,
  );
});
