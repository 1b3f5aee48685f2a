import { parseWebReport } from '../../../src/channels/web/web-report.js';
import type { MessageEvent } from '../../../src/messaging/inbound-event.js';
import { publicChannels, publicTenant, startPublicApp } from '../../kit/public-app.js';
import type { PublicApp, PublicAppOptions } from '../../kit/public-app.js';
import { challengeOf, doWork, FormBrowser, hiddenField, PNG, unescapeHtml } from '../../kit/public-client.js';

const FORM = '/tanah-bumbu/lapor';
const GOOD = {
  what: 'Lampu jalan mati sejak Senin',
  identity: 'named',
  name: 'Siti Contoh',
  phone: '0811 0000 0001',
  replyBy: 'sms',
  village: '6310012005',
};

let running: PublicApp | undefined;
async function start(options: PublicAppOptions = {}): Promise<PublicApp> {
  running = await startPublicApp(options);
  return running;
}
afterEach(async () => {
  await running?.app.close();
  running = undefined;
});

async function openForm(browser: FormBrowser): Promise<{ token: string; work: string }> {
  const { body } = await browser.get(FORM);
  return { token: hiddenField(body, 'token'), work: await doWork(challengeOf(body)) };
}

describe('the form', () => {
  it('takes a report and leads to its ticket page with nothing in the address', async () => {
    const { app, intake, tickets } = await start();
    const browser = new FormBrowser(app);
    const posted = await browser.postForm(FORM, { ...GOOD, ...(await openForm(browser)) });
    expect(posted.status).toBe(303);
    expect(posted.headers['location']).toBe(`${FORM}/diterima`);
    expect(posted.headers['set-cookie']).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^tiket=.*Path=\/tanah-bumbu; Max-Age=7200; HttpOnly; SameSite=Lax$/),
      ]),
    );

    const [row] = intake.accepted;
    expect(row?.channelId).toBe('web-own');
    const event = row?.event as MessageEvent;
    expect(event).toMatchObject({
      text: GOOD.what,
      from: { kind: 'phone', value: '+6281100000001', name: 'Siti Contoh' },
      form: {
        tenant: 'tanah-bumbu',
        anonymous: false,
        replyBy: 'sms',
        villageCode: '6310012005',
        districtCode: '631001',
      },
    });
    expect(parseWebReport(row!.raw.bytes)).toEqual(event);

    tickets.open = (inboundId) => ({ number: 'TBU-000123', tenant: 'tanah-bumbu', inboundId, state: 'received', openedAt: new Date(), dueAt: new Date(Date.now() + 86_400_000), agencyName: 'Dinas PUPR', events: [], replies: [] }); // prettier-ignore
    const page = await browser.get(`${FORM}/diterima`);
    expect(page.body).toContain('TBU-000123');
    expect(page.body).toContain(tickets.trackingCode(row!.inboundId));
    expect(page.body).toContain('Dinas PUPR');
    expect(page.headers['refresh']).toBeUndefined();
  });

  it('shows the tracking code and reloads while no worker has opened the ticket', async () => {
    const { app, intake, tickets } = await start();
    const browser = new FormBrowser(app);
    await browser.postForm(FORM, { ...GOOD, ...(await openForm(browser)) });
    const page = await browser.get(`${FORM}/diterima?ke=1`);
    expect(page.body).toContain('Nomor sedang dibuat');
    expect(page.body).toContain(tickets.trackingCode(intake.accepted[0]!.inboundId));
    expect(page.headers['refresh']).toBe(`3; url=${FORM}/diterima?ke=2`);
    const last = await browser.get(`${FORM}/diterima?ke=20`);
    expect(last.headers['refresh']).toBeUndefined();
    expect(last.body).toContain('Laporan Anda aman');
    tickets.broken = true;
    expect((await browser.get(`${FORM}/diterima?ke=2`)).status).toBe(200);
  });

  it('shows no ticket to a browser that did not report', async () => {
    const { app, intake, tickets } = await start();
    const browser = new FormBrowser(app);
    await browser.postForm(FORM, { ...GOOD, ...(await openForm(browser)) });
    const stranger = await new FormBrowser(app).get(`${FORM}/diterima`);
    expect(stranger.body).not.toContain(tickets.trackingCode(intake.accepted[0]!.inboundId));
    expect(stranger.body).toContain('tidak dapat ditampilkan di sini');
  });

  it('shows the ticket that a report was added to by its number alone', async () => {
    const { app, tickets } = await start();
    const browser = new FormBrowser(app);
    await browser.postForm(FORM, { ...GOOD, ...(await openForm(browser)) });
    // Opened by another message: whoever claims that number in a form must not read its answers.
    tickets.open = () => ({ number: 'TBU-000007', tenant: 'tanah-bumbu', inboundId: 'another', state: 'answered', openedAt: new Date(), dueAt: new Date(), events: [], replies: [{ at: new Date(), text: 'Rahasia' }] }); // prettier-ignore
    const page = await browser.get(`${FORM}/diterima`);
    expect(page.body).toContain('TBU-000007');
    expect(page.body).not.toContain(tickets.trackingCode('another'));
    expect((await browser.get('/tanah-bumbu/lacak')).body).not.toMatch(/Rahasia|TBU-000007/);
  });

  it('takes a double post once', async () => {
    const { app, intake } = await start();
    const browser = new FormBrowser(app);
    const fields = { ...GOOD, ...(await openForm(browser)) };
    const answers = await Promise.all([1, 2, 3].map(() => browser.postForm(FORM, fields)));
    expect(answers.map((answer) => answer.status)).toEqual([303, 303, 303]);
    expect(intake.accepted).toHaveLength(1);
  });

  it('does not swallow another report that is sent with the same form', async () => {
    const { app, intake } = await start();
    const browser = new FormBrowser(app);
    const fields = { ...GOOD, ...(await openForm(browser)) };
    await browser.postForm(FORM, fields);
    const edited = await browser.postForm(FORM, { ...fields, what: 'Jembatan putus di hulu' });
    expect(edited.status).toBe(422);
    expect(edited.body).toContain('Jembatan putus di hulu');
    expect(edited.body).toContain('sudah kami terima');
    const token = hiddenField(edited.body, 'token');
    expect(token).not.toBe(fields.token);
    const again = await browser.postForm(FORM, {
      ...fields,
      what: 'Jembatan putus di hulu',
      token,
      work: await doWork(challengeOf(edited.body)),
    });
    expect(again.status).toBe(303);
    expect(intake.accepted.map((each) => (each.event as MessageEvent).text)).toEqual([
      GOOD.what,
      'Jembatan putus di hulu',
    ]);
  });

  it('keeps all that was typed and names every fault, beside the field and on top', async () => {
    const { app, intake } = await start();
    const browser = new FormBrowser(app);
    const typed = { ...GOOD, what: '', phone: '0811 12', landmark: 'depan <b>pasar</b>', ...(await openForm(browser)) };
    const page = await browser.postForm(FORM, typed, [{ filename: 'a.png', contentType: 'image/png', bytes: PNG }]);
    expect(page.status).toBe(422);
    expect(intake.accepted).toHaveLength(0);
    expect(page.body).toContain('<a href="#what">Isi laporan belum diisi.');
    expect(page.body).toContain('id="what-error"');
    expect(page.body).toContain('<a href="#phone">');
    expect(page.body).toContain('value="0811 12"');
    expect(page.body).toContain('value="depan &lt;b>pasar&lt;/b>"');
    expect(page.body).toContain('Siti Contoh');
    expect(page.body).toMatch(/<option value="6310012005" selected/);
    expect(page.body).toContain('Pilih foto lagi.');
    expect(page.body).toContain('<title>Salah: ');
    // Put right, the same form goes through: neither nonce nor work was used up.
    const right = await browser.postForm(FORM, {
      ...typed,
      what: GOOD.what,
      phone: GOOD.phone,
      token: hiddenField(page.body, 'token'),
      work: hiddenField(page.body, 'work'),
    });
    expect(right.status).toBe(303);
  });

  it('answers 503 with the form still filled in when the report could not be made durable', async () => {
    const { app, intake } = await start();
    const browser = new FormBrowser(app);
    const fields = { ...GOOD, ...(await openForm(browser)) };
    intake.broken = true;
    const page = await browser.postForm(FORM, fields);
    expect(page.status).toBe(503);
    expect(page.body).toContain('belum kami terima');
    expect(page.body).toContain(GOOD.what);
    intake.broken = false;
    expect(
      (
        await browser.postForm(FORM, {
          ...fields,
          token: hiddenField(page.body, 'token'),
          work: hiddenField(page.body, 'work'),
        })
      ).status,
    ).toBe(303);
    expect(intake.accepted).toHaveLength(1);
  });

  it('keeps photos before it takes the report, by their content', async () => {
    const { app, intake, attachments } = await start();
    const browser = new FormBrowser(app);
    const posted = await browser.postForm(FORM, { ...GOOD, ...(await openForm(browser)) }, [
      { filename: 'C:\\foto\\lampu.jpg', contentType: 'image/jpeg', bytes: PNG },
    ]);
    expect(posted.status).toBe(303);
    expect(attachments.kept).toEqual([{ bytes: PNG, contentType: 'image/png', filename: 'lampu.jpg' }]);
    expect((intake.accepted[0]?.event as MessageEvent).attachments).toEqual([
      expect.objectContaining({ ref: 'file-1', contentType: 'image/png', size: PNG.length, filename: 'lampu.jpg' }),
    ]);
  });

  it.each([
    ['too many', Array<Buffer>(6).fill(PNG), 'Ada 6 foto, paling banyak 5'],
    ['too large', [Buffer.concat([PNG, Buffer.alloc(10 * 1_048_576)])], 'lebih besar dari 10 MB'],
    ['no photo', [Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>')], 'bukan foto'],
    ['empty', [Buffer.alloc(0)], 'kosong'],
  ])('refuses photos that are %s, and keeps the text', async (_name, photos, words) => {
    const { app, attachments } = await start();
    const browser = new FormBrowser(app);
    const files = photos.map((bytes, index) => ({
      filename: `foto-${String(index)}.jpg`,
      contentType: 'image/jpeg',
      bytes,
    }));
    const page = await browser.postForm(FORM, { ...GOOD, ...(await openForm(browser)) }, files);
    expect(page.status).toBe(422);
    expect(page.body).toContain(words);
    expect(page.body).toContain(GOOD.what);
    expect(attachments.kept).toHaveLength(0);
  });

  it('shows hostile text inert', async () => {
    const { app } = await start();
    const browser = new FormBrowser(app);
    const hostile = '</textarea><script>alert(1)</script>"\'>\u202Egnp.exe';
    const page = await browser.postForm(FORM, {
      ...GOOD,
      what: hostile,
      name: hostile,
      phone: 'x',
      ...(await openForm(browser)),
    });
    expect(page.body).not.toContain('<script>alert');
    expect(page.body).not.toContain('\u202E');
    expect(unescapeHtml(page.body)).toContain('</textarea><script>alert(1)</script>');
  });

  it('drops name and number of a report without a name', async () => {
    const { app, intake } = await start();
    const browser = new FormBrowser(app);
    await browser.postForm(FORM, { ...GOOD, identity: 'anonymous', replyBy: 'page', ...(await openForm(browser)) });
    const [row] = intake.accepted;
    expect(row?.event).toMatchObject({ from: null, form: { anonymous: true, replyBy: 'page' } });
    expect(row?.raw.bytes.toString()).not.toMatch(/Siti|0000/);
  });
});

describe('protection', () => {
  it('takes the question where no script worked', async () => {
    const { app, intake } = await start();
    const browser = new FormBrowser(app);
    const { body } = await browser.get(FORM);
    const asked = await browser.postForm(FORM, { ...GOOD, token: hiddenField(body, 'token') });
    expect(asked.status).toBe(422);
    expect(asked.body).toContain('data-question="asked"');
    expect(intake.accepted).toHaveLength(0);
    const [, first = '', second = ''] = /Berapa (\S+) tambah (\S+)\?/.exec(asked.body) ?? [];
    const words = ['nol', 'satu', 'dua', 'tiga', 'empat', 'lima', 'enam', 'tujuh', 'delapan', 'sembilan'];
    const sum = words.indexOf(first) + words.indexOf(second);
    const wrong = await browser.postForm(FORM, {
      ...GOOD,
      token: hiddenField(asked.body, 'token'),
      answer: String(sum + 1),
    });
    expect(wrong.status).toBe(422);
    const right = await browser.postForm(FORM, {
      ...GOOD,
      token: hiddenField(wrong.body, 'token'),
      answer: String(sum),
    });
    expect(right.status).toBe(303);
  });

  it('refuses work done for another form, and asks who fills in the trap', async () => {
    const { app } = await start();
    const browser = new FormBrowser(app);
    const [one, two] = [await openForm(browser), await openForm(browser)];
    expect((await browser.postForm(FORM, { ...GOOD, token: one.token, work: two.work })).status).toBe(422);
    const trapped = await browser.postForm(FORM, { ...GOOD, ...one, situs: 'https://spam.example' });
    expect(trapped.status).toBe(422);
    expect(trapped.body).toContain('Jawab dulu');
  });

  it('refuses a token of another office, of nobody, and of yesterday, and keeps the text', async () => {
    let now = new Date();
    const { app } = await start({ clock: { now: () => now }, tenants: [publicTenant(), publicTenant({ slug: 'badung' })], channels: [...publicChannels(), { id: 'web-2', kind: 'web', provider: 'form', enabled: true, tenant: 'badung' }] }); // prettier-ignore
    const browser = new FormBrowser(app);
    const form = await openForm(browser);
    expect((await browser.postForm('/badung/lapor', { ...GOOD, ...form })).status).toBe(422);
    expect((await browser.postForm(FORM, { ...GOOD, work: form.work })).status).toBe(422);
    now = new Date(now.getTime() + 25 * 3_600_000);
    const stale = await browser.postForm(FORM, { ...GOOD, ...form });
    expect(stale.status).toBe(422);
    expect(stale.body).toContain('sudah lama terbuka');
    expect(stale.body).toContain(GOOD.what);
    expect(hiddenField(stale.body, 'token')).not.toBe(form.token);
  });

  it('answers 429 with the text kept to an address that sends too much, and not to others', async () => {
    const { app } = await start({ formsPerHour: 1 });
    const browser = new FormBrowser(app);
    const form = await openForm(browser);
    await browser.postForm(FORM, { ...GOOD, ...form });
    const page = await browser.postForm(FORM, { ...GOOD, ...form });
    expect(page.status).toBe(429);
    expect(Number(page.headers['retry-after'])).toBeGreaterThan(3_500);
    expect(page.body).toContain('Terlalu banyak kiriman');
    expect(page.body).toContain(GOOD.what);
    const other = new FormBrowser(app, '203.0.113.8');
    expect((await other.postForm(FORM, { ...GOOD, ...(await openForm(other)) })).status).toBe(303);
  });
});
