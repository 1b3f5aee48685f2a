import { assert, array, integer, property } from 'fast-check';
import { isSuppressed } from '../../../src/reports/figures/figures.js';
import { suppress, suppressOne } from '../../../src/reports/figures/suppress.js';

/** Every way in which a number of reports can fall into so many cells. */
function* divisions(cells: number, total: number): Generator<number[]> {
  if (cells === 1) {
    yield [total];
    return;
  }
  for (let first = 0; first <= total; first += 1)
    for (const rest of divisions(cells - 1, total - first)) yield [first, ...rest];
}

const published = (counts: readonly number[]): string => JSON.stringify(suppress(counts));

describe('suppression of small numbers', () => {
  it.each([
    [1, 12],
    [2, 30],
    [3, 26],
    [4, 22],
    [5, 17],
  ])('hides from one who knows the rules which number is behind any mark, in %i cells up to %i', (cells, most) => {
    for (let total = 0; total <= most; total += 1) {
      const behind = new Map<string, number[][]>();
      for (const counts of divisions(cells, total)) {
        const told = published(counts);
        behind.set(told, [...(behind.get(told) ?? []), counts]);
      }
      for (const [told, possible] of behind) {
        const { cells: shown, total: sum } = JSON.parse(told) as ReturnType<typeof suppress>;
        // Where the total is hidden, other totals are possible too.
        if (isSuppressed(sum)) continue;
        shown.forEach((cell, index) => {
          if (isSuppressed(cell))
            expect([told, new Set(possible.map((counts) => counts[index])).size > 1]).toEqual([told, true]);
        });
      }
    }
  });

  it('tells no number from 1 to 4, and every other one truly', () => {
    assert(
      property(array(integer({ min: 0, max: 60 }), { minLength: 1, maxLength: 25 }), (counts) => {
        const { cells, total } = suppress(counts);
        const sum = counts.reduce((all, each) => all + each, 0);
        expect(total).toEqual(suppressOne(sum));
        cells.forEach((cell, index) => {
          if (isSuppressed(cell)) return;
          expect(cell).toBe(counts[index]);
          expect(cell === 0 || cell >= 5).toBe(true);
        });
        const hidden = counts.filter((_count, index) => isSuppressed(cells[index]));
        expect(hidden.length).not.toBe(1 + Number(isSuppressed(total)) * counts.length);
        // Either all are hidden, or those that are could not all be small.
        if (hidden.length > 0 && hidden.length < counts.length)
          expect(hidden.reduce((all, each) => all + each, 0)).toBeGreaterThan(4 * hidden.length);
      }),
    );
  });

  it('hides nothing where nothing is small', () => {
    expect(suppress([0, 7, 5, 0, 90])).toEqual({ cells: [0, 7, 5, 0, 90], total: 102 });
    expect(suppress([0, 0])).toEqual({ cells: [0, 0], total: 0 });
  });

  it('does not choose what is hidden besides by its size', () => {
    const marks = (counts: number[]): boolean[] => suppress(counts).cells.map(isSuppressed);
    expect(marks([3, 50, 9, 8])).toEqual([true, true, false, false]);
    expect(marks([9, 8, 50, 3])).toEqual([true, false, false, true]);
  });
});
