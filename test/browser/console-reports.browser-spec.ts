import type { Browser } from 'playwright-core';
import { launchBrowser } from '../kit/browser.js';
import { openConsole, surveyPage } from '../kit/console-browser.js';
import { ConsoleClient } from '../kit/console-client.js';
import { TestGateway } from '../kit/gateway.js';
import { describeIfChromium } from '../kit/require.js';
import { until } from '../kit/wait.js';

/** By the page as it is without script: it is asked for until it leads to the report. */
async function made(client: ConsoleClient, fields: Record<string, string>): Promise<string> {
  const { location: order = '' } = await client.post('/console/laporan', fields);
  return until('the report', async () => (await client.get(order)).location, 60_000);
}

// Generous: the machine may be busy with the other suites.
jest.setTimeout(240_000);

describeIfChromium('reports in the console, in a browser', () => {
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

  it('shows the list, a report, and the summary, empty and not', async () => {
    const client = await ConsoleClient.signIn(gateway, 'leadership', { name: 'Ibu Contoh' });
    const opened = await openConsole(browser, client);
    const look = async (name: string, path: string): Promise<void> => {
      const { faults } = await surveyPage(opened, { gateway, client, name: `reports-${name}` }, (page) =>
        page.goto(`${gateway.url}${path}`),
      );
      expect(faults).toEqual([]);
    };
    await look('summary-empty', '/console');
    await gateway.send('+6281100000651', 'TANAHBUMBU jalan berlubang di depan SDN 1 Kusan Hilir');
    await gateway.replyTo('+6281100000651');
    await gateway.quiet();
    const day = new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10);
    const location = await made(client, { jenis: 'daily', periode: day });
    await made(client, { jenis: 'evaluation', periode: day.slice(0, 7) });
    await look('summary', '/console');
    await look('list', '/console/laporan');
    await look('daily', location);
    await look('daily-agency', `${location}?instansi=${encodeURIComponent('Dinas Pekerjaan Umum dan Penataan Ruang')}`);
  });
});
