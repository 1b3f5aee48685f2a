import { checkCalendar } from '../../../src/tenants/calendar-check.js';
import { HolidayCalendar, type CalendarYear, type Holiday } from '../../../src/tenants/holidays.js';
import { shippedConfig } from '../../kit/shipped.js';

const day = (date: string, more: Partial<Holiday> = {}): Holiday => ({
  date,
  name: date,
  kind: 'national',
  decree: 'SKB',
  status: 'final',
  ...more,
});
const year = (number: number, more: Partial<CalendarYear> = {}): CalendarYear => ({
  year: number,
  version: String(number),
  status: 'final',
  counts: { national: 1, jointLeave: 0 },
  ...more,
});
const messages = (list: readonly { message: string }[]): string[] => list.map(({ message }) => message);

describe('a calendar', () => {
  const good = [day('2026-08-17'), day('2027-08-17')];

  it('in order says nothing', () => {
    const calendar = new HolidayCalendar('v', good, [year(2026), year(2027)]);
    expect(checkCalendar(calendar, '2026-12-01')).toEqual({ ok: true, errors: [], warnings: [] });
  });

  it.each<[string, Holiday[], CalendarYear[], string]>([
    ['a day that is a holiday and joint leave', [...good, day('2026-08-17', { kind: 'joint-leave', name: 'Cuti' })], [year(2026, { counts: { national: 1, jointLeave: 1 } }), year(2027)], 'twice: "2026-08-17" and "Cuti"'],
    ['a year that is missing though deadlines reach it', [day('2026-08-17')], [year(2026)], 'no calendar'],
    ['a provisional year that is near', good, [year(2026), year(2027, { status: 'provisional' })], 'provisional, and deadlines until 2027-03-03'],
    ['fewer days than the decree counts', good, [year(2026, { counts: { national: 17, jointLeave: 0 } }), year(2027)], '1 national holidays; the decree counts 17'],
    ['other joint leave than the decree counts', good, [year(2026, { counts: { national: 1, jointLeave: 8 } }), year(2027)], '0 days of joint leave; the decree counts 8'],
    ['a final year that counts nothing', good, [{ year: 2026, version: 'v', status: 'final' }, year(2027)], 'says how many days'],
  ])('%s is an error', (_name, holidays, years, message) => {
    const { ok, errors } = checkCalendar(new HolidayCalendar('v', holidays, years), '2026-12-01');
    expect([ok, errors.length]).toEqual([false, 1]);
    expect(errors[0]?.message).toContain(message);
  }); // prettier-ignore

  it('a provisional year that is far is none', () => {
    const calendar = new HolidayCalendar('v', good, [year(2026), year(2027, { status: 'provisional' })]);
    expect(checkCalendar(calendar, '2026-09-01').ok).toBe(true);
    expect(checkCalendar(calendar, '2026-09-01', '2027-02-01').ok).toBe(false);
  });

  it('the same day in two provinces, or of a province and the nation, is no mistake', () => {
    const holidays = [...good, day('2026-08-17', { kind: 'regional', regionCode: '51' }), day('2026-08-17', { kind: 'regional', regionCode: '63' })]; // prettier-ignore
    expect(checkCalendar(new HolidayCalendar('v', holidays, [year(2026), year(2027)]), '2026-12-01').ok).toBe(true);
  });

  it('regional days to come that no decree confirms are to be looked at', () => {
    const provisional = { kind: 'regional', regionCode: '51', status: 'provisional' } as const;
    const holidays = [...good, day('2026-11-04', provisional), day('2027-01-13', provisional)];
    const { ok, warnings } = checkCalendar(new HolidayCalendar('v', holidays, [year(2026), year(2027)]), '2026-12-01');
    expect([ok, warnings.map(({ date }) => date)]).toEqual([true, ['2027-01-13']]);
  });
});

describe('the shipped calendar', () => {
  const { holidays } = shippedConfig();

  it.each(['2025-01-01', '2025-09-30', '2026-01-01', '2026-09-30'])('is in order on %s', (today) => {
    expect(messages(checkCalendar(holidays, today).errors)).toEqual([]);
  });

  it('asks for the decree of 2027 once deadlines reach it', () => {
    expect(messages(checkCalendar(holidays, '2026-10-15').errors)).toEqual([
      'provisional, and deadlines until 2027-01-15 may be reckoned from it: enter the decree',
    ]);
  });
});
