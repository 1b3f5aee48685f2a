import type { Browser, BrowserContextOptions } from 'playwright-core';
import type { Role } from '../../src/accounts/permissions.js';
import { systemClock } from '../../src/observability/clock.js';
import { TicketNotes } from '../../src/tickets/ticket-notes.js';
import { axeViolations, launchBrowser, openPage, screenshot, sidewaysOverflow, type OpenPage } from '../kit/browser.js';
import { clerkOf } from '../kit/clerk.js';
import { ConsoleClient, type ClientOptions } from '../kit/console-client.js';
import { TestGateway } from '../kit/gateway.js';
import { phonePhoto } from '../kit/pictures.js';
import { describeIfChromium } from '../kit/require.js';
import { until } from '../kit/wait.js';
import { WebVisitor } from '../kit/web-visitor.js';

const LONG = 'panjangsekali'.repeat(30);
/** Script, attributes, a way out of the element, a text direction override, a word without end, a spreadsheet's formula. */
const HOSTILE = `<script>document.title="direbut"</script><img src="x" onerror="document.title='direbut'"></p></main>"'><svg onload=alert(1)> \u202Etxet desrever ${LONG} =HYPERLINK("http://jahat.example","x") jalan berlubang`;
const SVG = Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" onload="document.title='direbut'"><script>document.title='direbut'</script></svg>`).toString('base64'); // prettier-ignore
const WIDE = { width: 1280, height: 900 };
const NARROW = { width: 360, height: 740 };

// Generous: the machine may be busy with the other suites.
jest.setTimeout(300_000);

describeIfChromium("a ticket's page in a browser", () => {
  let gateway: TestGateway;
  let browser: Browser;
  const core = (): TestGateway['gateway']['core'] => gateway.gateway.core;

  beforeAll(async () => {
    gateway = await TestGateway.start();
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser.close();
    await gateway.stop();
  });

  let sent = 0;
  function sender(): string {
    sent += 1;
    return `+62811000${String(5_000 + sent).padStart(5, '0')}`;
  }

  async function complaint(text = 'jalan berlubang di depan SDN 1 Batulicin, sudah dua motor jatuh', attachments: object[] = []): Promise<{ number: string; from: string }> {
    const from = sender();
    await gateway.send(from, `TANAHBUMBU ${text} ${String(sent)}`, { attachments });
    const { text: reply } = await gateway.replyTo(from);
    await gateway.quiet();
    return { number: /TBU-\d{6}/.exec(reply)?.[0] ?? '', from };
  } // prettier-ignore

  async function open(
    role: Role,
    options: BrowserContextOptions = {},
    account: ClientOptions = {},
  ): Promise<OpenPage & { client: ConsoleClient }> {
    const client = await ConsoleClient.signIn(gateway, role, account);
    const opened = await openPage(browser, { viewport: WIDE, ...options });
    await opened.page.context().addCookies(client.cookiesFor());
    return { ...opened, client };
  }

  const address = (number: string): string => `${gateway.url}/console/aduan/${number}`;

  async function stateOf(number: string): Promise<string> {
    return (await gateway.ticket(number)).state;
  }

  /** A ticket with something of everything: a photo with its place, a return, a response and a draft of one, a note. */
  async function full(): Promise<string> {
    const photo = await phonePhoto({ width: 320, height: 240, place: { latitude: -3.45, longitude: 115.98 } });
    const from = sender();
    const attachments = [{ filename: 'jalan.jpg', contentType: 'image/jpeg', base64: photo.toString('base64') }];
    await gateway.send(from, 'jalan berlubang di depan SDN 1 Batulicin, sudah dua motor jatuh', { channelId: 'telegram-tanahbumbu', attachments });
    const { text } = await gateway.replyTo(from);
    const number = /TBU-\d{6}/.exec(text)?.[0] ?? '';
    await gateway.quiet();
    const { dispatches, responses, vault, actions } = core();
    const by = { kind: 'operator', by: 'cli' } as const;
    const { dispatchId } = await dispatches.dispatch(number, { agency: 'perhubungan', note: 'Mohon ditangani', actor: by });
    await dispatches.returnIt(dispatchId, { reason: 'not-ours', to: 'pupr', words: 'Jalan kabupaten', actor: by });
    const again = await dispatches.dispatch(number, { agency: 'pupr', unit: 'bina-marga', actor: by });
    await responses.submit({ dispatchId: again.dispatchId, text: 'Tim turun besok pagi.', via: 'cli', actor: by });
    await responses.submit({ dispatchId: again.dispatchId, text: 'Alat berat menyusul.', via: 'api', draft: true, actor: by });
    const notes = new TicketNotes({ actions, vault, clock: systemClock });
    await notes.add(number, 'Pelapor minta ditelepon sore', { by: 'cli', nonce: 'a' });
    return number;
  } // prettier-ignore

  it('is dispatched in one click, and by the keyboard alone', async () => {
    const [first, second] = [await complaint(), await complaint()];
    const { page, complaints } = await open('operator');
    await page.goto(address(first.number));
    await page.getByRole('button', { name: /Disposisikan/ }).click();
    await page.getByText('Aduan sudah didisposisikan.').waitFor();
    expect(await stateOf(first.number)).toBe('dispatched');
    await page.goto(address(second.number));
    await page.keyboard.press('e');
    await page.keyboard.press('Enter');
    await page.getByText('Aduan sudah didisposisikan.').waitFor();
    expect(await stateOf(second.number)).toBe('dispatched');
    expect(complaints.list).toEqual([]);
  });

  it('is answered by keys, with a text that `:` brings and a count that the server makes', async () => {
    const { number, from } = await complaint();
    const { page, complaints } = await open('operator');
    await page.goto(address(number));
    await page.keyboard.press('r');
    await page.keyboard.type(':sudah dit');
    await page.getByRole('option', { name: /Sudah ditangani/ }).waitFor();
    await page.keyboard.press('Enter');
    const box = page.locator('#jawab-teks');
    expect(await box.inputValue()).toBe('Dinas PUPR sudah menangani laporan Anda. Terima kasih telah melapor.');
    await page.locator('#jawab-ukuran').getByText(/bagian SMS/).waitFor();
    await page.getByRole('button', { name: 'Kirim jawaban' }).click();
    await page.getByText('Jawaban sedang dikirim kepada pelapor.').waitFor();
    // The form has served and is gone; what was typed into it is not kept for the next one.
    expect(await page.evaluate('Object.keys(localStorage).filter((key) => key.startsWith("kentongan-draft/"))')).toEqual([]);
    await until('the answer on the phone', async () =>
      (await gateway.conversation(from)).find(({ direction, text }) => direction === 'out' && text.includes('sudah menangani')),
    );
    expect(complaints.list).toEqual([]);
  }); // prettier-ignore

  it('loses nothing that was typed when the session is gone', async () => {
    const { number } = await complaint();
    const { page, client } = await open('operator');
    await page.goto(address(number));
    await page.keyboard.press('n');
    await page.locator('#catatan-teks').fill('Jangan sampai hilang');
    await core().database.query('DELETE FROM session');
    await page.getByRole('button', { name: 'Simpan catatan' }).click();
    // The page that says so shows it, too, for those without script.
    await page.locator('[data-kept]').getByText('Jangan sampai hilang').waitFor();
    await client.enter();
    await page.context().addCookies(client.cookiesFor());
    await page.goto(address(number));
    await page.keyboard.press('n');
    expect(await page.locator('#catatan-teks').inputValue()).toBe('Jangan sampai hilang');
    await page.getByRole('button', { name: 'Simpan catatan' }).click();
    await page.locator('.entry-note').getByText('Jangan sampai hilang').waitFor();
    await page.goto(address(number));
    expect(await page.locator('#catatan-teks').inputValue()).toBe('');
  });

  it('says quietly that somebody else has changed it', async () => {
    const { number } = await complaint();
    const { page, complaints } = await open('operator');
    await page.goto(address(number));
    await page.waitForTimeout(1_500);
    await gateway.answer(number, 'Sudah beres.');
    await page.locator('.live-bar a').waitFor({ state: 'visible' });
    expect(complaints.list).toEqual([]);
  });

  it('shows who reported without leaving the page', async () => {
    const { number, from } = await complaint();
    const { page, complaints } = await open('operator');
    await page.goto(address(number));
    await page.getByRole('button', { name: 'Tampilkan identitas' }).click();
    await page.locator('#pelapor').getByText(from).waitFor();
    expect(complaints.list).toEqual([]);
  });

  describe.each(['id', 'en'] as const)('in %s', (locale) => {
    let number: string;
    beforeAll(async () => {
      number = await full();
    });

    // With both languages every pair of language, theme and width is looked at.
    it.each([
      [locale === 'id' ? 'light' : 'dark', WIDE],
      [locale === 'id' ? 'dark' : 'light', NARROW],
    ] as const)('is accessible (%s, %o)', async (colorScheme, viewport) => {
      const { page, complaints } = await open('admin', { viewport, colorScheme }, { locale });
      for (const [name, path] of [['halaman', ''], ['cetak', '/cetak']] as const) {
        await page.goto(`${address(number)}${path}`);
        if (path !== '') expect(await axeViolations(page)).toEqual([]);
        expect(await sidewaysOverflow(page)).toBe(0);
        await screenshot(page, `ticket-${name}-${locale}-${colorScheme}-${String(viewport.width)}`);
      }
      await page.goto(address(number));
      // All that is closed, too.
      await page.evaluate('for (const each of document.querySelectorAll("main details")) each.open = true');
      expect(await axeViolations(page)).toEqual([]);
      expect(await sidewaysOverflow(page)).toBe(0);
      await screenshot(page, `ticket-terbuka-${locale}-${colorScheme}-${String(viewport.width)}`);
      await page.getByRole('link', { name: locale === 'id' ? 'Lihat seperti instansi' : 'See as the agency' }).first().click();
      expect(await axeViolations(page)).toEqual([]);
      expect(await sidewaysOverflow(page)).toBe(0);
      await screenshot(page, `ticket-pratinjau-${locale}-${colorScheme}-${String(viewport.width)}`);
      expect(complaints.list).toEqual([]);
    }); // prettier-ignore
  });

  it('works without script', async () => {
    const { number } = await complaint();
    const { page } = await open('admin', { javaScriptEnabled: false });
    await page.goto(address(number));
    await page.getByRole('button', { name: /Disposisikan/ }).click();
    expect(await stateOf(number)).toBe('dispatched');
  });

  it('shows hostile words of every channel as words', async () => {
    const svg = [{ filename: `"><img src=x onerror=alert(1)>.svg`, contentType: 'image/svg+xml', base64: SVG }];
    await gateway.send(sender(), `TANAHBUMBU ${HOSTILE}`);
    await gateway.send('warga@contoh.example', HOSTILE, { channelId: 'email-tanahbumbu', subject: HOSTILE.slice(0, 120), attachments: svg });
    await gateway.send('610000001', HOSTILE, { channelId: 'telegram-tanahbumbu' });
    await gateway.send('610000002', HOSTILE, { channelId: 'messenger-tanahbumbu' });
    await new WebVisitor(gateway.url).report('/tanah-bumbu/lapor', { what: HOSTILE, landmark: HOSTILE.slice(0, 150), identity: 'named', name: HOSTILE.slice(0, 60), phone: '+6281100000556', replyBy: 'sms', village: '6310012005' });
    const { desk, end } = clerkOf(gateway);
    await desk.take({ channelId: 'manual-tanahbumbu', tenant: 'tanah-bumbu', text: HOSTILE, reporter: { name: HOSTILE.slice(0, 60), phone: '081100000555' } }, 5_000);
    await gateway.quiet();
    await end();
    const hostile = (): Promise<{ number: string; channel: string }[]> =>
      core().database.query<{ number: string; channel: string }>(
        `SELECT number, channel_id AS channel FROM ticket WHERE tenant = 'tanah-bumbu' AND description LIKE '%HYPERLINK%'`,
      );
    // The mailbox is looked into by itself; what has not come by then is missing below.
    await until('the hostile tickets', async () => (await hostile()).length >= 6).catch(() => undefined);
    const tickets = await hostile();
    expect(tickets.map(({ channel }) => channel).sort()).toEqual([
      'email-tanahbumbu', 'manual-tanahbumbu', 'messenger-tanahbumbu', 'sms-1708', 'telegram-tanahbumbu', 'web-tanahbumbu',
    ]);
    const { page, complaints } = await open('admin', { viewport: NARROW });
    for (const { number, channel } of tickets) {
      const { dispatchId } = await core().dispatches.dispatch(number, { agency: 'pupr', note: HOSTILE, actor: { kind: 'operator', by: 'cli' } });
      await core().responses.submit({ dispatchId, text: HOSTILE, via: 'cli', actor: { kind: 'operator', by: 'cli' } });
      for (const path of ['', '/cetak', `/pratinjau/${dispatchId}`]) {
        await page.goto(`${address(number)}${path}`);
        await page.evaluate('for (const each of document.querySelectorAll("main details")) each.open = true');
        expect(await page.title()).not.toBe('direbut');
        const shown = await page.locator('main').first().innerText();
        expect(shown).toContain('=HYPERLINK("http://jahat.example","x")');
        // On paper a name is left out, and some of these writers are called like that.
        if (path === '') expect(shown).toContain('<script>document.title="direbut"</script>');
        expect([channel, path, await sidewaysOverflow(page)]).toEqual([channel, path, 0]);
      }
      await page.goto(address(number));
      await page.getByRole('button', { name: 'Tampilkan identitas' }).click();
      await page.getByRole('button', { name: 'Tampilkan identitas' }).waitFor({ state: 'detached' });
      expect(await sidewaysOverflow(page)).toBe(0);
      if (channel === 'email-tanahbumbu') {
        expect(await page.locator('.entry-files').first().innerText()).toContain('dikarantina');
        await screenshot(page, 'ticket-jahat-360');
      }
    }
    expect(complaints.list).toEqual([]);
    // The file itself is handed out to nobody.
    const client = await ConsoleClient.signIn(gateway, 'admin');
    const [file] = await core().database.query<{ id: string; number: string }>(
      `SELECT a.id, t.number FROM attachment a JOIN ticket t ON t.id = a.ticket_id WHERE a.state = 'quarantined' LIMIT 1`,
    );
    expect((await client.get(`/console/aduan/${file?.number ?? ''}/berkas/${file?.id ?? ''}`)).status).toBe(404);
    expect((await client.get(`/console/aduan/${file?.number ?? ''}/berkas/${file?.id ?? ''}/asli`)).status).toBe(404);
  }); // prettier-ignore
});
