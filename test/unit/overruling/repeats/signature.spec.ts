import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { BANDS, bandsOf, signatureOf, weekOf } from '../../../../src/overruling/repeats/signature.js';

const hashWith = (key: string) => (word: string) => createHmac('sha256', key).update(word).digest();
const hash = hashWith('kunci');
const numbered = (from: number, to: number): Set<string> =>
  new Set(Array.from({ length: to - from }, (_, index) => `kata${String(from + index)}`));
function signed(words: ReadonlySet<string>, by = hash): Uint32Array {
  const signature = signatureOf(words, by);
  if (!signature) throw new Error('too few words');
  return signature;
}
const agreeing = (one: Uint32Array, other: Uint32Array): number =>
  one.filter((value, place) => value === other[place]).length / one.length;

describe('a signature of words', () => {
  it('estimates how many of their words two texts share', () => {
    // Texts differ from run to run of the loop, so that no lucky one decides; the estimate's error averages out.
    for (const share of [0, 1 / 3, 1 / 2, 4 / 5, 1]) {
      let sum = 0;
      for (let text = 0; text < 40; text += 1) {
        const size = 30;
        const both = Math.round((2 * size * share) / (1 + share));
        const from = text * 1_000;
        sum += agreeing(signed(numbered(from, from + size)), signed(numbered(from + size - both, from + 2 * size - both))); // prettier-ignore
      }
      expect(Math.abs(sum / 40 - share)).toBeLessThan(0.05);
    }
  });

  it('is the same for the same words in any order, and says nothing without the key', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.string(), { minLength: 3 }), (words) => {
        const one = signed(new Set(words));
        expect(signed(new Set([...words].reverse()))).toEqual(one);
        expect(agreeing(one, signed(new Set(words), hashWith('lain')))).toBeLessThan(0.2);
      }),
    );
  });

  it('is none of texts too short to be told apart', () => {
    expect(signatureOf(new Set(['jalan', 'rusak']), hash)).toBeUndefined();
    expect(signatureOf(new Set(['jalan', 'rusak', 'pasar']), hash)).toBeDefined();
  });
});

describe('the keys by which a signature is found', () => {
  it('fit a column of integers and are of their week alone', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.string(), { minLength: 3 }), fc.integer({ min: 0, max: 5_000 }), (words, week) => {
        const keys = bandsOf(signed(new Set(words)), week);
        expect(keys).toHaveLength(BANDS);
        for (const key of keys) expect(key).toBe(key | 0);
        const next = new Set(bandsOf(signed(new Set(words)), week + 1));
        expect(keys.filter((key) => next.has(key)).length).toBeLessThanOrEqual(1);
      }),
    );
  });

  it('are met by nearly all that share half of their words, and by few that share an eighth', () => {
    const met = (both: number, size: number): number => {
      let found = 0;
      for (let text = 0; text < 200; text += 1) {
        const from = text * 1_000;
        const one = new Set(bandsOf(signed(numbered(from, from + size)), 1));
        const other = bandsOf(signed(numbered(from + size - both, from + 2 * size - both)), 1);
        if (other.some((key) => one.has(key))) found += 1;
      }
      return found / 200;
    };
    // 8 of 16 words in all; 4 of 36.
    expect(met(8, 12)).toBeGreaterThan(0.9);
    expect(met(4, 20)).toBeLessThan(0.15);
  });

  it('change at the same moment everywhere', () => {
    expect(weekOf(new Date('1970-01-07T23:59:59.999Z'))).toBe(0);
    expect(weekOf(new Date('1970-01-08T00:00:00Z'))).toBe(1);
  });
});
