import type { Browser } from 'playwright-core';
import { LetterLinks } from '../../src/api/letter/letter-links.js';
import { systemClock } from '../../src/observability/clock.js';
import { axeViolations, launchBrowser, openPage, screenshot, sidewaysOverflow } from '../kit/browser.js';
import { TestGateway } from '../kit/gateway.js';
import { describeIfChromium } from '../kit/require.js';
import { clerkOf } from '../kit/clerk.js';

const PAPER = { filename: 'berita acara penambalan jalan di depan sekolah dasar satu batulicin.pdf', bytes: Buffer.from('%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n') }; // prettier-ignore
const WORDS = 'Lubang di depan SDN 1 Batulicin sudah ditambal pada 24 November 2026 oleh Dinas PUPR.\n\nTerima kasih atas laporannya.'; // prettier-ignore

describeIfChromium('the letter in a browser', () => {
  let gateway: TestGateway;
  let browser: Browser;
  beforeAll(async () => {
    gateway = await TestGateway.start();
    browser = await launchBrowser();
  }, 60_000);
  afterAll(async () => {
    await browser.close();
    await gateway.stop();
  });

  async function letter(answer: string): Promise<string> {
    const { desk, end } = clerkOf(gateway);
    const { number } = await desk.take(
      {
        channelId: 'manual-tanahbumbu-surat',
        text: `Jalan berlubang ${String(answer.length)}`,
        reporter: { name: 'Siti Contoh', postalAddress: 'Jalan Contoh 1\nBatulicin 72171' },
      },
      20_000,
    );
    await end();
    await gateway.answer(number ?? '', answer, [PAPER]);
    const [task] = await gateway.gateway.core.database.query<{ id: string }>(
      "SELECT r.id FROM reply_task r JOIN outbound_message o USING (id) JOIN ticket t ON t.id = r.ticket_id WHERE t.number = $1 AND o.purpose = 'answer'",
      [number],
    );
    const { keys } = gateway.gateway.core;
    return new LetterLinks({ keys, clock: systemClock, publicUrl: gateway.url }).make(task?.id ?? '', 'cli');
  }

  it.each([
    ['wide', { width: 1280, height: 1000 }],
    ['narrow', { width: 360, height: 740 }],
  ])('reads well, %s', async (name, viewport) => {
    const { page, complaints } = await openPage(browser, { viewport });
    await page.goto(await letter(WORDS));
    const sheet = await page.locator('.sheet').innerText();
    expect(sheet).toContain('Siti Contoh');
    expect(sheet).toMatch(/Lampiran\s*:?\s*1 berkas/);
    expect(await page.locator('.bar a').innerText()).toBe(PAPER.filename);
    expect(await sidewaysOverflow(page)).toBeLessThanOrEqual(0);
    expect(await axeViolations(page)).toEqual([]);
    expect(complaints.list).toEqual([]);
    await screenshot(page, `letter-${name}`);
  });

  it.each([
    ['a short answer on one sheet of A4', WORDS, 1],
    ['the longest on two', 'Kami sampaikan hal berikut ini dengan hormat. '.repeat(32).trim(), 2],
  ])('prints %s, without the hint of the screen', async (_name, words, most) => {
    const { page } = await openPage(browser, { viewport: { width: 1280, height: 1000 } });
    await page.goto(await letter(words));
    const pdf = (await page.pdf({ preferCSSPageSize: true })).toString('latin1');
    const pages = [...pdf.matchAll(/\/Type\s*\/Page\b/g)].length;
    expect(pages).toBeGreaterThan(0);
    expect(pages).toBeLessThanOrEqual(most);
    // A4 is 595 by 842 points.
    const boxes = [...pdf.matchAll(/\/MediaBox\s*\[0 0 ([\d.]+) ([\d.]+)\]/g)].map(([, width, height]) => [Math.round(Number(width)), Math.round(Number(height))]); // prettier-ignore
    expect(boxes.length).toBeGreaterThan(0);
    for (const [width = 0, height = 0] of boxes) {
      expect(Math.abs(width - 595)).toBeLessThanOrEqual(1);
      expect(Math.abs(height - 842)).toBeLessThanOrEqual(1);
    }
    await page.emulateMedia({ media: 'print' });
    expect(await page.locator('.bar').isVisible()).toBe(false);
    await screenshot(page, `letter-print-${String(most)}`);
  });
});
