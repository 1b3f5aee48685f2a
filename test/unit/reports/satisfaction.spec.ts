import fc from 'fast-check';
import { SATISFACTION_ELEMENTS } from '../../../src/replies/satisfaction-elements.js';
import {
  gradeOf,
  sampleNeeded,
  satisfactionIndex,
  shortIndex,
  type ElementMarks,
} from '../../../src/reports/satisfaction.js';

const form = (...marks: number[]): ElementMarks => {
  const filled: ElementMarks = {};
  SATISFACTION_ELEMENTS.forEach((element, index) => {
    const mark = marks[index];
    if (mark !== undefined) filled[element] = mark;
  });
  return filled;
};
const all = (mark: number): ElementMarks => form(...Array.from({ length: 9 }, () => mark));

describe('grades of PermenPANRB 14/2017', () => {
  it.each([
    [100, 'A'], [88.31, 'A'], [88.3, 'B'], [76.61, 'B'], [76.6, 'C'], [65, 'C'], [64.99, 'D'], [25, 'D'],
  ])('%d is %s', (index, grade) => expect(gradeOf(index)).toBe(grade)); // prettier-ignore
});

describe('the sample that the regulation asks for', () => {
  // Krejcie and Morgan, Determining Sample Size for Research Activities (1970), table 1.
  it.each([
    [0, 0], [10, 10], [15, 14], [100, 80], [200, 132], [500, 217], [1_000, 278], [5_000, 357], [10_000, 370], [1_000_000, 384],
  ])('of %i is %i', (population, needed) => expect(sampleNeeded(population)).toBe(needed)); // prettier-ignore
});

describe('the index of satisfaction', () => {
  it('weighs each element one ninth, times 25', () => {
    const forms = [form(4, 3, 3, 4, 3, 3, 3, 4, 3), form(3, 3, 2, 4, 3, 4, 4, 3, 3)];
    // Means 3.5 3 2.5 4 3 3.5 3.5 3.5 3: their sum 29.5, divided by 9, times 25.
    expect(satisfactionIndex(forms, 1)).toEqual({
      n: 2, index: 81.94, grade: 'B',
      marked: { U1: 2, U2: 2, U3: 2, U4: 2, U5: 2, U6: 2, U7: 2, U8: 2, U9: 2 },
      elements: { U1: 3.5, U2: 3, U3: 2.5, U4: 4, U5: 3, U6: 3.5, U7: 3.5, U8: 3.5, U9: 3 },
    }); // prettier-ignore
  });

  it.each([
    [1, 25, 'D'],
    [2, 50, 'D'],
    [3, 75, 'C'],
    [4, 100, 'A'],
  ])('of nothing but %i is %d, %s', (mark, index, grade) =>
    expect(satisfactionIndex(Array.from({ length: 5 }, () => all(mark)))).toMatchObject({ n: 5, index, grade }),
  );

  it('leaves out what nobody marked, and what is no mark', () => {
    const found = satisfactionIndex([form(4, 2), { U1: 4, U2: 9 }, {}], 1);
    expect(found).toMatchObject({
      n: 2,
      index: 75,
      marked: { U1: 2, U2: 1, U3: 0 },
      elements: { U1: 4, U2: 2, U3: null },
    });
  });

  it('says nothing of a few', () => {
    expect(satisfactionIndex(Array.from({ length: 4 }, () => all(4)))).toBeUndefined();
    expect(satisfactionIndex([], 0)).toBeUndefined();
    expect(shortIndex([4, 4, 4, 4])).toBeUndefined();
  });

  it('of single marks stands by itself', () => {
    expect(shortIndex([4, 4, 3, 3, 2])).toEqual({ n: 5, index: 80, grade: 'B' });
  });

  it('lies between 25 and 100, whatever is marked, and no better mark lowers it', () => {
    const mark = fc.integer({ min: 1, max: 4 });
    const forms = fc.array(fc.tuple(mark, mark, mark, mark, mark, mark, mark, mark, mark), {
      minLength: 1,
      maxLength: 30,
    });
    fc.assert(
      fc.property(forms, (rows) => {
        const before =
          satisfactionIndex(
            rows.map((row) => form(...row)),
            1,
          )?.index ?? 0;
        const better = rows.map((row, index) =>
          form(...row.map((each) => (index === 0 ? Math.min(4, each + 1) : each))),
        );
        expect(before).toBeGreaterThanOrEqual(25);
        expect(satisfactionIndex(better, 1)?.index).toBeGreaterThanOrEqual(before);
        expect(satisfactionIndex(better, 1)?.index).toBeLessThanOrEqual(100);
      }),
    );
  });
});
