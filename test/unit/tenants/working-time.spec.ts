import fc from 'fast-check';
import { DateTime } from 'luxon';

import type { Duration } from '../../../src/tenants/tenant.js';
import { ZONES } from '../../../src/tenants/tenant.js';
import type { WorkCalendar } from '../../../src/tenants/working-time.js';
import { addWorkingTime, dueAt, workingTimeBetween } from '../../../src/tenants/working-time.js';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

const wita: WorkCalendar = { zone: 'WITA', workingDays: [1, 2, 3, 4, 5], holidays: new Set() };
const local = (text: string, calendar: WorkCalendar = wita): Date =>
  DateTime.fromISO(text, { zone: ZONES[calendar.zone] }).toJSDate();
const days = (amount: number): Duration => ({ amount, unit: 'working-days' });

describe('working days', () => {
  // 2026-11-20 is a Friday.
  it.each([
    ['Friday 16:00 and 3 is Wednesday 16:00', '2026-11-20T16:00', 3, '2026-11-25T16:00'],
    ['a whole day inside the week', '2026-11-23T09:30', 1, '2026-11-24T09:30'],
    ['started on Saturday it starts on Monday 00:00', '2026-11-21T10:00', 1, '2026-11-24T00:00'],
    ['started on Sunday 23:59 likewise', '2026-11-22T23:59', 3, '2026-11-26T00:00'],
    ['Friday 23:59 keeps its minute', '2026-11-20T23:59', 1, '2026-11-23T23:59'],
    ['Friday 00:00 and 1 ends as Friday ends', '2026-11-20T00:00', 1, '2026-11-21T00:00'],
    ['five is a week', '2026-11-18T08:00', 5, '2026-11-25T08:00'],
    ['sixty is twelve weeks', '2026-11-18T08:00', 60, '2027-02-10T08:00'],
  ])('%s', (_name, start, amount, due) => {
    expect(dueAt(local(start), days(amount), wita)).toEqual(local(due));
  });

  it('is reckoned in the zone of the tenant', () => {
    const wib: WorkCalendar = { ...wita, zone: 'WIB' };
    // Friday 23:30 in WIB is Saturday 00:30 in WITA.
    const start = local('2026-11-20T23:30', wib);
    expect(dueAt(start, days(1), wib)).toEqual(local('2026-11-23T23:30', wib));
    expect(dueAt(start, days(1), wita)).toEqual(local('2026-11-24T00:00', wita));
  });

  it('leaves out holidays, also in a row and on the first day', () => {
    const calendar = { ...wita, holidays: new Set(['2026-12-24', '2026-12-25']) };
    expect(dueAt(local('2026-12-23T16:00'), days(1), calendar)).toEqual(local('2026-12-28T16:00'));
    expect(dueAt(local('2026-12-24T16:00'), days(1), calendar)).toEqual(local('2026-12-29T00:00'));
  });

  it('counts the days that the tenant says', () => {
    const sixDays = { ...wita, workingDays: [1, 2, 3, 4, 5, 6] };
    expect(dueAt(local('2026-11-20T16:00'), days(1), sixDays)).toEqual(local('2026-11-21T16:00'));
  });

  it('is due at the end of a range', () => {
    expect(dueAt(local('2026-11-20T16:00'), { from: 1, amount: 3, unit: 'working-days' }, wita)).toEqual(
      local('2026-11-25T16:00'),
    );
  });

  it('refuses a calendar without working days instead of searching for ever', () => {
    expect(() => dueAt(local('2026-11-20T16:00'), days(1), { ...wita, workingDays: [] })).toThrow(RangeError);
  });

  it.each([-1, Number.NaN])('refuses %s days', (amount) => {
    expect(() => dueAt(new Date(), days(amount), wita)).toThrow(RangeError);
  });
});

describe('time that elapses', () => {
  it.each([
    [{ amount: 5, unit: 'minutes' }, '2026-11-21T10:05'],
    [{ amount: 3, unit: 'hours' }, '2026-11-21T13:00'],
    [{ amount: 1, unit: 'days' }, '2026-11-22T10:00'],
    [{ amount: 3, unit: 'days' }, '2026-11-24T10:00'],
  ] as const)('%j from Saturday 10:00 is %s: weekends count', (duration, due) => {
    expect(dueAt(local('2026-11-21T10:00'), duration, wita)).toEqual(local(due));
  });
});

describe('properties', () => {
  const calendars: fc.Arbitrary<WorkCalendar> = fc.record({
    zone: fc.constantFrom('WIB', 'WITA', 'WIT'),
    workingDays: fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 1, maxLength: 7 }),
    holidays: fc
      .uniqueArray(fc.integer({ min: 0, max: 400 }), { maxLength: 40 })
      .map(
        (offsets) =>
          new Set(offsets.map((offset) => DateTime.utc(2026, 1, 1).plus({ days: offset }).toFormat('yyyy-MM-dd'))),
      ),
  });
  const starts = fc.date({
    min: new Date('2026-01-01T00:00:00Z'),
    max: new Date('2026-12-31T00:00:00Z'),
    noInvalidDate: true,
  });
  const amounts = fc.integer({ min: 1, max: 60 });
  const isWorking = (instant: number, calendar: WorkCalendar): boolean => {
    const at = DateTime.fromMillis(instant, { zone: ZONES[calendar.zone] });
    return calendar.workingDays.includes(at.weekday) && !calendar.holidays.has(at.toISODate() ?? '');
  };

  it('exactly the budget of working time lies between start and due', () => {
    fc.assert(
      fc.property(starts, amounts, calendars, (start, amount, calendar) => {
        expect(workingTimeBetween(start, dueAt(start, days(amount), calendar), calendar)).toBe(amount * DAY);
      }),
    );
  });

  it('the instant before due lies on a working day, so that due is the earliest such instant', () => {
    fc.assert(
      fc.property(starts, amounts, calendars, (start, amount, calendar) => {
        expect(isWorking(dueAt(start, days(amount), calendar).getTime() - 1, calendar)).toBe(true);
      }),
    );
  });

  it('a budget may be used in two parts: a pause changes nothing but the time it takes', () => {
    fc.assert(
      fc.property(
        starts,
        fc.integer({ min: 1, max: 500 }),
        fc.integer({ min: 1, max: 500 }),
        calendars,
        (start, first, second, calendar) => {
          const between = addWorkingTime(start, first * HOUR, calendar);
          expect(addWorkingTime(between, second * HOUR, calendar)).toEqual(
            addWorkingTime(start, (first + second) * HOUR, calendar),
          );
        },
      ),
    );
  });

  it('who starts later is not due earlier', () => {
    fc.assert(
      fc.property(
        starts,
        fc.integer({ min: 0, max: 20 * DAY }),
        amounts,
        calendars,
        (start, later, amount, calendar) => {
          const due = dueAt(start, days(amount), calendar).getTime();
          expect(dueAt(new Date(start.getTime() + later), days(amount), calendar).getTime()).toBeGreaterThanOrEqual(
            due,
          );
        },
      ),
    );
  });

  it('agrees with the zone database about where a local day begins', () => {
    fc.assert(
      fc.property(starts, calendars, (start, calendar) => {
        const midnight = DateTime.fromJSDate(start, { zone: ZONES[calendar.zone] }).endOf('day').toMillis() + 1;
        const counted = workingTimeBetween(start, new Date(midnight), calendar);
        expect(counted).toBe(isWorking(start.getTime(), calendar) ? midnight - start.getTime() : 0);
      }),
    );
  });

  it('working time runs backwards with the sign turned', () => {
    fc.assert(
      fc.property(starts, starts, calendars, (a, b, calendar) => {
        expect(workingTimeBetween(a, b, calendar) + workingTimeBetween(b, a, calendar)).toBe(0);
      }),
    );
  });
});
