import type { AddressInfo } from 'node:net';
import type { Browser } from 'playwright-core';
import type { MessageEvent } from '../../src/messaging/inbound-event.js';
import type { PublicTicketView } from '../../src/public/public-tickets.js';
import { wordsIn } from '../../src/public/words.js';
import { axeViolations, launchBrowser, openPage, screenshot, sidewaysOverflow } from '../kit/browser.js';
import { publicTenant, startPublicApp } from '../kit/public-app.js';
import type { PublicApp } from '../kit/public-app.js';
import { PNG } from '../kit/public-client.js';
import { describeIfChromium } from '../kit/require.js';

const NUMBERS = ['nol', 'satu', 'dua', 'tiga', 'empat', 'lima', 'enam', 'tujuh', 'delapan', 'sembilan'];
const DAY = 86_400_000;

function opened(inboundId: string): PublicTicketView {
  const openedAt = new Date('2026-11-23T02:00:00Z');
  return {
    number: 'TBU-000123',
    tenant: 'tanah-bumbu',
    inboundId,
    state: 'received',
    openedAt,
    dueAt: new Date(openedAt.getTime() + 3 * 365 * DAY),
    agencyName: 'Dinas Pekerjaan Umum dan Penataan Ruang',
    category: 'Lampu jalan',
    events: [
      {
        at: openedAt,
        kind: 'opened',
        by: 'citizen',
        said: { text: 'Lampu jalan mati sejak Senin di depan SDN 1.\nAnak-anak takut lewat.' },
      },
    ],
    replies: [],
  };
}

function answered(inboundId: string): PublicTicketView {
  const view = opened(inboundId);
  const at = new Date(view.openedAt.getTime() + DAY);
  const text =
    'Lampu di depan SDN 1 sudah diganti pada 24 November 2026.\n\nTerima kasih atas laporannya. <b>Salam</b>';
  return {
    ...view,
    state: 'answered',
    events: [
      ...view.events,
      { at, kind: 'dispatched', by: 'operator', agencyName: 'Dinas Pekerjaan Umum dan Penataan Ruang' },
      { at, kind: 'answered', by: 'operator', reply: 0 },
    ],
    replies: [{ at, text }],
    verdict: { round: 0, answeredAt: at, closedAt: null, fixed: null, mark: null, surveyed: false },
  };
}

// Generous: the machine may be busy with the other suites.
jest.setTimeout(240_000);

describeIfChromium('public pages in a browser', () => {
  let browser: Browser;
  let running: PublicApp;
  let base: string;

  beforeAll(async () => {
    running = await startPublicApp({
      tenants: [
        publicTenant(),
        publicTenant({ slug: 'kubu-raya', name: 'Dinas Kesehatan Kubu Raya', keywords: ['KUBURAYA'] }),
      ],
    });
    await running.app.listen(0, '127.0.0.1');
    base = `http://127.0.0.1:${String((running.app.getHttpServer().address() as AddressInfo).port)}`;
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser.close();
    await running.app.close();
  });
  beforeEach(() => {
    running.tickets.open = opened;
    running.tickets.views.clear();
    running.intake.accepted.length = 0;
    running.intake.broken = false;
    running.surveys.taken.clear();
  });

  it('takes a report with script: work in the background, villages of the district, ticket page, copy, tracking', async () => {
    const { page, complaints } = await openPage(browser, { viewport: { width: 360, height: 740 }, permissions: ['clipboard-read', 'clipboard-write', 'geolocation'], geolocation: { latitude: -3.45, longitude: 115.99 } }); // prettier-ignore
    await page.goto(`${base}/tanah-bumbu`);
    await page.getByRole('button', { name: 'Isi formulir' }).click();
    await page.getByLabel('Isi laporan').fill('Lampu jalan mati sejak Senin');
    await page.getByLabel('Foto').setInputFiles({ name: 'lampu.png', mimeType: 'image/png', buffer: PNG });
    await page.getByLabel('Kecamatan').selectOption({ label: 'Kusan Hilir' });
    expect(await page.locator('#village optgroup').count()).toBe(1);
    await page.getByLabel('Desa atau kelurahan').selectOption({ label: 'Kota Pagatan' });
    await page.getByRole('button', { name: 'Pakai lokasi saya' }).click();
    await page.getByText('Lokasi Anda ikut dikirim').waitFor();
    await page.getByLabel('Nama', { exact: false }).and(page.locator('#name')).fill('Siti Contoh');
    await page.getByLabel('Nomor ponsel').fill('0811 0000 0001');
    expect(await page.locator('#answer').isVisible()).toBe(false);
    await page.getByRole('button', { name: 'Kirim laporan' }).click();
    await page.waitForURL('**/lapor/diterima');
    expect(await page.locator('.number').innerText()).toBe('TBU-000123');
    const [row] = running.intake.accepted;
    const code = running.tickets.trackingCode(row!.inboundId);
    await page.getByRole('button', { name: 'Salin nomor dan kode' }).click();
    await page.getByText('Sudah disalin.').waitFor();
    expect(await page.evaluate<string>('navigator.clipboard.readText()')).toBe(
      `Laporan TBU-000123, kode lacak ${code}`,
    );
    const event = row!.event as MessageEvent;
    expect(event).toMatchObject({
      location: { latitude: -3.45, longitude: 115.99 },
      form: { districtCode: '631002', villageCode: '6310021001' },
    });
    expect(event.attachments).toHaveLength(1);

    // Another browser, with number and code.
    const other = await openPage(browser, { viewport: { width: 360, height: 740 } });
    await other.page.goto(`${base}/tanah-bumbu/lacak`);
    await other.page.getByLabel('Nomor laporan').fill('TBU-000123');
    await other.page.getByLabel('Kode lacak').fill(code);
    await other.page.getByRole('button', { name: 'Lihat laporan' }).click();
    await other.page.getByRole('heading', { name: 'Laporan TBU-000123' }).waitFor();
    expect(other.page.url()).toBe(`${base}/tanah-bumbu/lacak`);
    await other.page.getByRole('button', { name: /Keluar/ }).click();
    await other.page.getByRole('heading', { name: 'Lacak laporan' }).waitFor();
    expect([...complaints.list, ...other.complaints.list]).toEqual([]);
  });

  it('takes a report without script', async () => {
    const { page, complaints } = await openPage(browser, {
      viewport: { width: 360, height: 740 },
      javaScriptEnabled: false,
    });
    await page.goto(`${base}/tanah-bumbu/lapor`);
    await page.getByLabel('Isi laporan').fill('Lampu jalan mati sejak Senin');
    await page.getByLabel('Desa atau kelurahan').selectOption({ label: 'Kota Pagatan' });
    await page.getByLabel('Tanpa nama').check();
    await page.getByLabel('Halaman lacak saja').check();
    const question = await page.locator('label[for=answer]').innerText();
    const [, first = '', second = ''] = /Berapa (\S+) tambah (\S+)\?/.exec(question) ?? [];
    await page.locator('#answer').fill(String(NUMBERS.indexOf(first) + NUMBERS.indexOf(second)));
    await page.getByRole('button', { name: 'Kirim laporan' }).click();
    await page.waitForURL('**/lapor/diterima');
    expect(await page.locator('.number').innerText()).toBe('TBU-000123');
    expect(await page.getByRole('button', { name: 'Salin' }).count()).toBe(0);
    expect(running.intake.accepted[0]?.event).toMatchObject({
      from: null,
      form: { anonymous: true, villageCode: '6310021001', districtCode: '631002' },
    });
    await page.getByRole('link', { name: 'Lihat perkembangan' }).click();
    await page.getByRole('heading', { name: 'Laporan TBU-000123' }).waitFor();
    expect(complaints.list).toEqual([]);
  });

  it('goes to the error summary, keeps the draft over a change of language, and forgets it after the report', async () => {
    const { page } = await openPage(browser, { viewport: { width: 360, height: 740 } });
    await page.goto(`${base}/tanah-bumbu/lapor`);
    await page.getByLabel('Nomor ponsel').fill('12');
    await page.getByRole('button', { name: 'Kirim laporan' }).click();
    await page.locator('#ringkasan').waitFor();
    expect(await page.evaluate('document.activeElement.id')).toBe('ringkasan');
    expect(await page.getByLabel('Nomor ponsel').inputValue()).toBe('12');
    await page.getByLabel('Isi laporan').fill('Jalan berlubang');
    await page.getByRole('link', { name: /^EN/ }).click();
    await page.getByRole('heading', { name: 'Make a report' }).waitFor();
    // The draft comes back with the page's script.
    await page.waitForLoadState();
    expect(await page.getByLabel('Your report').inputValue()).toBe('Jalan berlubang');
    await page.getByLabel('Mobile number').fill('0811 0000 0001');
    await page.getByRole('button', { name: 'Send report' }).click();
    await page.waitForURL('**/lapor/diterima');
    await page.getByRole('link', { name: 'Make another report' }).click();
    await page.waitForURL('**/lapor');
    expect(await page.getByLabel('Your report').inputValue()).toBe('');
  });

  it.each([
    ['id', 'Ya, sudah beres', 'Belum beres', 'Belum beres? Apa yang masih kurang?', 'Kirim penilaian'],
    ['en', 'Yes, it is fixed', 'Not fixed', 'Not fixed? What is still wrong?', 'Send'],
  ])('takes the word on an answer without script (%s)', async (lang, yes, no, what, send) => {
    const { page, complaints } = await openPage(browser, {
      viewport: { width: 360, height: 740 },
      javaScriptEnabled: false,
    });
    const view = answered(`kabar-${lang}`);
    running.tickets.views.set(view.inboundId, view);
    await page.goto(`${base}/tanah-bumbu/lacak?lang=${lang}`);
    await page.locator('#number').fill(view.number);
    await page.locator('#code').fill(running.tickets.trackingCode(view.inboundId));
    await page.locator('form.track button').click();
    await page.getByRole('button', { name: no, exact: true }).click();
    await page.locator('#ringkasan a[href="#words"]').waitFor();
    await page.getByLabel(what).fill('Masih berlubang');
    await page.getByRole('button', { name: no, exact: true }).click();
    await page.waitForURL('**/lacak?kabar=1');
    expect(running.intake.accepted.map(({ event }) => event)).toMatchObject([
      { from: null, text: 'BELUM. Masih berlubang', form: { followUpTo: view.number, verdict: { fixed: false } } },
    ]);
    await page.goto(`${base}/tanah-bumbu/lacak`);
    await page.locator('label[for="mark-4"]').click();
    await page.getByRole('button', { name: yes }).click();
    await page.waitForURL('**/lacak?kabar=1');
    expect((running.intake.accepted[1]?.event as MessageEvent).form?.verdict).toEqual({ fixed: true, mark: 4 });
    await page.locator('a[href$="/lacak/penilaian"]').click();
    await page.locator('label[for="U1"]').click();
    await page.locator('label[for="U9-3"]').click();
    await page.getByRole('button', { name: send, exact: true }).click();
    await page.waitForURL('**/lacak?kabar=1');
    expect(running.surveys.taken.get(view.number)?.elements).toEqual({ U1: 1, U9: 3 });
    expect(complaints.list).toEqual([]);
    await page.context().close();
  });

  // The audit takes a second a page: once for each colour scheme and width is enough.
  describe.each([
    { width: 360, colorScheme: 'light', lang: 'id', audited: true },
    { width: 1280, colorScheme: 'dark', lang: 'en', audited: true },
    { width: 1280, colorScheme: 'light', lang: 'id', audited: false },
    { width: 360, colorScheme: 'dark', lang: 'en', audited: false },
    { width: 320, colorScheme: 'light', lang: 'id', audited: false }, // 1280 px at 400 % (WCAG 1.4.10)
  ] as const)('$width px, $colorScheme, $lang', ({ width, colorScheme, lang, audited }) => {
    it(`has ${audited ? 'no accessibility violations, ' : ''}no sideways scrolling and no complaints on any page or state`, async () => {
      const { page, complaints } = await openPage(browser, {
        viewport: { width, height: 800 },
        colorScheme,
        locale: 'id-ID',
      });
      await page.context().addCookies([{ name: 'bahasa', value: lang, url: base }]);
      const words = wordsIn(running.locales, lang);
      const send = page.locator('form[data-report] button.big');
      running.answerTimes.set('tanah-bumbu', {
        all: { n: 1234, half: 'within', ms: 40 * 3_600_000 },
        categories: { infrastruktur: { n: 80, half: 'longer', ms: 9 * DAY } },
      });
      const look = async (name: string): Promise<void> => {
        if (width !== 320) await screenshot(page, `public-${name}-${lang}-${colorScheme}-${String(width)}`);
        expect({
          name,
          violations: audited ? await axeViolations(page) : [],
          overflow: await sidewaysOverflow(page),
        }).toEqual({ name, violations: [], overflow: 0 });
      };
      await page.goto(base);
      await look('tenants');
      await page.goto(`${base}/tidak-ada`);
      await look('not-found');
      await page.goto(`${base}/tanah-bumbu`);
      await look('tenant');
      await page.goto(`${base}/tanah-bumbu/lapor/diterima`);
      await look('no-ticket');
      await page.goto(`${base}/tanah-bumbu/lapor`);
      await look('form');
      await page.locator('#phone').fill('12');
      await page.locator('#landmark').fill(`${'panjang'.repeat(60)} مرحبا بالعالم`);
      await page
        .locator('#photos')
        .setInputFiles({ name: 'catatan.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.4 catatan') });
      await send.click();
      await page.locator('#ringkasan').waitFor();
      await look('form-errors');
      await page.locator('#phone').fill('0811 0000 0001');
      await page.locator('#landmark').fill('depan SDN 1');
      await page.locator('#what').fill('Lampu jalan mati');
      running.intake.broken = true;
      await send.click();
      await page.locator('#ringkasan').getByText(words('errors.form.busy')).waitFor();
      await look('form-trouble');
      running.intake.broken = false;
      running.tickets.open = undefined;
      await send.click();
      await page.waitForURL('**/lapor/diterima*');
      await page.getByText(words('received.pending')).waitFor();
      // After the last reload by itself the page holds still to be looked at.
      await page.goto(`${base}/tanah-bumbu/lapor/diterima?ke=20`);
      await page.getByText(words('received.pendingLong')).waitFor();
      await look('received-pending');
      await page.goto(`${base}/tanah-bumbu/lapor/diterima?ke=1`);
      running.tickets.open = opened;
      await page.locator('.number').waitFor(); // reloads by itself
      await look('received');
      await page.goto(`${base}/tanah-bumbu/lacak`);
      await look('story-new');
      const inboundId = running.intake.accepted[0]!.inboundId;
      running.tickets.views.set(inboundId, answered(inboundId));
      await page.reload();
      expect(await page.locator('.said b').count()).toBe(0);
      await look('story-answered');
      await page.getByRole('button', { name: words('verdict.notFixed') }).click();
      await page.locator('#ringkasan').waitFor();
      await look('verdict-error');
      await page.locator('a[href$="/lacak/penilaian"]').click();
      await look('survey');
      await page.getByRole('button', { name: words('survey.send'), exact: true }).click();
      await page.locator('#ringkasan').waitFor();
      await look('survey-error');
      await page.goto(`${base}/tanah-bumbu/lacak?kabar=1`);
      await look('verdict-heard');
      const fixed = { ...answered(inboundId).verdict!, fixed: true, closedAt: new Date() };
      running.tickets.views.set(inboundId, { ...answered(inboundId), state: 'closed', verdict: fixed });
      await page.reload();
      await look('verdict-closed');
      await page.getByRole('button', { name: words('tracking.close') }).click();
      await look('tracking');
      await page.locator('#number').fill('TBU-000123');
      await page.locator('#code').fill('XXXX-XXXX-XXXX');
      await page.getByRole('button', { name: words('tracking.show') }).click();
      await page.locator('#ringkasan').waitFor();
      await look('tracking-error');
      expect(complaints.list).toEqual([]);
      await page.context().close();
    });
  });
});
