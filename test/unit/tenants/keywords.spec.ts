import fc from 'fast-check';

import { confusable, editDistance, keywordTolerance, normaliseKeyword } from '../../../src/tenants/keywords.js';

describe('keywords', () => {
  it.each([
    ['tanah bumbu', 'TANAHBUMBU'],
    ['tanahbumbu:', 'TANAHBUMBU'],
    [' Tanah-Bumbu ', 'TANAHBUMBU'],
    ['Kubu Raya', 'KUBURAYA'],
    ['ＢＡＤＵＮＧ', 'BADUNG'],
  ])('%s is %s', (typed, keyword) => {
    expect(normaliseKeyword(typed)).toBe(keyword);
  });

  it.each([
    ['BALI', 0],
    ['BADUN', 1],
    ['KUBURAYA', 1],
    ['DINKESKKR', 2],
  ])('%s may have %d typing errors', (keyword, errors) => {
    expect(keywordTolerance(keyword)).toBe(errors);
  });

  it.each([
    ['TANAHBUMBU', 'TNAHBUMBU', 1],
    ['TANAHBUMBU', 'TANAHBUBMU', 1],
    ['BADUNG', 'BANDUNG', 1],
    ['BADUNG', 'BANGLI', 4],
    ['', 'ABC', 3],
    ['ABC', '', 3],
  ])('%s and %s are %d apart', (a, b, distance) => {
    expect(editDistance(a, b)).toBe(distance);
  });

  it('distance is the same both ways, and nought only for the same word', () => {
    const words = fc.string({ unit: fc.constantFrom('A', 'B', 'C'), maxLength: 8 });
    fc.assert(
      fc.property(words, words, (a, b) => {
        expect(editDistance(a, b)).toBe(editDistance(b, a));
        expect(editDistance(a, b) === 0).toBe(a === b);
      }),
    );
  });

  it('words are confusable when one mistyped word lies within both tolerances', () => {
    expect(confusable('BADUNG', 'BANDUNG')).toBe(true);
    // BANDANG is one error from each.
    expect(confusable('BANDUNG', 'BENDANG')).toBe(true);
    expect(confusable('BADUNG', 'BANGLI')).toBe(false);
    expect(confusable('TANAHBUMBU', 'TANAHLAUT')).toBe(false);
    expect(confusable('BALI', 'BALE')).toBe(false);
  });
});
