import fc from 'fast-check';
import {
  decideSilence,
  expectedBetween,
  habitualRate,
  hourOfWeek,
  WEEK_HOURS,
  type Habit,
  type HabitSlot,
} from '../../../src/watch/silence.js';

/** Friday, 09:00 in Makassar. */
const NOW = new Date('2026-11-20T01:00:00Z');
const HOUR_MS = 3_600_000;

function ago(hours: number): Date {
  return new Date(NOW.getTime() - hours * HOUR_MS);
}

/** Every week the same in every hour for which `rate` says a number. */
function steady(rate: (hour: number) => number, weeks = 8): Habit {
  const slots = new Map<number, HabitSlot>();
  for (let slot = 0; slot < WEEK_HOURS; slot++) slots.set(slot, { sum: rate(slot) * weeks, most: rate(slot) });
  return { weeks, slots };
}

/** 08:00 to 16:00 in Makassar, Monday to Friday. */
function office(slot: number): boolean {
  const local = new Date(slot * HOUR_MS + 8 * HOUR_MS);
  return local.getUTCDay() >= 1 && local.getUTCDay() <= 5 && local.getUTCHours() >= 8 && local.getUTCHours() < 16;
}

describe('the hour of the week', () => {
  it('is the same a week later, and another an hour later', () => {
    expect(hourOfWeek(new Date(NOW.getTime() + WEEK_HOURS * HOUR_MS))).toBe(hourOfWeek(NOW));
    expect(hourOfWeek(new Date(NOW.getTime() + HOUR_MS))).toBe((hourOfWeek(NOW) + 1) % WEEK_HOURS);
    expect(hourOfWeek(new Date(0))).toBe(0);
  });
});

describe('what an hour usually brings', () => {
  it('is the mean of its weeks without the one that brought the most', () => {
    const habit = { weeks: 8, slots: new Map([[5, { sum: 24, most: 10 }]]) };
    expect(habitualRate(habit, 5)).toBe(2);
    expect(habitualRate(habit, 6)).toBe(0);
  });

  it('does not take one burst for a habit', () => {
    const flood = { weeks: 8, slots: new Map([[hourOfWeek(ago(1)), { sum: 400, most: 400 }]]) };
    expect(decideSilence({ habit: flood, lastHeard: ago(2), now: NOW })).toMatchObject({ silent: false, expected: 0 });
  });

  it('counts of hours that are cut the part', () => {
    const habit = steady(() => 4);
    expect(expectedBetween(habit, ago(1.5), ago(0.25))).toBeCloseTo(5);
    expect(expectedBetween(habit, NOW, NOW)).toBe(0);
  });
});

describe('a silent channel', () => {
  const cases: [name: string, habit: Habit, hours: number, silent: boolean][] = [
    ['ten an hour, nothing for half an hour', steady(() => 10), 0.5, false],
    ['ten an hour, nothing for an hour', steady(() => 10), 1, true],
    ['a thousand an hour, nothing for ten minutes: below the least time', steady(() => 1_000), 1 / 6, false],
    ['a thousand an hour, nothing for twenty minutes', steady(() => 1_000), 1 / 3, true],
    // The last came on Thursday at 16:00, it is Friday at 09:00: one hour of work is missing.
    ['ten an hour at work, nothing over the night', steady((slot) => (office(slot) ? 5 : 0)), 17, false],
    ['ten an hour at work, nothing since yesterday noon', steady((slot) => (office(slot) ? 5 : 0)), 21, true],
    ['two weeks known are no habit', steady(() => 10, 2), 24, false],
    ['three are', steady(() => 10, 3), 24, true],
    ['nothing is known', { weeks: 0, slots: new Map() }, 1_000, false],
  ];
  it.each(cases)('%s', (_name, habit, hours, silent) => {
    expect(decideSilence({ habit, lastHeard: ago(hours), now: NOW }).silent).toBe(silent);
  });

  it('is none that hears a few messages a week at any hour, for weeks', () => {
    // Three a week over eight weeks: 24 hours in which one came.
    const slots = new Map(
      Array.from({ length: 24 }, (_, index): [number, HabitSlot] => [index * 7, { sum: 1, most: 1 }]),
    );
    expect(decideSilence({ habit: { weeks: 8, slots }, lastHeard: ago(21 * 24), now: NOW }).silent).toBe(false);
  });

  it('says how unlikely it is by Poisson', () => {
    const { expected, probability } = decideSilence({ habit: steady(() => 3), lastHeard: ago(2), now: NOW });
    expect(expected).toBeCloseTo(6);
    expect(probability).toBeCloseTo(Math.exp(-6));
  });
});

describe('any habit', () => {
  const habits = fc
    .tuple(fc.integer({ min: 0, max: 8 }), fc.dictionary(fc.integer({ min: 0, max: 167 }).map(String), fc.tuple(fc.nat(50), fc.nat(500))))
    .map(([weeks, slots]): Habit => ({
      weeks,
      slots: new Map(Object.entries(slots).map(([slot, [most, more]]) => [Number(slot), { most, sum: most + more }])),
    })); // prettier-ignore

  it('makes a longer silence less likely, never more, and one that was noticed stays', () => {
    fc.assert(
      fc.property(habits, fc.nat(400), fc.nat(400), (habit, hours, more) => {
        const shorter = decideSilence({ habit, lastHeard: ago(hours), now: NOW });
        const longer = decideSilence({ habit, lastHeard: ago(hours + more), now: NOW });
        expect(longer.probability).toBeLessThanOrEqual(shorter.probability + 1e-12);
        if (shorter.silent) expect(longer.silent).toBe(true);
      }),
    );
  });

  it('is missed sooner where more comes every week', () => {
    fc.assert(
      fc.property(habits, fc.nat(400), fc.nat(20), (habit, hours, more) => {
        const busier: Habit = {
          weeks: habit.weeks,
          slots: new Map(
            Array.from({ length: WEEK_HOURS }, (_, slot) => {
              const { sum, most } = habit.slots.get(slot) ?? { sum: 0, most: 0 };
              return [slot, { sum: sum + more * habit.weeks, most: most + more }];
            }),
          ),
        };
        const before = decideSilence({ habit, lastHeard: ago(hours), now: NOW });
        const after = decideSilence({ habit: busier, lastHeard: ago(hours), now: NOW });
        expect(after.expected).toBeGreaterThanOrEqual(before.expected - 1e-9);
        if (before.silent) expect(after.silent).toBe(true);
      }),
    );
  });
});
