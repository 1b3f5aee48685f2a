import fc from 'fast-check';
import { FEWEST_REPORTS, halfAnswered, type Wait } from '../../../src/reports/answer-times/half-answered.js';

const DAY = 86_400_000;
const answered = (...days: number[]): Wait[] => days.map((day) => ({ ms: day * DAY, answered: true }));
const waiting = (...days: number[]): Wait[] => days.map((day) => ({ ms: day * DAY, answered: false }));

describe('halfAnswered', () => {
  it('is the median where all were answered', () => {
    const ten = answered(10, 1, 9, 2, 8, 3, 7, 4, 6, 5);
    expect(halfAnswered(ten)).toEqual({ n: 10, half: 'within', ms: 5 * DAY });
    expect(halfAnswered([...ten, ...answered(0.5)])).toEqual({ n: 11, half: 'within', ms: 5 * DAY });
  });

  it('says nothing of few', () => {
    expect(halfAnswered(answered(...Array.from({ length: FEWEST_REPORTS - 1 }, () => 1)))).toBeUndefined();
  });

  it('counts what waits as longer than it has waited', () => {
    // Six answered in a day, six old ones not at all: half, not "in a day".
    expect(halfAnswered([...answered(1, 1, 1, 1, 1), ...waiting(90, 90, 90, 90, 90, 90)])).toEqual({
      n: 11,
      half: 'longer',
      ms: 90 * DAY,
    });
    // Of what came in today nobody can say yet that it takes long.
    expect(halfAnswered([...answered(2, 2, 2, 2, 2, 2), ...waiting(0.1, 0.1, 0.1, 0.1)])).toEqual({
      n: 10,
      half: 'within',
      ms: 2 * DAY,
    });
    expect(halfAnswered(waiting(...Array.from({ length: 30 }, () => 0.5)))).toBeUndefined();
  });

  it("follows Kaplan and Meier's table", () => {
    // At risk 10, 9, (censored), 7, 6, 5: 0.9, 0.8, 0.8 * 6/7 = 0.686, 0.571, 0.457.
    const waits = [...answered(1, 2, 4, 5, 6), ...waiting(3, 9, 9, 9, 9)];
    expect(halfAnswered(waits)).toEqual({ n: 10, half: 'within', ms: 6 * DAY });
  });

  it('does not lean on the last few', () => {
    // The fifth answer falls where only four are left to be observed.
    const waits = [...answered(1, 2, 3, 40), ...waiting(3, 3, 4, 5, 41, 41)];
    expect(halfAnswered(waits)).toMatchObject({ half: 'longer', ms: 4 * DAY });
  });

  it('never becomes better by what is left unanswered', () => {
    const wait = fc.record({ ms: fc.integer({ min: 0, max: 400 * DAY }), answered: fc.boolean() });
    fc.assert(
      fc.property(fc.array(wait, { minLength: FEWEST_REPORTS, maxLength: 60 }), fc.nat(), (waits, place) => {
        const now = 400 * DAY;
        const before = halfAnswered(waits);
        // The same report, set aside without an answer instead of answered.
        const after = halfAnswered(waits.map((each, at) => (at === place % waits.length ? { ms: now, answered: false } : each)));
        fc.pre(before?.half === 'within');
        if (after?.half === 'within') expect(after.ms).toBeGreaterThanOrEqual(before.ms);
      }),
    ); // prettier-ignore
  });
});
