import { readCursor, writeCursor } from '../../../src/console/inbox/cursor.js';
import { rowTime } from '../../../src/console/inbox/row-view.js';
import { namesSomebody, searchTerm } from '../../../src/console/inbox/search-terms.js';
import { filterFields, listPath, readFilter } from '../../../src/console/inbox/ticket-filter.js';
import { FeedWindow, idFrom, OVERLAP_MS } from '../../../src/console/live/feed-window.js';
import { consoleWords } from '../../../src/console/frame/console-words.js';
import { workCalendar } from '../../../src/tenants/working-time.js';
import { shippedConfig, shippedTenant } from '../../kit/shipped.js';

const TENANT = shippedTenant('tanah-bumbu');

const PHONE = { kind: 'contact', addresses: [{ kind: 'phone', value: '+6281100000042' }, { kind: 'whatsapp', value: '+6281100000042' }] } as const; // prettier-ignore

describe('what somebody types', () => {
  it.each([
    ['TBU-000123', { kind: 'number', number: 'TBU-000123' }],
    ['tbu123', { kind: 'number', number: 'TBU-000123' }],
    ['#0123', { kind: 'number', number: 'TBU-000123' }],
    ['1234567', { kind: 'number', number: 'TBU-1234567' }],
    ['0811-0000-0042', PHONE],
    ['+62 811 0000 0042', PHONE],
    ['hp: (0811) 0000/0042', PHONE],
    ['WA 62811 0000 0042', PHONE],
    ['0062 811-0000-0042.', PHONE],
    ['\u202a+62 811‑0000‑0042\u202c', PHONE],
    ['０８１１００００００４２', PHONE],
    ['tel:+6281100000042', PHONE],
    ['Warga <warga@contoh.example>', { kind: 'contact', addresses: [{ kind: 'email', value: 'warga@contoh.example' }] }],
    ['mailto:warga@contoh.example', { kind: 'contact', addresses: [{ kind: 'email', value: 'warga@contoh.example' }] }],
    ['Warga@Contoh.example', { kind: 'contact', addresses: [{ kind: 'email', value: 'warga@contoh.example' }] }],
    ['jalan rusak', { kind: 'words', words: 'jalan & rusak:*' }],
    ['RT 05/02', { kind: 'words', words: 'rt & 05 & 02' }],
    ["a' & b:* | !c", { kind: 'words', words: 'a & b & c' }],
    ['?!', { kind: 'words', words: null }],
    ['orang@', { kind: 'words', words: 'orang:*' }],
  ] as const)('%s', (text, term) => {
    expect(searchTerm(text, TENANT)).toEqual(term);
  });
}); // prettier-ignore

describe('whether a text names somebody, and so stands in no address', () => {
  it.each(['0811-0000-0042', 'Pak Budi 0811 0000 0042', 'budi@contoh', 'NIK 6310 0111 1190 0001', 'rumah 08.11.00.00.00', '0518 12345'])('%s does', (text) => {
    expect(namesSomebody(text, TENANT)).toBe(true);
  });
  it.each(['TBU-000123', '1234567', 'jalan rusak 2026', 'RT 05/02', 'orang @ pasar', 'km 12,5'])('%s does not', (text) => {
    expect(namesSomebody(text, TENANT)).toBe(false);
  });
}); // prettier-ignore

describe('a filter in an address', () => {
  it('takes what exists and leaves out the rest', () => {
    const query = { q: ' lampu ', keadaan: 'open', kategori: 'nothing', instansi: ['pupr'], kanal: 'sms-1708', dari: '2026-13-01', urut: 'due', x: '1', petugas: '1; DROP' }; // prettier-ignore
    expect(readFilter(query, TENANT, ['sms-1708'])).toEqual({ text: 'lampu', state: 'open', channel: 'sms-1708', noDay: '2026-13-01', sort: 'due' }); // prettier-ignore
    expect(readFilter({ kanal: 'sms-1708' }, TENANT, [])).toEqual({ sort: 'newest' });
    expect(readFilter(undefined, TENANT, [])).toEqual({ sort: 'newest' });
  });

  it('comes back as it was', () => {
    const fields = { q: 'a&b=c', keadaan: 'closed' };
    const query = Object.fromEntries(new URL(listPath(fields), 'http://x').searchParams);
    expect(filterFields(query)).toEqual(fields);
    expect(listPath({})).toBe('/console/aduan');
  });

  it('names a row of a list, and nothing else', () => {
    const cursor = { at: new Date('2026-11-25T04:00:00.123Z'), id: '0190a1b2-0000-7000-8000-000000000000' };
    expect(readCursor(writeCursor(cursor))).toEqual(cursor);
    for (const bad of [undefined, '', 'x', '_', `zzzzzzzzzzz_${cursor.id}`, `abc_${cursor.id}'`, ['a']])
      expect(readCursor(bad)).toBeUndefined();
  });
});

describe('time left', () => {
  // A Wednesday, noon in WITA.
  const now = new Date('2026-11-25T04:00:00Z');
  const { locales, holidays } = shippedConfig();
  const parts = { words: consoleWords(locales, 'id', 'WITA'), calendar: workCalendar(TENANT, holidays), now };
  it.each([
    ['2026-11-25T10:30:00Z', 'working-days', 'sisa 6 jam kerja', false],
    ['2026-11-30T04:00:00Z', 'working-days', 'sisa 3 hari kerja', false],
    ['2026-11-25T09:00:00Z', 'hours', 'sisa 5 jam', false],
    ['2026-11-25T04:20:00Z', 'minutes', 'sisa 20 menit', false],
    ['2026-11-20T04:00:00Z', 'working-days', 'terlambat 3 hari kerja', true],
    ['2026-11-22T04:00:00Z', 'days', 'terlambat 3 hari', true],
  ] as const)('%s in %s: %s', (due, dueUnit, text, late) => {
    expect(rowTime(parts, { state: 'dispatched', dueAt: new Date(due), dueUnit })).toEqual({ text, late });
  });

  it('is the citizen’s while they are asked, and nobody’s without a deadline', () => {
    expect(rowTime(parts, { state: 'awaiting-citizen', dueAt: now, dueUnit: 'days' })?.text).toBe('menunggu pelapor');
    expect(rowTime(parts, { state: 'closed', dueAt: null, dueUnit: null })).toBeUndefined();
  });
});

describe('news', () => {
  it('is told once, in whatever order it is committed', () => {
    const window = new FeedWindow(1_000_000);
    const row = (id: string): { id: string } => ({ id });
    expect(window.fresh([row('b')], 1_000_000)).toEqual([row('b')]);
    // `a` was begun before `b` and committed after it.
    expect(window.fresh([row('a'), row('b')], 1_002_000)).toEqual([row('a')]);
    expect(window.fresh([row('a'), row('b')], 1_004_000)).toEqual([]);
  });

  it('is looked for a while back, and never from before the first listener', () => {
    const window = new FeedWindow(1_000_000);
    expect(window.lowestId(1_005_000)).toBe(idFrom(1_000_000));
    expect(window.lowestId(1_100_000)).toBe(idFrom(1_100_000 - OVERLAP_MS));
    window.skipTo(1_100_000);
    expect(window.lowestId(1_101_000)).toBe(idFrom(1_100_000));
  });

  it('begins with the first id of a millisecond', () => {
    expect(idFrom(Date.parse('2026-11-25T04:00:00.123Z'))).toBe('01a210dc-427b-7000-8000-000000000000');
  });
});
