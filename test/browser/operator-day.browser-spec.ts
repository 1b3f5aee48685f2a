import type { Browser, Page } from 'playwright-core';
import { launchBrowser } from '../kit/browser.js';
import { openConsole } from '../kit/console-browser.js';
import { ConsoleClient } from '../kit/console-client.js';
import { TestGateway } from '../kit/gateway.js';
import { describeIfChromium } from '../kit/require.js';
import { shippedConfig } from '../kit/shipped.js';
import { until } from '../kit/wait.js';

/** What a citizen may find, or somebody tries, in any message: none of it may become anything but text. */
const HOSTILE = [
  'Jalan berlubang di depan SDN 1.',
  `<script>document.title='direbut'</script><img src=x onerror="document.title='direbut'">`,
  `"></p></main><svg onload="document.title='direbut'"><a href="javascript:document.title='direbut'">klik</a>`,
  '=HYPERLINK("http://jahat.example";"buka") @SUM(1) +1 -1',
  `\u202Etxet desrever\u202C مرحبا ${'panjangsekali'.repeat(30)}`,
].join('\n');
const SVG = Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" onload="document.title='direbut'"/>`);
const KINDS = ['sms', 'email', 'whatsapp', 'web'] as const;

// Generous: the machine may be busy with the other suites.
jest.setTimeout(300_000);

describeIfChromium("the operator's day in a browser", () => {
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

  /** A citizen's SMS, of which the inbox says so by itself. @returns the ticket's number */
  async function arrives(page: Page, from: string): Promise<string> {
    await gateway.send(from, 'TANAHBUMBU jalan berlubang di depan SDN 1 Batulicin');
    const { text } = await gateway.replyTo(from);
    await page.getByText('1 aduan baru').waitFor();
    return /TBU-\d{6}/.exec(text)?.[0] ?? '';
  }

  async function stateOf(number: string): Promise<string> {
    return (await gateway.ticket(number)).state;
  }

  it('takes a complaint from its arrival to its answer, in three clicks or by keyboard alone', async () => {
    const operator = await ConsoleClient.signIn(gateway, 'operator');
    const opened = await openConsole(browser, operator);
    const { page } = opened;
    await page.goto(`${gateway.url}/console`);
    let clicks = 0;
    await page.exposeFunction('clicked', () => (clicks += 1));
    await page.addInitScript("addEventListener('click', ({ isTrusted, detail }) => isTrusted && detail > 0 && window.clicked(), true)"); // prettier-ignore
    await page.reload();

    const first = await arrives(page, '+6281100000601');
    await page.locator('.live-bar').getByRole('link').click();
    await page.locator(`#aduan-${first} .row-number`).click();
    await page.getByRole('button', { name: /Disposisikan/ }).click();
    await page.locator('main > .alert-success').waitFor();
    expect(await stateOf(first)).toBe('dispatched');
    expect(clicks).toBe(3);

    await page.goto(`${gateway.url}/console`);
    const second = await arrives(page, '+6281100000602');
    clicks = 0;
    await page.keyboard.press('g');
    await page.locator(`#aduan-${second}`).waitFor();
    // Its scripts are there when all of it is.
    await page.waitForLoadState();
    await page.keyboard.press('j');
    await until('the row', () => page.evaluate("document.activeElement?.closest('.ticket-row')?.dataset.number").then((number) => number === second)); // prettier-ignore
    await page.keyboard.press('e');
    await page.waitForURL(new RegExp(`${second}#disposisi`));
    await page.keyboard.press('e');
    await page.keyboard.press('Enter');
    await page.locator('main > .alert-success').waitFor();
    expect(await stateOf(second)).toBe('dispatched');
    expect(clicks).toBe(0);

    // The agency answers, the office checks, the citizen reads it.
    const { responses, database } = gateway.gateway.core;
    const [dispatch] = await database.query<{ id: string }>(
      'SELECT d.id FROM dispatch d JOIN ticket t ON t.id = d.ticket_id WHERE t.number = $1',
      [first],
    );
    await responses.submit({ dispatchId: dispatch?.id ?? '', text: 'Lubang sudah ditambal.', via: 'cli', actor: { kind: 'officer', by: 'cli' } }); // prettier-ignore
    const admin = await ConsoleClient.signIn(gateway, 'admin');
    const desk = await openConsole(browser, admin);
    await desk.page.goto(`${gateway.url}/console`);
    const waiting = desk.page.locator('section.is-responses, section', { has: desk.page.getByRole('heading', { name: /Tanggapan menunggu diperiksa/ }) }); // prettier-ignore
    await waiting.locator(`#aduan-${first} .row-number`).click();
    await desk.page.locator('form[action$="/teruskan"] button').first().click();
    await desk.page.locator('main > .alert-success').waitFor();
    expect(await stateOf(first)).toBe('answered');
    expect((await gateway.replyTo('+6281100000601', 2)).text).toContain('Lubang sudah ditambal');
    for (const { complaints } of [opened, desk]) expect(complaints.list).toEqual([]);
    for (const { page: each } of [opened, desk]) await each.context().close();
  });

  it('shows what is hostile as text, whichever channel it came by', async () => {
    const { gateway: shipped, tenants } = shippedConfig();
    const central = await ConsoleClient.signIn(gateway, 'central-admin');
    const { page, complaints } = await openConsole(browser, central);
    for (const [index, kind] of KINDS.entries()) {
      const channel = shipped.channels.find((each) => each.enabled && each.kind === kind && each.tenant !== undefined);
      const tenant = tenants.bySlug(channel?.tenant ?? '');
      if (!channel || !tenant) throw new Error(`no channel of its own by ${kind}`);
      const from = kind === 'email' ? 'warga61@warga.example' : `+628110000061${String(index)}`;
      const attachments = [{ filename: 'foto.svg', contentType: 'image/svg+xml', base64: SVG.toString('base64') }];
      await gateway.send(from, HOSTILE, {
        channelId: channel.id,
        ...(kind === 'email' && { subject: `${HOSTILE.split('\n')[1] ?? ''} jalan`, attachments }),
      });
      const number = await until(
        `the ticket by ${kind}`,
        async () => (await gateway.queries.list({ tenant: tenant.slug })).find(({ channelId }) => channelId === channel.id)?.number,
      ); // prettier-ignore
      await gateway.quiet();
      for (const path of [`/console?tenant=${tenant.slug}`, `/console/aduan?q=berlubang`, `/console/aduan/${number}`, `/console/aduan/${number}/cetak`]) {
        await page.goto(`${gateway.url}${path}`);
        expect(await page.title()).not.toBe('direbut');
        expect(await page.locator('a[href^="javascript:"], [onload], [onerror], img[src="x"], body script:not([src])').count()).toBe(0);
      } // prettier-ignore
      await page.goto(`${gateway.url}/console/aduan/${number}`);
      const said = await page.locator('.said').first().innerText();
      expect(said).toContain(`<script>document.title='direbut'</script>`);
      expect(said).toContain('=HYPERLINK("http://jahat.example"');
      expect(await page.evaluate('document.documentElement.scrollWidth <= document.documentElement.clientWidth')).toBe(true); // prettier-ignore
    }
    expect(complaints.list).toEqual([]);
    await page.context().close();
  });
});
