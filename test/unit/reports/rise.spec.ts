import { riseOf, upperTail } from '../../../src/reports/figures/rise.js';

describe('a rise against its own past', () => {
  it('has the probabilities of the negative binomial distribution', () => {
    // The sum of its own series, and the Poisson distribution as its limit.
    const [r, p] = [4.5, 8 / 9];
    expect(upperTail(0, r, p)).toBeCloseTo(1, 12);
    expect(upperTail(1, r, p)).toBeCloseTo(1 - p ** r, 12);
    const weeks = 100_000;
    const mean = 3;
    const poisson = 1 - Math.exp(-3) * (1 + 3 + 9 / 2 + 27 / 6);
    expect(upperTail(4, mean * weeks + 0.5, weeks / (weeks + 1))).toBeCloseTo(poisson, 4);
  });

  it.each([
    ['ten where one is usual', 10, [1, 0, 2, 1, 1, 0, 1, 2], true],
    ['three where there was never one', 3, [0, 0, 0, 0, 0, 0, 0, 0], true],
    ['two, however unusual', 2, [0, 0, 0, 0, 0, 0, 0, 0], false],
    ['thirteen where ten are usual', 13, [9, 11, 10, 12, 8, 10, 11, 9], false],
    ['as many as ever', 10, [10, 10, 10, 10, 10, 10, 10, 10], false],
    ['many, with too short a past', 40, [1, 1, 1], false],
    ['many against a past that swings', 9, [2, 7, 3, 6, 5, 4, 8, 3], false],
  ])('%s', (_name, count, past, risen) => {
    expect(riseOf(count, past) !== undefined).toBe(risen);
  });

  it('is less probable the higher it is', () => {
    const past = [2, 1, 3, 2, 2, 1, 2, 3];
    const chances = [9, 12, 15, 20].map((count) => riseOf(count, past)?.probability ?? 1);
    expect(chances).toEqual([...chances].sort((a, b) => b - a));
    expect(new Set(chances).size).toBe(4);
  });
});
