import fc from 'fast-check';
import { inOrder, splitSet, type StoredPart } from '../../../src/intake/part-sets.js';

const at = (seconds: number): Date => new Date(Date.UTC(2026, 10, 21) + seconds * 1000);
const part = (number: number, seconds: number, seen = seconds): StoredPart => ({
  id: `id-${String(number)}`,
  number,
  bytes: Buffer.from(String(number)),
  receivedAt: at(seconds),
  seenAt: at(seen),
});
const numbers = (parts: readonly StoredPart[]): number[] => parts.map(({ number }) => number);

describe('a reference that is used again', () => {
  it('ends the older message with all that came with it', () => {
    const kept = [part(1, 0), part(2, 1)];
    expect(numbers(splitSet(kept, part(1, 0), at(400)).older)).toEqual([1, 2]);
  });

  it('leaves the newer one what came just before', () => {
    const taken = part(1, 0);
    const { older, shared } = splitSet([taken, part(2, 399)], taken, at(400));
    expect(numbers(older)).toEqual([1]);
    expect(shared).toEqual([]);
  });

  it('gives a part that came with both to both', () => {
    const taken = part(2, 1);
    const { older, shared } = splitSet([part(1, 0, 399), taken], taken, at(400));
    expect(numbers(older)).toEqual([1, 2]);
    expect(numbers(shared)).toEqual([1]);
  });

  it('never drops a part: each is the older one’s, the newer one’s or both', () => {
    const seconds = fc.integer({ min: 0, max: 500 });
    fc.assert(
      fc.property(fc.array(fc.tuple(seconds, seconds), { minLength: 1, maxLength: 8 }), seconds, (times, later) => {
        const kept = times.map(([first, again], index) => part(index + 1, first, Math.max(first, again)));
        const taken = kept[0] as StoredPart;
        const { older, shared } = splitSet(kept, taken, at(500 + later));
        expect(older).toContain(taken);
        expect(shared).not.toContain(taken);
        for (const each of shared) expect(older).toContain(each);
      }),
    );
  });
});

it('parts stand in order, with gaps', () => {
  expect(inOrder([part(3, 0), part(1, 5)], 3)).toEqual([
    { bytes: Buffer.from('1'), at: at(5) },
    undefined,
    { bytes: Buffer.from('3'), at: at(0) },
  ]);
});
