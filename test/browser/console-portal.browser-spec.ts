import type { Browser } from 'playwright-core';
import { launchBrowser } from '../kit/browser.js';
import { openConsole, surveyPage } from '../kit/console-browser.js';
import { ConsoleClient } from '../kit/console-client.js';
import { TestGateway } from '../kit/gateway.js';
import { phonePhoto } from '../kit/pictures.js';
import { describeIfChromium } from '../kit/require.js';

const BY = { kind: 'operator', by: 'cli' } as const;
const DAY_MS = 86_400_000;
const COMPLAINTS = [
  'jalan berlubang di depan SDN 1 Kusan Hilir, sudah dua orang jatuh dari sepeda motor sejak minggu lalu dan anak-anak takut lewat',
  '<img src=x onerror=alert(1)> lampu jalan mati \u202Eterbalik',
  `aspal${'panjang'.repeat(30)} rusak di Satui`,
];

// Generous: the machine may be busy with the other suites.
jest.setTimeout(240_000);

describeIfChromium("the officers' portal in a browser", () => {
  let gateway: TestGateway;
  let browser: Browser;
  let client: ConsoleClient;
  const ids: string[] = [];

  beforeAll(async () => {
    gateway = await TestGateway.start();
    browser = await launchBrowser();
    client = await ConsoleClient.signIn(gateway, 'officer', { name: 'Budi Contoh' });
  });
  afterAll(async () => {
    await browser.close();
    await gateway.stop();
  });

  async function hand(): Promise<void> {
    for (const [index, text] of COMPLAINTS.entries()) {
      const from = `+6281100000${String(610 + index)}`;
      await gateway.send(from, `TANAHBUMBU ${text}`);
      const { text: reply } = await gateway.replyTo(from);
      const number = /TBU-\d{6}/.exec(reply)?.[0] ?? '';
      await gateway.quiet();
      const dueAt = new Date(Date.now() + index * DAY_MS + 3_600_000);
      const handed = { agency: 'pupr', actor: BY, ...(index < 2 && { dueAt }), note: 'Mohon dicek sebelum hujan.' };
      ids.push((await gateway.gateway.core.dispatches.dispatch(number, handed)).dispatchId);
    }
  }

  it('shows an empty list, a full one, a ticket and its form', async () => {
    const opened = await openConsole(browser, client);
    const look = async (name: string, path: string): Promise<void> => {
      const { faults } = await surveyPage(opened, { gateway, client, name: `portal-${name}` }, (page) =>
        page.goto(`${gateway.url}${path}`),
      );
      expect(faults).toEqual([]);
    };
    await look('empty', '/console/tugas');
    await hand();
    await look('list', '/console');
    await look('ticket', `/console/tugas/${ids[0] ?? ''}`);
    await look('selesai', `/console/tugas/${ids[0] ?? ''}/selesai`);
  });

  it('is worked through in two clicks each, and by the keyboard', async () => {
    const { page } = await openConsole(browser, client);
    await page.goto(`${gateway.url}/console`);
    // The nearest deadline stands first; Enter opens it.
    await page.focus('.portal-row');
    await page.keyboard.press('Enter');
    await page.waitForURL(`**/console/tugas/${ids[0] ?? ''}`);
    await page.click('button.big');
    await page.waitForSelector('.done');
    await page.click('a.big');
    await page.fill('#text', 'Lubang sudah ditambal.');
    await page.setInputFiles('#after', { name: 'sesudah.jpg', mimeType: 'image/jpeg', buffer: await phonePhoto() });
    await page.click('button.big');
    await page.waitForSelector('.done');
    expect(await page.textContent('.done')).toContain('Tanggapan Anda sudah kami terima');
    await page.click('.portal-back a');
    expect(await page.textContent('.portal-count')).toBe('2');
    await page.click('text=Sudah ditanggapi');
    // The one that was just responded to, and it alone.
    await page.locator(`a.portal-row[href$="${ids[0] ?? ''}"]`).waitFor();
    expect(await page.locator('.portal-row').count()).toBe(1);
  });
});
