import { dayIn, monthsOf, parsePeriod, periodBefore, periodName, spanOf } from '../../../src/reports/period.js';

describe('periods', () => {
  it.each([
    ['2026-03-14', '2026-03-14', '2026-03-14', '2026-03-13'],
    ['2026-03-01', '2026-03-01', '2026-03-01', '2026-02-28'],
    ['2026-01', '2026-01-01', '2026-01-31', '2025-12'],
    ['2028-02', '2028-02-01', '2028-02-29', '2028-01'],
    ['2026-Q1', '2026-01-01', '2026-03-31', '2025-Q4'],
    ['2026-Q4', '2026-10-01', '2026-12-31', '2026-Q3'],
    ['2026', '2026-01-01', '2026-12-31', '2025'],
  ])('%s', (text, from, until, before) => {
    const period = parsePeriod(text);
    expect(period).toMatchObject({ from, until });
    expect(periodName(period)).toBe(text);
    expect(periodName(periodBefore(period))).toBe(before);
  });

  it.each(['2026-02-30', '2026-13', '2026-Q5', '26', '2026-3', '', '2026-03-14T00:00'])('refuses %s', (text) => {
    expect(() => parsePeriod(text)).toThrow(/^a period is a day/);
  });

  it('begins and ends at midnight of its zone', () => {
    expect(spanOf(parsePeriod('2026-03-14'), 'WIT')).toEqual({
      start: new Date('2026-03-13T15:00:00Z'),
      end: new Date('2026-03-14T15:00:00Z'),
    });
    const instant = new Date('2026-03-13T16:30:00Z');
    expect([dayIn(instant, 'WIB'), dayIn(instant, 'WITA')]).toEqual(['2026-03-13', '2026-03-14']);
  });

  it('knows its months', () => {
    expect(monthsOf(parsePeriod('2026-Q2')).map(periodName)).toEqual(['2026-04', '2026-05', '2026-06']);
  });
});
