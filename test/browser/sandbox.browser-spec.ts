import type { Browser, Page } from 'playwright-core';
import { axeViolations, launchBrowser, openPage, screenshot, sidewaysOverflow } from '../kit/browser.js';
import { TestGateway } from '../kit/gateway.js';
import { PNG } from '../kit/public-client.js';
import { describeIfChromium } from '../kit/require.js';

const NUMBER = '+6281100000001';
const MAILBOX = 'sari@warga.example';

// Generous: the machine may be busy with the other suites.
jest.setTimeout(120_000);

describeIfChromium("the citizen's phone in a browser", () => {
  let browser: Browser;
  let gateway: TestGateway;

  beforeAll(async () => {
    gateway = await TestGateway.start();
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser.close();
    await gateway.stop();
  });

  const open = (page: Page, channelId: string, more = '') =>
    page.goto(`${gateway.url}/sandbox?address=${encodeURIComponent(NUMBER)}&channelId=${channelId}${more}`);

  it('writes a mail, reads the answer, and answers it', async () => {
    const { page, complaints } = await openPage(browser, { viewport: { width: 1280, height: 860 } });
    await open(page, 'sms-1708');
    await page.getByRole('link', { name: 'Surel', exact: true }).click();
    await page.getByLabel('Kirim ke').selectOption('email-bangli');
    await page.waitForURL(/channelId=email-bangli/);
    await page.getByLabel('Perihal').fill('Jalan rusak');
    await page.getByLabel('Isi pesan').fill('Jalan ke Kintamani berlubang.\n\nSari');
    await page.locator('summary').click();
    await page.locator('input[type=file]').setInputFiles({ name: 'jalan.png', mimeType: 'image/png', buffer: PNG });
    await page.getByRole('button', { name: 'Kirim' }).click();
    const answer = page.locator('.bubble.out', { hasText: 'BGL-' });
    await answer.waitFor();
    expect(await page.locator('.bubble.in').innerText()).toContain('1 lampiran');
    await answer.getByRole('link', { name: /Balas/ }).click();
    expect(await page.getByLabel('Perihal').inputValue()).toMatch(/^Re: /);
    await page.getByLabel('Isi pesan').fill('Tambahan: di dekat pasar.');
    await page.getByRole('button', { name: 'Kirim' }).click();
    await page.locator('.bubble.in', { hasText: 'Tambahan' }).waitFor();
    // The answer is sent: the box is for a new mail again.
    await page.locator('.answering').waitFor({ state: 'detached' });
    const mails = await gateway.conversation(MAILBOX);
    expect(mails.find(({ text }) => text.startsWith('Tambahan'))?.quotes).toBe(
      mails.find(({ direction }) => direction === 'out')?.id,
    );
    await screenshot(page, 'sandbox-mail');
    expect(complaints.list).toEqual([]);
  });

  it('sends a place and an answer by WhatsApp without the script', async () => {
    const { page } = await openPage(browser, { viewport: { width: 360, height: 740 }, javaScriptEnabled: false });
    await open(page, 'wa-bangli');
    await page.getByLabel('Isi pesan').fill('Lampu jalan mati di Kintamani');
    await page.getByRole('button', { name: 'Kirim' }).click();
    await gateway.replyTo(NUMBER);
    await page.getByRole('link', { name: 'Muat ulang' }).click();
    await page.locator('.bubble.out').getByRole('link', { name: /Balas/ }).first().click();
    await page.locator('summary').click();
    await page.getByLabel('Lintang').fill('-8,24');
    await page.getByLabel('Bujur').fill('115.37');
    await page.getByRole('button', { name: 'Kirim' }).click();
    await page.getByText('Lokasi', { exact: true }).first().waitFor();
    const [, , place] = (await gateway.conversation(NUMBER)).filter(({ channelId }) => channelId === 'wa-bangli');
    expect(place).toMatchObject({ direction: 'in', state: 'received', quotes: expect.any(String) as string });
  });

  it('keeps what was written when it is refused, and says why', async () => {
    const { page } = await openPage(browser, { viewport: { width: 360, height: 740 } });
    await open(page, 'wa-bangli');
    await page.getByLabel('Isi pesan').fill('Di sini');
    await page.locator('summary').click();
    await page.getByLabel('Lintang').fill('utara');
    await page.getByRole('button', { name: 'Kirim' }).click();
    await page.getByText('Lokasi belum lengkap').waitFor();
    expect(await page.getByLabel('Isi pesan').inputValue()).toBe('Di sini');
  });

  it.each([
    ['light', 1280, 'sms-1708', ''],
    ['dark', 1280, 'email-tanahbumbu', '&lang=en'],
    ['light', 360, 'wa-kuburaya', ''],
    ['dark', 360, 'email-buleleng', ''],
  ] as const)('is clear in %s at %i px (%s)', async (colorScheme, width, channelId, more) => {
    const { page, complaints } = await openPage(browser, { viewport: { width, height: 800 }, colorScheme });
    await open(page, channelId, more);
    await page.locator('summary').click();
    expect(await axeViolations(page)).toEqual([]);
    expect(await sidewaysOverflow(page)).toBe(0);
    await screenshot(page, `sandbox-${colorScheme}-${String(width)}-${channelId}`);
    expect(complaints.list).toEqual([]);
  });
});
