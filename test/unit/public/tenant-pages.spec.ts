import { contactWays, replyWays } from '../../../src/public/contact-ways.js';
import { AreaDirectory, findPlace } from '../../../src/tenants/areas.js';
import { procedureSteps } from '../../../src/public/procedure.js';
import type { PublicTicketEvent, PublicTicketView } from '../../../src/public/public-tickets.js';
import { ticketStory } from '../../../src/public/story.js';
import { durationInWords, wordsIn } from '../../../src/public/words.js';
import type { Duration } from '../../../src/tenants/tenant.js';
import { channelRegistry, publicChannels, publicLocales, publicTenant, startPublicApp } from '../../kit/public-app.js';
import type { PublicApp } from '../../kit/public-app.js';
import { FormBrowser } from '../../kit/public-client.js';

const { locales, errors } = publicLocales();
const words = wordsIn(locales, 'id');

describe('texts', () => {
  it('are there in both languages with the same placeholders', () => {
    expect(errors).toEqual([]);
  });

  it.each<[Duration, string]>([
    [{ amount: 5, unit: 'minutes' }, '5 menit'],
    [{ amount: 2_890, unit: 'minutes' }, '2 hari 10 menit'],
    [{ amount: 3, unit: 'hours' }, '3 jam'],
    [{ from: 1, amount: 60, unit: 'working-days' }, '1 sampai 60 hari kerja'],
  ])('say a duration: %j', (duration, expected) => {
    expect(durationInWords(words, duration)).toBe(expected);
  });
});

describe('contactWays', () => {
  const tenant = publicTenant();

  it('teaches the keyword on the shared number, and shows the rest as plain contact details', () => {
    expect(contactWays(tenant, channelRegistry(publicChannels()))).toMatchObject([
      { kind: 'sms', address: '1708', keyword: 'TANAHBUMBU', href: 'sms:1708?body=TANAHBUMBU%20', automatic: true },
      { kind: 'sms', address: '0811-000-000', href: 'sms:+62811000000', automatic: false },
      { kind: 'whatsapp', href: 'https://wa.me/62811000001', automatic: false },
      { kind: 'telephone', address: '0811-0000-02', href: 'tel:0811000002' },
      { kind: 'email', href: 'mailto:lapor@contoh.example' },
      { kind: 'desk', address: '' },
    ]);
  });

  it("leaves out other offices' ways, shared numbers without a keyword, and repeats", () => {
    const channels = [
      ...publicChannels(),
      { id: 'a', kind: 'sms', provider: 'http', enabled: true, address: '+62811000009' } as const,
      {
        id: 'b',
        kind: 'whatsapp',
        provider: 'twilio-whatsapp',
        enabled: false,
        address: '+62811000001',
        tenant: tenant.slug,
      } as const,
      {
        id: 'c',
        kind: 'email',
        provider: 'imap',
        enabled: false,
        address: 'lain@contoh.example',
        tenant: 'badung',
      } as const,
      {
        id: 'd',
        kind: 'manual',
        provider: 'website',
        enabled: false,
        address: 'javascript:alert(1)',
        tenant: tenant.slug,
      } as const,
    ];
    const ways = contactWays(tenant, channelRegistry(channels));
    expect(ways.filter((way) => way.kind === 'sms' && way.automatic)).toMatchObject([
      { address: '1708', alternatives: ['0811-000-009'] },
    ]);
    expect(ways.filter((way) => way.kind === 'whatsapp')).toHaveLength(1);
    expect(ways.some((way) => way.address === 'lain@contoh.example')).toBe(false);
    expect(ways.find((way) => way.kind === 'website')?.href).toBeUndefined();
    expect(
      contactWays({ ...tenant, keywords: [] }, channelRegistry(channels)).some((way) => way.address === '1708'),
    ).toBe(false);
  });

  it('offers answers only by channels that run and serve the office', () => {
    expect(replyWays(tenant, channelRegistry(publicChannels()))).toEqual(['sms', 'page']);
    expect(replyWays(tenant, channelRegistry(publicChannels().filter((channel) => channel.id !== 'sms-1708')))).toEqual(
      ['page'],
    );
  });
});

describe('areas', () => {
  it("hold the configured regencies' districts and villages, and nothing else", async () => {
    const directory = new AreaDirectory([{ regionCode: '63.10' }, { regionCode: '5103' }]);
    const areas = await directory.of({ regionCode: '6310' });
    expect(areas.districts).toHaveLength(12);
    const hilir = areas.districts.find((district) => district.name === 'Kusan Hilir');
    expect(hilir).toMatchObject({ code: '631002' });
    expect(hilir?.villages).toContainEqual({ code: '6310021001', name: 'Kota Pagatan' });
    expect(
      (await directory.of({ regionCode: '51.03' })).districts.every((district) => district.code.startsWith('5103')),
    ).toBe(true);
    expect(await directory.of({ regionCode: '9999' })).toEqual({ districts: [] });
    expect(findPlace(areas, '', '6310021001')?.district?.name).toBe('Kusan Hilir');
    expect(findPlace(areas, '', '')).toEqual({});
    expect(findPlace(areas, '510301', '')).toBeUndefined();
  });
});

describe('procedureSteps', () => {
  it("tells this office's own deadlines", () => {
    const [, forwarded, answered] = procedureSteps(publicTenant(), words);
    expect(forwarded?.text).toContain('paling lambat 1 hari');
    expect(answered).toEqual({
      title: 'Anda mendapat jawaban',
      text: 'Jawaban dalam 2 hari setelah laporan diterima.',
    });
  });

  it('lists the levels and kinds where they differ', () => {
    const base = publicTenant();
    const levels = [
      ...base.standard.levels,
      { slug: 'berat', name: 'Berat', resolve: { amount: 60, unit: 'working-days' }, words: '60' } as const,
    ];
    const standard = {
      ...base.standard,
      levels,
      kinds: { 'information-request': { amount: 3, unit: 'days' } } as const,
    };
    expect(procedureSteps({ standard }, words)[2]?.levels).toEqual([
      'Biasa: 2 hari',
      'Berat: 60 hari kerja',
      'Permintaan informasi: 3 hari',
    ]);
  });
});

describe('ticketStory', () => {
  const at = new Date('2026-11-23T02:00:00Z');
  const view: PublicTicketView = {
    number: 'TBU-000123',
    tenant: 'tanah-bumbu',
    inboundId: 'i',
    state: 'received',
    openedAt: at,
    dueAt: new Date('2026-11-25T02:00:00Z'),
    events: [
      { at, kind: 'opened', by: 'citizen', said: { text: 'Lampu mati' } },
      { at, kind: 'message-added', by: 'citizen' },
      { at, kind: 'noted', by: 'operator', text: 'rahasia' },
    ],
    replies: [],
  };

  const tenant = publicTenant();
  const told = (more: Partial<PublicTicketView>, now = at) => ticketStory({ ...view, ...more }, now, tenant, words);
  const step = (event: Omit<PublicTicketEvent, 'at'>) => told({ events: [{ at, ...event }] }).steps[0];

  it('says what happened and who did it, what is owed and by when, in the office’s zone', () => {
    const story = told({});
    const when = 'Senin, 23 November 2026 10.00 WITA';
    expect(story.steps).toEqual([
      { at: when, text: 'Anda melapor', said: { text: 'Lampu mati' } },
      { at: when, text: 'Anda menambah keterangan' },
    ]);
    expect(story.next).toContain('Rabu, 25 November 2026 10.00 WITA');
    expect(story.late).toBe(false);
  });

  it('owns up to a missed deadline', () => {
    const late = told({}, new Date('2026-11-26T00:00:00Z'));
    expect(late.late).toBe(true);
    expect(late.next).toContain('sudah lewat batas waktunya (Rabu, 25 November 2026 10.00 WITA)');
  });

  it.each<[string, Omit<PublicTicketEvent, 'at'>, object | undefined]>([
    ['names agency and unit, never people', { kind: 'accepted', by: 'officer', agencyName: 'Dinas A', unitName: 'Bidang B' }, { text: 'Dinas A, Bidang B menerima laporan dan mulai mengerjakannya' }],
    ['plainly says that it was handed back, and why', { kind: 'returned', by: 'officer', agencyName: 'Dinas A', reason: 'not-ours' }, { text: 'Dinas A mengembalikan laporan: bukan urusannya. Kami mencarikan bagian yang tepat.' }],
    ['tells taking back from handing back', { kind: 'returned', by: 'operator', agencyName: 'Dinas A', withdrawn: true }, { text: 'Kami menarik laporan dari Dinas A dan mencarikan bagian yang tepat', who: tenant.name }],
    ['knows no agency of old', { kind: 'responded', by: 'officer' }, { text: 'Bagian yang berwenang menyampaikan tanggapan; kami memeriksanya' }],
    ['says that the clock stands still', { kind: 'asked', by: 'operator', waits: true, said: { text: 'Di mana?' } }, { note: expect.stringContaining('berhenti berjalan') as string, said: { text: 'Di mana?' } }],
    ['or does not', { kind: 'asked', by: 'gateway', waits: false }, { text: 'Kami bertanya kepada Anda', who: tenant.name }],
    ['says why a deadline moved', { kind: 'deadlines-recomputed', by: 'gateway', moved: { from: at, to: new Date(at.getTime() + 86_400_000) } }, { text: 'Batas waktu jawaban bergeser dari Senin, 23 November 2026 10.00 WITA menjadi Selasa, 24 November 2026 10.00 WITA, karena kalender hari kerja diperbarui', who: 'otomatis' }],
    ['owns up to a deadline of the whole', { kind: 'deadline-breached', by: 'gateway', whole: true }, { text: 'Batas waktu jawaban terlewati' }],
    ['not of a step on the way', { kind: 'deadline-breached', by: 'gateway' }, undefined],
    ['nor of a step that moved', { kind: 'deadlines-recomputed', by: 'gateway' }, undefined],
    ['says who closed it', { kind: 'closed', by: 'gateway' }, { text: 'Laporan ditutup karena tidak ada kabar dari Anda' }],
    ['says why it was archived', { kind: 'archived', by: 'operator', reason: 'outside-authority' }, { text: 'Kami mengarsipkan laporan: di luar kewenangan kami' }],
    ['says nothing to abuse', { kind: 'archived', by: 'operator', reason: 'abusive' }, { text: 'Kami mengarsipkan laporan' }],
  ])('%s', (_what, event, expected) => {
    if (event.waits === false) expect(step(event)).not.toHaveProperty('note');
    if (expected) expect(step(event)).toMatchObject(expected);
    else expect(step(event)).toBeUndefined();
  }); // prettier-ignore

  const verdict = { round: 0, answeredAt: at, closedAt: at, fixed: null, mark: null, surveyed: false };
  it.each<[Partial<PublicTicketView>, string | undefined]>([
    [{ state: 'received' }, 'meneruskan laporan'],
    [{ state: 'in-progress', agencyName: 'Dinas A' }, 'Dinas A menindaklanjuti. Jawaban untuk Anda paling lambat'],
    [{ state: 'responded' }, 'memeriksa tanggapan'],
    [{ state: 'awaiting-citizen' }, 'paling lama 3 hari'],
    [{ state: 'answered', verdict }, 'Tanpa kabar, laporan ditutup Kamis, 3 Desember 2026'],
    [{ state: 'closed', verdict }, 'membuka laporan ini kembali sampai Rabu, 23 Desember 2026'],
    [{ state: 'closed', verdict: { ...verdict, closedAt: new Date('2026-01-01T00:00:00Z') } }, undefined],
    [{ state: 'archived' }, 'diarsipkan'],
    [{ state: 'archived', events: [{ at, kind: 'cancelled', by: 'citizen' }] }, 'Anda batalkan'],
  ])('says what comes next: %j', (more, text) => {
    const { next } = told(more);
    if (text === undefined) expect(next).toBeUndefined();
    else expect(next).toContain(text);
  });

  it('does not call late what waits for its reporter', () => {
    expect(told({ state: 'awaiting-citizen' }, new Date('2026-12-26T00:00:00Z')).late).toBe(false);
  });
});

describe('pages', () => {
  let running: PublicApp;
  beforeAll(async () => {
    running = await startPublicApp();
  });
  afterAll(() => running.app.close());

  it('lists the offices, and again with 404 for an address that is none', async () => {
    const browser = new FormBrowser(running.app);
    expect(await browser.get('/')).toMatchObject({
      status: 200,
      body: expect.stringContaining('href="/tanah-bumbu"') as string,
    });
    for (const path of ['/nowhere', '/nowhere/lapor', '/nowhere/lacak', '/nowhere/lapor/diterima']) {
      expect(await browser.get(path)).toMatchObject({
        status: 404,
        body: expect.stringContaining('href="/tanah-bumbu"') as string,
      });
    }
  });

  it('speaks the language that was chosen, and remembers it', async () => {
    const browser = new FormBrowser(running.app);
    expect((await browser.get('/tanah-bumbu')).body).toContain('<html lang="id">');
    expect((await browser.get('/tanah-bumbu?lang=en')).body).toContain('<html lang="en">');
    expect((await browser.get('/tanah-bumbu/lapor')).body).toContain('What happened?');
    expect((await browser.get('/tanah-bumbu?lang=xx')).body).toContain('<html lang="en">');
  });

  it('allows nothing inline and keeps pages out of caches', async () => {
    const { headers, body } = await new FormBrowser(running.app).get('/tanah-bumbu/lapor');
    expect(headers['content-security-policy']).toMatch(/default-src 'none'.*script-src 'self'/);
    expect(headers['content-security-policy']).not.toContain('unsafe');
    expect(headers['cache-control']).toBe('no-store');
    expect(body).not.toMatch(/ style=| on[a-z]+=|<script>/);
  });

  it('serves static files for good, compressed', async () => {
    const { body } = await new FormBrowser(running.app).get('/tanah-bumbu');
    const [path = ''] = /\/assets\/pico\.\w+\.css/.exec(body) ?? [];
    const answer = await running.app.inject({ url: path, headers: { 'accept-encoding': 'gzip, br' } });
    expect(answer).toMatchObject({
      statusCode: 200,
      headers: { 'content-encoding': 'br', 'cache-control': 'public, max-age=31536000, immutable' },
    });
    expect(answer.rawPayload.length).toBeLessThan(12_000);
  });
});

describe('tracking', () => {
  let running: PublicApp;
  const at = new Date();
  beforeAll(async () => {
    running = await startPublicApp();
    running.tickets.views.set('i', { number: 'TBU-000123', tenant: 'tanah-bumbu', inboundId: 'i', state: 'answered', openedAt: at, dueAt: at, events: [], replies: [{ at, text: 'Sudah <i>beres</i>' }] }); // prettier-ignore
  });
  afterAll(() => running.app.close());

  it('shows the story to number and code, with neither in an address, until it is closed', async () => {
    const browser = new FormBrowser(running.app);
    const code = running.tickets.trackingCode('i');
    const found = await browser.postUrlencoded('/tanah-bumbu/lacak', { number: 'TBU-000123', code });
    expect(found).toMatchObject({ status: 303, headers: { location: '/tanah-bumbu/lacak' } });
    expect(JSON.stringify(found.headers['set-cookie'])).not.toContain(code);
    expect((await browser.get('/tanah-bumbu/lacak')).body).toContain('Sudah &lt;i>beres&lt;/i>');
    await browser.postUrlencoded('/tanah-bumbu/lacak/tutup', {});
    expect((await browser.get('/tanah-bumbu/lacak')).body).not.toContain('beres');
  });

  it.each([
    [{ number: '', code: '' }, ['Nomor laporan belum diisi', 'Kode lacak belum diisi']],
    [
      { number: 'TBU-000123', code: 'XXXX-XXXX-XXXX' },
      ['tidak cocok dengan laporan mana pun', 'value="XXXX-XXXX-XXXX"'],
    ],
    [{ number: 'TBU-999999', code: 'XXXX-XXXX-XXXX' }, ['tidak cocok dengan laporan mana pun']],
  ])('keeps what was typed and says what is wrong: %j', async (fields, texts) => {
    const page = await new FormBrowser(running.app).postUrlencoded('/tanah-bumbu/lacak', fields);
    expect(page.status).toBe(422);
    for (const text of texts) expect(page.body).toContain(text);
  });

  it('slows down who guesses', async () => {
    const browser = new FormBrowser(running.app, '203.0.113.99');
    const guess = { number: 'TBU-000123', code: 'XXXX-XXXX-XXXX' };
    for (let tries = 0; tries < 30; tries += 1) await browser.postUrlencoded('/tanah-bumbu/lacak', guess);
    expect((await browser.postUrlencoded('/tanah-bumbu/lacak', guess)).status).toBe(429);
  });

  it('says so when the ticket cannot be looked up', async () => {
    running.tickets.broken = true;
    const page = await new FormBrowser(running.app).postUrlencoded('/tanah-bumbu/lacak', { number: '123', code: 'A' });
    running.tickets.broken = false;
    expect(page.status).toBe(503);
    expect(page.body).toContain('value="123"');
  });
});
