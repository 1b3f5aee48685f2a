import ExcelJS from 'exceljs';
import { h } from 'preact';
import { render } from 'preact-render-to-string';
import type { FigureRow, FigureTable, ReportFigures } from '../../../src/reports/figures/figures.js';
import { SUPPRESSED } from '../../../src/reports/figures/figures.js';
import { parsePeriod } from '../../../src/reports/period.js';
import { drawChart } from '../../../src/reports/render/chart.js';
import { policyOf, renderReport } from '../../../src/reports/render/report-page.js';
import { ReportSections } from '../../../src/reports/render/report-sections.js';
import { ReportWords } from '../../../src/reports/render/report-words.js';
import { inert, renderXlsx } from '../../../src/reports/render/xlsx.js';
import { shippedConfig, shippedTenant } from '../../kit/shipped.js';

const TENANT = shippedTenant('tanah-bumbu');
const words = new ReportWords(shippedConfig().locales, 'id', 'WITA');
const HOSTILE = ['=HYPERLINK("mailto:x"&A1,"x")', '+1+1', '-2+3|cmd', '@SUM(A1:A9)', '\tdatang', '\r=1', '＝1+1'];

const row = (key: string, values: FigureRow['values'], before?: FigureRow['values']): FigureRow => ({ key, values, ...(before && { before }) }); // prettier-ignore
const figures: ReportFigures = {
  version: 1,
  type: 'evaluation',
  tenant: 'tanah-bumbu',
  period: parsePeriod('2026-03'),
  before: parsePeriod('2026-02'),
  complete: true,
  asOf: '2026-04-01T00:30:00.000Z',
  measures: [
    { id: 'received', unit: 'count', value: 1234, before: 1000 },
    { id: 'answerMedian', unit: 'minutes', value: 1500, n: 900, before: null },
    { id: 'inTimeShare', unit: 'share', value: 0.875, n: 880, before: 0.5 },
  ],
  tables: [
    {
      id: 'by-category',
      dimension: 'category',
      columns: [
        { id: 'received', unit: 'count' },
        { id: 'answerMedian', unit: 'minutes' },
      ],
      rows: [
        {
          ...row('jalan', { received: 7, answerMedian: 90 }, { received: 2, answerMedian: null }),
          name: 'Jalan & <jembatan>',
        },
        row('-', { received: SUPPRESSED, answerMedian: null }, { received: 0, answerMedian: null }),
      ],
      total: { received: 12 },
      chart: { kind: 'bars', columns: ['received'] },
    },
    {
      id: 'register',
      dimension: 'ticket',
      columns: [
        { id: 'receivedAt', unit: 'time' },
        { id: 'standing', unit: 'code', dimension: 'standing' },
        { id: 'reporterName', unit: 'text' },
      ],
      rows: HOSTILE.map((text, index) =>
        row(`TBU-${String(index)}`, { receivedAt: '2026-03-14T16:30:00.000Z', standing: 'office', reporterName: text }),
      ),
    },
  ],
  notes: ['times'],
};

/** Minutes as a duration, which the library reads as a date since Excel's own day 0. */
const serial = (minutes: number): Date => new Date(Date.UTC(1899, 11, 30) + minutes * 60_000);

async function readBack(bytes: Buffer): Promise<ExcelJS.Workbook> {
  const book = new ExcelJS.Workbook();
  await book.xlsx.load(bytes as unknown as ArrayBuffer);
  return book;
}

describe('a report as a spreadsheet', () => {
  let book: ExcelJS.Workbook;
  beforeAll(async () => {
    book = await readBack(await renderXlsx(figures, TENANT, words));
  });
  const sheet = (name: string): ExcelJS.Worksheet => {
    const found = book.getWorksheet(name);
    if (!found) throw new Error(`no sheet ${name} among ${book.worksheets.map((each) => each.name).join(', ')}`);
    return found;
  };

  it('has the single figures first, then a sheet a table', () => {
    expect(book.worksheets.map(({ name }) => name)).toEqual(['Ringkasan', 'Menurut jenis aduan', 'Register']);
    const summary = sheet('Ringkasan');
    expect(summary.getRow(3).getCell(1).value).toBe('Maret 2026');
    expect(summary.getRow(6).values).toEqual([undefined, 'Diterima', 1234, 1000]);
    expect(summary.getRow(7).values).toEqual([undefined, 'Lama sampai dijawab, median', serial(1500), undefined, 900]);
    expect(summary.getRow(7).getCell(2).numFmt).toBe('[h]:mm');
    expect(summary.getRow(8).getCell(2)).toMatchObject({ value: 0.875, numFmt: '0.0%' });
  });

  it('keeps numbers numbers, marks what is hidden, and stands the past beside the present', () => {
    const table = sheet('Menurut jenis aduan');
    expect(table.getRow(1).values).toEqual([undefined, 'Jenis aduan', 'Diterima', 'Diterima (sebelumnya)', 'Lama sampai dijawab (median)', 'Lama sampai dijawab (median) (sebelumnya)']); // prettier-ignore
    expect(table.getRow(2).values).toEqual([undefined, 'Jalan & <jembatan>', 7, 2, serial(90)]);
    expect(table.getRow(3).values).toEqual([undefined, 'Belum diketahui', '*', 0]);
    expect(table.getRow(4).values).toEqual([undefined, 'Jumlah', 12]);
  });

  it('keeps times as times of the office, the head in sight, columns as wide as they need', () => {
    const register = sheet('Register');
    // 16.30 UTC is half past midnight of the next day there.
    expect(register.getRow(2).getCell(2)).toMatchObject({
      value: new Date('2026-03-15T00:30:00Z'),
      numFmt: 'dd/mm/yyyy hh:mm',
    });
    expect(register.views[0]).toMatchObject({ state: 'frozen', ySplit: 1 });
    expect(register.getColumn(4).width).toBe(30);
    expect(register.autoFilter).toBeTruthy();
  });

  it('takes nothing for a formula', () => {
    const cells: ExcelJS.Cell[] = [];
    for (const each of book.worksheets) each.eachRow((line) => line.eachCell((cell) => cells.push(cell)));
    expect(cells.filter(({ type }) => type === ExcelJS.ValueType.Formula)).toEqual([]);
    const names = HOSTILE.map(
      (_text, index) =>
        sheet('Register')
          .getRow(index + 2)
          .getCell(4).value,
    );
    expect(names).toEqual(HOSTILE.map((text) => `'${text.replace('\r', '\n')}`));
    for (const { value } of cells) if (typeof value === 'string') expect(value).not.toMatch(/^[=+\-@\t\r\n]/);
  });

  it('is made without characters that no spreadsheet opens', () => {
    expect(inert('a\u0000b\u001bc')).toBe('abc');
    expect(inert('\u0000=1')).toBe("'=1");
  });
});

describe('a report as a page', () => {
  it('says the same as the spreadsheet, escaped, and needs nothing beside it', async () => {
    const html = await renderReport(figures, TENANT, words);
    expect(html).toContain('PEMERINTAH KABUPATEN TANAH BUMBU');
    expect(html).toContain('Jalan &amp; &lt;jembatan>');
    expect(html).toContain('1.234');
    expect(html).toContain('1 hari 1 jam');
    expect(html).toContain('87,5 %');
    expect(html).toContain('sebelumnya 2');
    expect(html).toContain('15 Mar 2026 00.30');
    expect(html).not.toMatch(/ style=|<script|https?:\/\/(?!www\.w3\.org)/);
    expect([...html.matchAll(/src="([^"]{0,27})/g)].map(([, source]) => source)).toEqual([
      'data:image/svg+xml;base64,P',
    ]);
  });

  it('leads to its tickets where the reader has pages of them, and nowhere on paper', async () => {
    expect(await renderReport(figures, TENANT, words)).not.toContain('<a ');
    const ticketAt = (number: string): string => `/console/aduan/${number}`;
    const page = render(h(ReportSections, { figures, words, charts: new Map(), ticketAt }));
    expect(page).toContain('<a href="/console/aduan/TBU-0">TBU-0</a>');
    expect(page.match(/<a /g)).toHaveLength(HOSTILE.length);
  });

  it('allows its own style sheet by its hash alone', async () => {
    const html = await renderReport(figures, TENANT, words);
    expect(policyOf(html)).toMatch(/^default-src 'none'; style-src 'sha256-[A-Za-z0-9+/]{43}='; img-src data:;/);
    expect(policyOf(html)).not.toBe(policyOf(html.replace('@page', '@media')));
  });

  it('draws no chart of nothing', async () => {
    const [table] = figures.tables;
    if (!table) throw new Error('no table');
    expect(await drawChart(table, words)).toMatch(/^<svg /);
    expect(await drawChart({ ...table, rows: [] }, words)).toBeUndefined();
    expect(await drawChart({ ...table, rows: [row('-', { received: SUPPRESSED })] }, words)).toBeUndefined();
  });
});

it('a book is written page by page: the spreadsheet has every row, the page the first ones', async () => {
  const table: FigureTable = {
    id: 'register',
    dimension: 'ticket',
    columns: [{ id: 'category', unit: 'text' }],
    rows: [],
  };
  const numbers = Array.from({ length: 6_000 }, (_none, index) => `TBU-${String(index + 1).padStart(6, '0')}`);
  const asked: number[] = [];
  async function* pages(): AsyncGenerator<FigureRow[]> {
    for (let at = 0; at < numbers.length; at += 2_000) {
      asked.push(at);
      yield await Promise.resolve(numbers.slice(at, at + 2_000).map((key) => row(key, { category: 'Jalan' })));
    }
  }
  const kept = { ...figures, type: 'register' as const, tables: [{ ...table, leftOut: 1_000 }] };
  const read = await readBack(await renderXlsx(kept, TENANT, words, { table, length: numbers.length, pages: pages(), figures: kept })); // prettier-ignore
  const sheet = read.worksheets[1];
  expect(asked).toEqual([0, 2_000, 4_000]);
  expect(sheet?.rowCount).toBe(6_001);
  expect([2, 6_001].map((line) => sheet?.getRow(line).getCell(1).value)).toEqual(['TBU-000001', 'TBU-006000']);
  expect(sheet?.autoFilter).toBe('A1:B6001');
});
