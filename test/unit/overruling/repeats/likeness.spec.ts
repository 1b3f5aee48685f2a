import fc from 'fast-check';
import { isLikely, likenessOf, type Comparable } from '../../../../src/overruling/repeats/likeness.js';
import { wordsOf } from '../../../../src/overruling/repeats/words.js';

const AT = new Date('2026-06-01T02:00:00Z');
const HOUR = 3_600_000;
function report(text: string, more: Partial<Comparable> = {}): Comparable {
  const none = { category: null, districtCode: null, villageCode: null, latitude: null, longitude: null };
  return { words: wordsOf(text), ...none, openedAt: AT, ...more };
}
const later = (hours: number): Date => new Date(AT.getTime() + hours * HOUR);

const word = fc.constantFrom('jalan', 'lubang', 'lampu', 'mati', 'pasar', 'batulicin', 'sampah', 'banjir');
const code = fc.constantFrom(null, '631001', '631002');
const anyReport: fc.Arbitrary<Comparable> = fc.record({
  words: fc.uniqueArray(word).map((words) => new Set(words)),
  category: fc.constantFrom(null, 'jalan-rusak', 'sampah'),
  districtCode: code,
  villageCode: code,
  latitude: fc.constantFrom(null, -3.45, -3.4505, -3.47),
  longitude: fc.constantFrom(null, 115.98, 115.981, 116.1),
  openedAt: fc.integer({ min: 0, max: 1_000 }).map(later),
});

describe('how likely two tickets are about the same', () => {
  it('is between nothing and all, and the same from either side', () => {
    fc.assert(
      fc.property(anyReport, anyReport, (one, other) => {
        const { score } = likenessOf(one, other);
        expect(score).toBeGreaterThanOrEqual(0);
        expect(score).toBeLessThanOrEqual(1);
        expect(likenessOf(other, one)).toEqual(likenessOf(one, other));
      }),
    );
  });

  it('of the same words, place, category and moment is certain', () => {
    fc.assert(
      fc.property(
        anyReport.filter(({ words }) => words.size > 0),
        (one) => {
          expect(likenessOf(one, one).score).toBeCloseTo(1, 12);
        },
      ),
    );
  });

  it('does not grow with a word less in common, with time, or with another place or category', () => {
    fc.assert(
      fc.property(anyReport, anyReport, word, fc.integer({ min: 1, max: 500 }), (one, other, more, hours) => {
        const { score } = likenessOf(one, other);
        const common = new Set([...one.words, more]);
        const both = likenessOf({ ...one, words: common }, { ...other, words: new Set([...other.words, more]) });
        expect(both.score).toBeGreaterThanOrEqual(score - 1e-12);
        const [early, late] = one.openedAt <= other.openedAt ? [one, other] : [other, one];
        const apart = { ...late, openedAt: new Date(late.openedAt.getTime() + hours * HOUR) };
        expect(likenessOf(early, apart).score).toBeLessThanOrEqual(score + 1e-12);
        const here = { latitude: null, longitude: null, districtCode: '631001', villageCode: '6310012001' };
        const at = (villageCode: string, districtCode = '631001') => likenessOf({ ...one, ...here }, { ...other, ...here, villageCode, districtCode }).score; // prettier-ignore
        expect(at('6310012002', '631002')).toBeLessThanOrEqual(at('6310012001'));
        const like = (category: string) => likenessOf({ ...one, category: 'sampah' }, { ...other, category }).score;
        expect(like('jalan-rusak')).toBeLessThanOrEqual(like('sampah'));
      }),
    );
  });

  it('is never said of texts that share nothing, whatever else they share', () => {
    const here = { category: 'jalan-rusak', villageCode: '6310012001' };
    const likeness = likenessOf(report('lampu mati gelap', here), report('got mampet banjir', here));
    expect(likeness).toMatchObject({ text: 0, place: 'same', category: true });
    expect(isLikely(likeness)).toBe(false);
  });

  it.each<[string, string, string, Partial<Comparable>, Partial<Comparable>, boolean]>([
    ['other words for it', 'jalan berlubang di depan SDN 1 Batulicin', 'Jln depan SDN 1 batulicin berlubang parah!!', {}, {}, true],
    ['a few words, one village, one kind', 'jalan rusak berlubang', 'Jalan di desa kami berlubang besar sekali', { category: 'jalan-rusak', villageCode: '6310012001' }, { category: 'jalan-rusak', villageCode: '6310012001' }, true],
    ['the same words in two villages', 'lampu jalan mati di depan masjid', 'lampu jalan mati di depan masjid', { villageCode: '6310012001' }, { villageCode: '6310012002' }, false],
    ['the same words, half a year apart', 'lampu jalan mati di depan masjid', 'lampu jalan mati di depan masjid', {}, { openedAt: later(4_400) }, false],
    ['one kind of trouble, no more', 'jalan berlubang dekat pasar Batulicin', 'jalan berlubang di simpang tiga Pagatan', {}, {}, false],
  ])('%s', (_what, one, other, here, there, likely) => {
    expect(isLikely(likenessOf(report(one, here), report(other, there)))).toBe(likely);
  }); // prettier-ignore

  it.each([
    [-3.45, 115.98, 'same'],
    [-3.4525, 115.98, 'same'],
    [-3.46, 115.98, 'near'],
    [-3.47, 115.98, 'other'],
  ])('by coordinates %d, %d from -3.45, 115.98 is %s', (latitude, longitude, place) => {
    const other = report('jalan lubang pasar', { latitude, longitude, villageCode: '6310012002' });
    expect(likenessOf(report('jalan lubang pasar', { latitude: -3.45, longitude: 115.98, villageCode: '6310012001' }), other).place).toBe(place);
  }); // prettier-ignore
});

describe('what a text is about', () => {
  it('is its words, as they are meant', () => {
    expect([...wordsOf('Mohon diperbaiki, Pak! LAMPUNYA mati di jln. Kodeco, dpn psr')]).toEqual(['lampu', 'mati', 'jalan', 'kodeco', 'depan', 'pasar']); // prettier-ignore
    expect([...wordsOf('Terima kasih pak bu')]).toEqual([]);
    expect([...wordsOf('RT 3 RT 3 no 7')]).toEqual(['rt', '3', 'no', '7']);
  });

  it('ends somewhere', () => {
    expect(wordsOf(Array.from({ length: 5_000 }, (_, index) => `kata${String(index)}`).join(' ')).size).toBe(200);
  });
});
