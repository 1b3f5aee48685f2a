import type { Holiday } from '../../../src/tenants/holidays.js';
import { HolidayCalendar } from '../../../src/tenants/holidays.js';
import { workCalendar } from '../../../src/tenants/working-time.js';

const day = (date: string, more: Partial<Holiday> = {}): Holiday => ({
  date,
  name: date,
  kind: 'national',
  decree: 'SKB',
  status: 'final',
  ...more,
});

const calendar = new HolidayCalendar('v1', [
  day('2026-08-17'),
  day('2026-12-24', { kind: 'joint-leave' }),
  day('2026-08-14', { kind: 'regional', regionCode: '51' }),
  day('2026-11-16', { kind: 'regional', regionCode: '5103' }),
]);

describe('holidays of a region', () => {
  it.each([
    ['5103', ['2026-08-17', '2026-12-24', '2026-08-14', '2026-11-16']],
    ['5108', ['2026-08-17', '2026-12-24', '2026-08-14']],
    ['6310', ['2026-08-17', '2026-12-24']],
  ])('%s has the national ones, its province’s and its own', (regionCode, dates) => {
    expect([...calendar.datesFor(regionCode)]).toEqual(dates);
  });

  it('are those that count for a tenant', () => {
    const tenant = { zone: 'WITA', workingDays: [1, 2, 3, 4, 5], regionCode: '5103' } as const;
    expect(workCalendar({ ...tenant, workingDays: [...tenant.workingDays] }, calendar).holidays).toContain(
      '2026-11-16',
    );
  });

  it('are named by date', () => {
    expect(calendar.on('2026-08-17').map(({ name }) => name)).toEqual(['2026-08-17']);
    expect(calendar.on('2026-08-18')).toEqual([]);
  });
});
