import { findIssues, type IssueTicket } from '../../../src/reports/figures/issues.js';

const END = new Date('2026-03-31T16:00:00Z');
const EVER = new Date('2025-01-01T00:00:00Z');
let number = 0;

/** Reports so many days before the end, at noon there. */
function tickets(count: number, daysAgo: number, category: string | null, district: string | null): IssueTicket[] {
  const receivedAt = new Date(END.getTime() - daysAgo * 86_400_000 - 12 * 3_600_000);
  return Array.from({ length: count }, () => {
    number += 1;
    return { id: `id-${String(number)}`, number: `TBU-${String(number)}`, receivedAt, category, district };
  });
}
const weekly = (count: number, category: string, district: string): IssueTicket[] =>
  [7, 14, 21, 28, 35, 42, 49, 56].flatMap((days) => tickets(count, days, category, district));
const told = (all: readonly IssueTicket[], from = EVER): string[] =>
  findIssues(all, END, from).map((issue) => [issue.window, issue.category ?? '', issue.district ?? '', issue.count, issue.usual].join(' ')); // prettier-ignore

describe('issues of a day', () => {
  it('tells the narrowest thing that rises, with the reports behind it', () => {
    const flood = tickets(6, 0, 'banjir', '631001');
    const all = [
      ...weekly(1, 'banjir', '631001'),
      ...weekly(2, 'jalan', '631002'),
      ...tickets(2, 0, 'jalan', '631002'),
      ...flood,
    ];
    expect(told(all)).toEqual(['day banjir 631001 6 1']);
    expect(findIssues(all, END, EVER)[0]?.tickets).toEqual(flood);
  });

  it('tells a category that rises all over the place as one', () => {
    const spread = ['631001', '631002', '631003', '631004', '631005'].flatMap((district) =>
      tickets(1, 0, 'listrik', district),
    );
    expect(told([...weekly(1, 'jalan', '631002'), ...spread])).toEqual(['day listrik  5 0']);
  });

  it('tells of a week what no single day shows', () => {
    const slow = [0, 1, 2, 3, 4, 5, 6].flatMap((days) => tickets(1, days, 'sampah', '631003'));
    expect(told([...weekly(1, 'jalan', '631002'), ...slow])).toEqual(['week sampah 631003 7 0']);
  });

  it('says nothing of what is usual, nor where the past is too short', () => {
    expect(told([...weekly(4, 'jalan', '631002'), ...tickets(5, 0, 'jalan', '631002')])).toEqual([]);
    const all = [...weekly(0, 'banjir', '631001'), ...tickets(9, 0, 'banjir', '631001')];
    expect(told(all, new Date(END.getTime() - 20 * 86_400_000))).toEqual([]);
    expect(told(all)).toEqual(['day banjir 631001 9 0']);
  });

  it('looks at what has neither category nor place as nothing', () => {
    expect(told(tickets(9, 0, null, null))).toEqual([]);
    expect(told(tickets(9, 0, null, '631001'))).toEqual(['day  631001 9 0']);
  });
});
