import fc from 'fast-check';
import { DateTime } from 'luxon';
import { budgetMs, countedBetween, instantAt, type Pause } from '../../../src/deadlines/reckoning.js';
import type { Duration } from '../../../src/tenants/tenant.js';
import { DURATION_UNITS, ZONES } from '../../../src/tenants/tenant.js';
import { workCalendar, type WorkCalendar } from '../../../src/tenants/working-time.js';
import { shippedConfig, shippedTenant } from '../../kit/shipped.js';

const MINUTE = 60_000;
const DAY = 86_400_000;

const calendars: fc.Arbitrary<WorkCalendar> = fc.record({
  zone: fc.constantFrom('WIB', 'WITA', 'WIT'),
  workingDays: fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 1, maxLength: 7 }),
  holidays: fc
    .uniqueArray(fc.integer({ min: 0, max: 500 }), { maxLength: 40 })
    .map((days) => new Set(days.map((day) => DateTime.utc(2026, 1, 1).plus({ days: day }).toFormat('yyyy-MM-dd')))),
});
const BEGIN = Date.UTC(2026, 0, 1);
const instants = fc.integer({ min: 0, max: 200 * 1440 }).map((minutes) => new Date(BEGIN + minutes * MINUTE));
const budgets: fc.Arbitrary<Duration> = fc.record({
  amount: fc.integer({ min: 1, max: 60 }),
  unit: fc.constantFrom(...DURATION_UNITS),
});
const pauses: fc.Arbitrary<Pause[]> = fc.array(
  fc
    .tuple(instants, fc.integer({ min: 0, max: 20 * 1440 }))
    .map(([from, minutes]) => ({ from, until: new Date(from.getTime() + minutes * MINUTE) })),
  { maxLength: 6 },
);
const percents = fc.integer({ min: 1, max: 400 });

/** Each minute of a pause once, however often pauses cover it. */
function pausedBetween(
  from: Date,
  until: Date,
  list: readonly Pause[],
  unit: Duration['unit'],
  calendar: WorkCalendar,
) {
  const edges = [
    ...new Set([from, until, ...list.flatMap((pause) => [pause.from, pause.until ?? pause.from])].map(Number)),
  ]
    .filter((edge) => edge >= from.getTime() && edge <= until.getTime())
    .sort((a, b) => a - b);
  let sum = 0;
  edges.slice(1).forEach((end, index) => {
    const begin = edges[index] ?? end;
    const covered = list.some((pause) => Number(pause.from) <= begin && Number(pause.until) >= end);
    if (covered) sum += countedBetween(new Date(begin), new Date(end), unit, calendar);
  });
  return sum;
}

describe('when a budget is used up', () => {
  it('between start and deadline lies the budget and exactly the pauses, in the time that counts', () => {
    fc.assert(
      fc.property(instants, budgets, pauses, percents, calendars, (start, budget, list, percent, calendar) => {
        const due = instantAt({ start, budget, pauses: list }, percent, calendar);
        const counted = countedBetween(start, due, budget.unit, calendar);
        const paused = pausedBetween(start, due, list, budget.unit, calendar);
        expect(counted - paused).toBe((budgetMs(budget) * percent) / 100);
      }),
    );
  });

  it('a pause within it adds exactly its length', () => {
    fc.assert(
      fc.property(instants, budgets, calendars, fc.double({ min: 0, max: 0.99, noNaN: true }), fc.integer({ min: 1, max: 30_000 }), (start, budget, calendar, share, minutes) => {
        const due = instantAt({ start, budget, pauses: [] }, 100, calendar);
        const from = new Date(start.getTime() + Math.floor((due.getTime() - start.getTime()) * share));
        const pause = { from, until: new Date(from.getTime() + minutes * MINUTE) };
        const later = instantAt({ start, budget, pauses: [pause] }, 100, calendar);
        // A pause that begins when all of the budget is used, in the night before a weekend, comes too late.
        const open = countedBetween(from, due, budget.unit, calendar) > 0;
        const added = countedBetween(pause.from, pause.until, budget.unit, calendar);
        expect(countedBetween(due, later, budget.unit, calendar)).toBe(open ? added : 0);
      }),
    ); // prettier-ignore
  });

  it('is not earlier for who starts later, for a larger budget, for a further threshold, or with one pause more', () => {
    fc.assert(
      fc.property(instants, budgets, pauses, percents, calendars, fc.integer({ min: 0, max: 5 * DAY }), (start, budget, list, percent, calendar, more) => {
        const due = instantAt({ start, budget, pauses: list }, percent, calendar).getTime();
        const at = (change: Partial<{ start: Date; budget: Duration; pauses: Pause[] }>, per = percent): number =>
          instantAt({ start, budget, pauses: list, ...change }, per, calendar).getTime();
        expect(at({ start: new Date(start.getTime() + more) })).toBeGreaterThanOrEqual(due);
        expect(at({ budget: { ...budget, amount: budget.amount + 1 } })).toBeGreaterThan(due);
        expect(at({}, percent + 1)).toBeGreaterThan(due);
        expect(at({ pauses: [...list, { from: start, until: new Date(start.getTime() + more) }] })).toBeGreaterThanOrEqual(due);
      }),
    ); // prettier-ignore
  });

  it('does not depend on the order of the pauses, nor on how often it is reckoned, nor on one given twice', () => {
    fc.assert(
      fc.property(instants, budgets, pauses, percents, calendars, (start, budget, list, percent, calendar) => {
        const due = instantAt({ start, budget, pauses: list }, percent, calendar);
        expect(instantAt({ start, budget, pauses: list }, percent, calendar)).toEqual(due);
        expect(instantAt({ start, budget, pauses: [...list].reverse() }, percent, calendar)).toEqual(due);
        expect(instantAt({ start, budget, pauses: [...list, ...list.slice(0, 2)] }, percent, calendar)).toEqual(due);
      }),
    );
  });

  it('a pause that still stands has taken nothing away yet', () => {
    fc.assert(
      fc.property(instants, budgets, pauses, calendars, instants, (start, budget, list, calendar, from) => {
        const due = instantAt({ start, budget, pauses: list }, 100, calendar);
        expect(instantAt({ start, budget, pauses: [...list, { from, until: null }] }, 100, calendar)).toEqual(due);
      }),
    );
  });
});

describe('a table of cases, on the shipped calendars', () => {
  const at = (text: string, zone: keyof typeof ZONES): Date => DateTime.fromISO(text, { zone: ZONES[zone] }).toJSDate();
  const hours = (amount: number): Duration => ({ amount, unit: 'hours' });
  const working = (amount: number): Duration => ({ amount, unit: 'working-days' });

  it.each([
    ['3 hours from Saturday 23:00 are Sunday 02:00', 'buleleng', '2026-11-21T23:00', hours(3), '2026-11-22T02:00'],
    ['3 hours over midnight of 31 December', 'buleleng', '2026-12-31T22:30', hours(3), '2027-01-01T01:30'],
    [
      '1 working day from 31 December: New Year, a weekend, Monday',
      'badung',
      '2026-12-31T10:00',
      working(1),
      '2027-01-04T10:00',
    ],
    ['Friday 16:00 + 3 is Wednesday 16:00', 'kubu-raya', '2026-11-20T16:00', working(3), '2026-11-25T16:00'],
    // Tuesday 17 March; Wednesday joint leave, Thursday Nyepi, Friday joint leave, weekend, Monday and Tuesday joint leave.
    ['the eve of the days around Nyepi and Idulfitri', 'badung', '2026-03-17T16:00', working(1), '2026-03-25T16:00'],
    ['3 hours on the eve of Nyepi elapse all the same', 'buleleng', '2026-03-18T22:00', hours(3), '2026-03-19T01:00'],
    ['on Nyepi itself: it starts when offices open', 'kubu-raya', '2026-03-19T09:00', working(1), '2026-03-26T00:00'],
    [
      'across cuti bersama: Wednesday before Christmas',
      'kubu-raya',
      '2026-12-23T16:00',
      working(3),
      '2026-12-30T16:00',
    ],
    ['Galungan stops the clock in Bali', 'badung', '2026-06-15T09:00', working(1), '2026-06-19T09:00'],
    ['and nowhere else', 'tanah-bumbu', '2026-06-15T09:00', working(1), '2026-06-17T09:00'],
    ['5 minutes', 'tanah-bumbu', '2026-11-21T23:58', { amount: 5, unit: 'minutes' }, '2026-11-22T00:03'],
    // Twelve weeks and nine days: Christmas and its leave, New Year, Isra Mikraj, Siwaratri, three of Galungan, one of Kuningan.
    ['60 working days over the turn of the year', 'bangli', '2026-11-18T08:00', working(60), '2027-02-23T08:00'],
  ] as const)('%s', (_name, slug, start, budget, due) => {
    const tenant = shippedTenant(slug);
    const calendar = workCalendar(tenant, shippedConfig().holidays);
    expect(instantAt({ start: at(start, tenant.zone), budget, pauses: [] }, 100, calendar)).toEqual(
      at(due, tenant.zone),
    );
  });

  it.each([
    ['WIB', '2026-11-25T16:00+07:00'],
    ['WITA', '2026-11-25T16:00+08:00'],
    ['WIT', '2026-11-25T16:00+09:00'],
  ] as const)('a tenant in %s is due at its own 16:00, wherever the reader is', (zone, due) => {
    const calendar: WorkCalendar = { zone, workingDays: [1, 2, 3, 4, 5], holidays: new Set() };
    const found = instantAt({ start: at('2026-11-20T16:00', zone), budget: working(3), pauses: [] }, 100, calendar);
    expect(found).toEqual(new Date(due));
    // An officer two zones away sees another hour of the same moment.
    expect(DateTime.fromJSDate(found, { zone: ZONES.WIT }).toISO()).toBe(
      DateTime.fromISO(due).setZone(ZONES.WIT).toISO(),
    );
  });

  it('waiting over a weekend gives nothing back to working days, and all of it to hours', () => {
    const calendar = workCalendar(shippedTenant('badung'), shippedConfig().holidays);
    const weekend = [{ from: at('2026-11-21T00:00', 'WITA'), until: at('2026-11-23T00:00', 'WITA') }];
    const start = at('2026-11-20T16:00', 'WITA');
    expect(instantAt({ start, budget: working(3), pauses: weekend }, 100, calendar)).toEqual(
      at('2026-11-25T16:00', 'WITA'),
    );
    expect(instantAt({ start, budget: hours(9), pauses: weekend }, 100, calendar)).toEqual(
      at('2026-11-23T01:00', 'WITA'),
    );
  });

  it('warns at three quarters and escalates beyond the whole', () => {
    const calendar = workCalendar(shippedTenant('badung'), shippedConfig().holidays);
    const reckoning = { start: at('2026-11-20T16:00', 'WITA'), budget: working(4), pauses: [] };
    expect([75, 100, 150].map((percent) => instantAt(reckoning, percent, calendar))).toEqual(
      ['2026-11-25T16:00', '2026-11-26T16:00', '2026-11-30T16:00'].map((text) => at(text, 'WITA')),
    );
  });
});
