import { cpSync } from 'node:fs';
import { join } from 'node:path';

import { getDistricts, getRegencies } from 'idn-area-data';

import { CHANNEL_PROVIDERS } from '../../../src/app/channel-providers.js';
import { loadConfig } from '../../../src/app/load-config.js';
import { formatDue } from '../../../src/tenants/format-date.js';
import { dueAt, workCalendar } from '../../../src/tenants/working-time.js';
import { channel, gateway, holidays, shipped, tenant, tenants } from './shipped.js';
import { matching, temporaryDirectory } from './small-config.js';

describe('the shipped configuration', () => {
  it('is in order', () => {
    expect(shipped.errors).toEqual([]);
    expect(tenants.all().map(({ slug }) => slug)).toEqual(['badung', 'bangli', 'buleleng', 'kubu-raya', 'tanah-bumbu']);
  });

  it.each([
    ['tanah-bumbu', 'TBU', 'WITA', '6310', 'regency', ['TANAHBUMBU']],
    ['badung', 'BDG', 'WITA', '5103', 'regency', ['BADUNG']],
    ['bangli', 'BGL', 'WITA', '5106', 'office', ['BANGLI']],
    ['kubu-raya', 'KBR', 'WIB', '6112', 'office', ['KUBURAYA', 'DINKESKKR']],
    ['buleleng', 'BLL', 'WITA', '5108', 'office', ['BULELENG']],
  ])('%s: prefix, zone, region, scope, keywords', (slug, ticketPrefix, zone, regionCode, scope, keywords) => {
    expect(tenant(slug)).toMatchObject({ ticketPrefix, zone, regionCode, scope, keywords });
    expect(tenants.byKeyword(` ${keywords[0]?.toLowerCase() ?? ''}:`)).toBe(tenant(slug));
  });

  it('names regions and districts that exist', async () => {
    const regencies = new Set((await getRegencies({ transform: true })).map(({ code }) => code.replace('.', '')));
    const districts = new Set((await getDistricts({ transform: true })).map(({ code }) => code.replaceAll('.', '')));
    for (const { regionCode, routing } of tenants.all()) {
      expect(regencies).toContain(regionCode);
      for (const place of routing.flatMap((rule) => rule.when.places ?? [])) expect(districts).toContain(place);
    }
  });
});

describe('the example', () => {
  it('is in order beside the five shipped tenants', () => {
    const directory = temporaryDirectory();
    cpSync('config', directory, { recursive: true });
    cpSync('config/examples/kabupaten-contoh.yaml', join(directory, 'tenants/kabupaten-contoh.yaml'));
    const { errors, config } = loadConfig({
      configDir: directory,
      env: {},
      sandbox: true,
      providers: CHANNEL_PROVIDERS,
    });
    expect(errors).toEqual([]);
    expect(config?.tenants.byKeyword('contohkab')?.replyTexts).toEqual({
      'optInConfirm.short': 'Anda kembali menerima SMS dari {tenant}. Terima kasih.',
    });
  });
});

describe('deadlines as the service standards word them', () => {
  it.each([
    ['tanah-bumbu', 'standar', { amount: 2890, unit: 'minutes' }, '5 menit + 1 hari + 1 hari + 5 menit'],
    ['badung', 'standar', { amount: 3, unit: 'working-days' }, '3 hari kerja.'],
    [
      'bangli',
      'standar',
      { from: 1, amount: 60, unit: 'working-days' },
      'Jangka waktu penyelesaian 1 (satu) – 60 (enam puluh) hari kerja',
    ],
    [
      'kubu-raya',
      'standar',
      { amount: 3, unit: 'working-days' },
      '3 hari kerja (maksimal 3 hari kerja tergantung level komplain)',
    ],
    ['buleleng', 'light', { amount: 3, unit: 'hours' }, 'Pengaduan ringan, selambat-lambatnya 3 jam'],
    [
      'buleleng',
      'normative',
      { amount: 5, unit: 'working-days' },
      'Pengaduan bersifat normative, selambat-lambatnya 5 hari kerja',
    ],
    [
      'buleleng',
      'non-supervisory',
      { amount: 14, unit: 'working-days' },
      'Pengaduan tidak berkadar pengawasan, selambat-lambatnya 14 hari kerja',
    ],
    [
      'buleleng',
      'supervisory',
      { amount: 60, unit: 'working-days' },
      'Pengaduan berkadar pengawasan dan memerlukan pemeriksaan, selambat-lambatnya 60 hari kerja',
    ],
  ])('%s, %s', (slug, level, resolve, words) => {
    expect(tenant(slug).standard.levels.find((candidate) => candidate.slug === level)).toMatchObject({
      resolve,
      words,
    });
  });

  it("Tanah Bumbu's steps are 5 minutes, 1 day, 1 day, 5 minutes, and its total is their sum", () => {
    const { steps, levels } = tenant('tanah-bumbu').standard;
    const timed = steps.flatMap(({ within }) => (within === undefined ? [] : [within]));
    expect(timed).toEqual([
      { amount: 5, unit: 'minutes' },
      { amount: 1, unit: 'days' },
      { amount: 1, unit: 'days' },
      { amount: 5, unit: 'minutes' },
    ]);
    const minutes = timed.reduce((sum, { amount, unit }) => sum + amount * (unit === 'days' ? 1440 : 1), 0);
    expect(levels[0]?.resolve).toEqual({ amount: minutes, unit: 'minutes' });
  });

  it('Buleleng answers requests for information in 3 days', () => {
    expect(tenant('buleleng').standard.kinds).toEqual({ 'information-request': { amount: 3, unit: 'days' } });
    expect(tenant('buleleng').categories.some(({ kind }) => kind === 'information-request')).toBe(true);
  });

  it('a working day between Christmas and New Year 2026 is found', () => {
    // Wednesday 23 December; 24 is joint leave, 25 Christmas; then a weekend.
    const due = dueAt(
      new Date('2026-12-23T08:00:00Z'),
      { amount: 3, unit: 'working-days' },
      workCalendar(tenant('badung'), holidays),
    );
    expect(formatDue(due, { amount: 3, unit: 'working-days' }, 'WITA', 'id')).toBe('Rab 30 Des');
  });
});

describe('holidays', () => {
  const of = (year: string, kind: string): string[] =>
    holidays.holidays
      .filter((holiday) => holiday.kind === kind && holiday.date.startsWith(year))
      .map(({ date }) => date.slice(5));

  it('2026 as the ministers decreed: 17 holidays, 8 days of joint leave', () => {
    expect(of('2026', 'national')).toEqual([
      '01-01', '01-16', '02-17', '03-19', '03-21', '03-22', '04-03', '04-05', '05-01', '05-14', '05-27', '05-31', '06-01', '06-16', '08-17', '08-25', '12-25',
    ]); // prettier-ignore
    expect(of('2026', 'joint-leave')).toEqual(['02-16', '03-18', '03-20', '03-23', '03-24', '05-15', '05-28', '12-24']);
    expect(holidays.on('2026-03-19')).toEqual([
      expect.objectContaining({
        status: 'final',
        decree: matching(/1497 Tahun 2025.*Nomor 2 Tahun 2025.*Nomor 5 Tahun 2025/),
      }),
    ]);
  });

  it('2025 as the ministers decreed, and added to: 17 holidays, 11 days of joint leave', () => {
    expect(of('2025', 'national')).toEqual([
      '01-01', '01-27', '01-29', '03-29', '03-31', '04-01', '04-18', '04-20', '05-01', '05-12', '05-29', '06-01', '06-06', '06-27', '08-17', '09-05', '12-25',
    ]); // prettier-ignore
    expect(of('2025', 'joint-leave')).toEqual(['01-28', '03-28', '04-02', '04-03', '04-04', '04-07', '05-13', '05-30', '06-09', '08-18', '12-26']); // prettier-ignore
    expect(holidays.on('2025-08-18')[0]?.decree).toMatch(/1017 Tahun 2024.*Nomor 933 Tahun 2025/);
  });

  it('2027 says that it is provisional, and has every day that the President names', () => {
    expect(of('2027', 'national')).toHaveLength(17);
    expect(of('2027', 'joint-leave')).toEqual([]);
    expect(holidays.holidays.filter(({ date }) => date.startsWith('2027')).every(({ status }) => status === 'provisional')).toBe(true); // prettier-ignore
    expect(holidays.version).toBe('id-2025.1+id-2026.2+id-2027.1-provisional');
  });

  // Galungan, by the calendars of these years; the Pawukon has 210 days, and its feasts have their places in it.
  const GALUNGAN = ['2025-04-23', '2025-11-19', '2026-06-17', '2027-01-13', '2027-08-11'];
  const PLACES: Record<string, number> = {
    'Hari Raya Saraswati': -74, 'Hari Raya Pagerwesi': -70, 'Penampahan Galungan': -1, 'Hari Raya Galungan': 0,
    'Umanis Galungan': 1, 'Penampahan Kuningan': 9, 'Hari Raya Kuningan': 10,
  }; // prettier-ignore

  it('the days of Bali stand in the cycle of 210 days, each of them, and none is missing', () => {
    const day = (date: string): number => Date.parse(`${date}T00:00:00Z`) / 86_400_000;
    const base = day('2025-04-23');
    expect(GALUNGAN.map((date) => (day(date) - base) % 210)).toEqual([0, 0, 0, 0, 0]);
    const entered = holidays.holidays.filter(({ kind, name }) => kind === 'regional' && name in PLACES);
    for (const { date, name } of entered) expect([date, (((day(date) - base - (PLACES[name] ?? 0)) % 210) + 210) % 210]).toEqual([date, 0]); // prettier-ignore
    const expected = Object.values(PLACES).flatMap((place) =>
      Array.from({ length: 12 }, (_, cycle) => new Date((base + place + (cycle - 3) * 210) * 86_400_000).toISOString().slice(0, 10)),
    ); // prettier-ignore
    const within = expected.filter((date) => date >= '2025-01-01' && date <= '2027-12-31');
    expect(entered.map(({ date }) => date).sort()).toEqual(within.sort());
  });

  it('the days of Bali count in Bali alone', () => {
    expect(holidays.datesFor('5103')).toContain('2026-06-17');
    expect(holidays.datesFor('6310')).not.toContain('2026-06-17');
  });
});

describe('ways in', () => {
  it.each([
    ['sms-1708', '1708', undefined],
    ['sms-tanahbumbu', '+628115020205', 'SMS 0811-5020-205'],
    ['manual-tanahbumbu-telepon', '0811-5020-205', undefined],
    ['email-tanahbumbu', 'diskominfotanbumedia@gmail.com', undefined],
    ['manual-tanahbumbu-x', '#laporpengaduan', undefined],
    ['messenger-tanahbumbu', 'diskominfo tanbu kominfo', undefined],
    ['manual-lapor', 'https://www.lapor.go.id', undefined],
    ['manual-badung-112', '112', undefined],
    ['manual-badung-sidumas', 'SIDUMAS', undefined],
    ['email-bangli', 'dpmptspbangli@gmail.com', undefined],
    ['wa-bangli', '+628123866945', 'WhatsApp 08123866945'],
    ['manual-bangli-telepon', '036691267', undefined],
    ['manual-bangli-web', 'https://dpmptsp.banglikab.go.id', undefined],
    ['email-kuburaya', 'dinkeskkr.lapor@gmail.com', undefined],
    ['wa-kuburaya', '+6281237880420', 'WA 081237880420'],
    ['manual-kuburaya-telepon', '(0561)7265011', undefined],
    ['manual-kuburaya-web', 'http://www.dinkes.kuburayakab.go.id/', undefined],
    ['email-buleleng', 'kesrasetdakabupatenbuleleng@gmail.com', undefined],
    ['email-buleleng-setda', 'kesrasetda@bulelengkab.go.id', undefined],
    ['manual-buleleng-telepon', '0362 21985', undefined],
  ])('%s is at %s', (id, address, note) => {
    expect(channel(id)).toMatchObject({ address, ...(note === undefined ? {} : { note }) });
  });

  it.each(['tanahbumbu', 'badung', 'bangli', 'kuburaya', 'buleleng'])('%s has a form and a desk', (name) => {
    expect(channel(`web-${name}`)).toMatchObject({ kind: 'web', enabled: true });
    expect(channel(`manual-${name}`)).toMatchObject({ kind: 'manual', provider: 'desk', enabled: true });
  });

  it.each(['manual-bangli-kotak', 'manual-kuburaya-kotak', 'manual-buleleng-kotak'])('%s is a letter box', (id) => {
    expect(channel(id).provider).toBe('letter-box');
  });

  it('has a channel of each provider', () => {
    const used = new Set(gateway.channels.map(({ provider }) => provider));
    for (const { name } of CHANNEL_PROVIDERS) expect(used).toContain(name);
  });

  it('1708 and the aggregator are shared', () => {
    expect(channel('sms-1708')).toMatchObject({ provider: 'twilio', enabled: true });
    expect(channel('sms-aggregator')).toMatchObject({ provider: 'http', enabled: true });
    expect([channel('sms-1708').tenant, channel('sms-aggregator').tenant]).toEqual([undefined, undefined]);
  });
});

describe('agencies, categories and routing', () => {
  it.each(['tanah-bumbu', 'badung'])('%s has the departments and the vertical agencies', (slug) => {
    const agencies = tenant(slug).agencies;
    const slugs = agencies.map((agency) => agency.slug);
    for (const expected of [
      'pupr',
      'perhubungan',
      'lingkungan-hidup',
      'kesehatan',
      'pendidikan',
      'dukcapil',
      'sosial',
      'satpol-pp',
      'bpbd',
      'damkar',
      'pdam',
      'perkim',
      'kominfo',
      'inspektorat',
      'dpmptsp',
    ]) {
      expect(slugs).toContain(expected);
    }
    expect(agencies.filter(({ type }) => type === 'vertical').map((agency) => agency.slug)).toEqual([
      'bpn',
      'polres',
      'pln',
      'bpjs-kesehatan',
      'kemenag',
      'balai-jalan',
    ]);
    const districts = slugs.filter((name) => name.startsWith('kecamatan-'));
    expect(districts).toHaveLength(slug === 'badung' ? 6 : 12);
  });

  it.each(['tanah-bumbu', 'badung', 'bangli', 'kubu-raya', 'buleleng'])(
    '%s: each agency can be reached or is above the categories, each first level has a second',
    (slug) => {
      const { categories, agencies, routing } = tenant(slug);
      const parents = new Set(categories.map(({ parent }) => parent));
      for (const category of categories.filter(({ parent }) => parent === undefined))
        expect(parents).toContain(category.slug);
      expect(agencies.length).toBeGreaterThanOrEqual(5);
      expect(routing.length).toBeGreaterThanOrEqual(5);
    },
  );

  it.each([
    ['tanah-bumbu', 'lobang', 'jalan-rusak', 'pupr'],
    ['tanah-bumbu', 'pju', 'lampu-jalan', 'perhubungan'],
    ['badung', 'sampah', 'sampah', 'lingkungan-hidup'],
    ['badung', 'mati lampu', 'listrik', 'pln'],
    ['badung', 'ktp', 'ktp-kk', 'dukcapil'],
    ['tanah-bumbu', 'pungli', 'pungli', 'inspektorat'],
    ['bangli', 'nib', 'nib-oss', 'perizinan'],
    ['kubu-raya', 'obat habis', 'obat', 'sumber-daya'],
    ['buleleng', 'hibah belum cair', 'hibah-keagamaan', 'bina-mental'],
    ['buleleng', 'pungli', 'penyimpangan', 'inspektorat'],
  ])('%s: "%s" is %s and goes to %s', (slug, word, category, agency) => {
    const { categories, routing } = tenant(slug);
    expect(categories.filter(({ keywords }) => keywords.includes(word)).map((found) => found.slug)).toEqual([category]);
    const rule = routing.find(
      ({ when }) => when.categories?.includes(category) === true && when.keywords === undefined,
    );
    expect(rule?.agency).toBe(agency);
  });

  it.each(['kebakaran', 'tenggelam', 'kecelakaan', 'banjir bandang', 'longsor', 'kabel putus'])(
    '"%s" means danger everywhere',
    (word) => {
      for (const { dangerKeywords } of tenants.all()) expect(dangerKeywords).toContain(word);
    },
  );

  it('no keyword belongs to two categories of a tenant', () => {
    for (const { categories, slug } of tenants.all()) {
      const all = categories.flatMap(({ keywords }) => keywords);
      expect({ slug, twice: all.filter((word, index) => all.indexOf(word) !== index) }).toEqual({ slug, twice: [] });
    }
  });
});
