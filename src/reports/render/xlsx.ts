import { PassThrough } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import type { CellValue, stream, Worksheet } from 'exceljs';
import type { Tenant } from '../../tenants/tenant.js';
import { UTC_OFFSET_MS } from '../../tenants/working-time.js';
import type { FigureColumn, FigureRow, FigureTable, ReportFigures, Unit, Value } from '../figures/figures.js';
import { isSuppressed } from '../figures/figures.js';
import type { RegisterBook } from '../figures/register.js';
import type { ReportWords } from './report-words.js';

const DAY_MINUTES = 1_440;
/** Excel's own limit for a sheet's name, and what it refuses in one. */
const LONGEST_NAME = 31;
const REFUSED = /[\\/?*[\]:]/g;
const FORMATS: Partial<Record<Unit, string>> = {
  count: '#,##0',
  share: '0.0%',
  minutes: '[h]:mm',
  mean: '0.00',
  index: '0.00',
  day: 'dd/mm/yyyy',
  time: 'dd/mm/yyyy hh:mm',
};
const WIDTHS: Partial<Record<Unit, number>> = { text: 30, code: 18, time: 17, day: 12 };
const NUMBER_WIDTH = 14;
const LABEL_WIDTH = 34;

interface Column {
  head: string;
  width: number;
  unit: Unit;
  value: (row: FigureRow) => Value | undefined;
  dimension?: FigureColumn['dimension'];
}

/**
 * A report as a spreadsheet: a first sheet with the single figures and what is to be known of the rest, then one a
 * table. Written row by row, so that a book of a hundred thousand tickets does not stand in memory as cells.
 */
export async function renderXlsx(
  figures: ReportFigures,
  tenant: Tenant,
  words: ReportWords,
  book?: RegisterBook,
): Promise<Buffer> {
  const { default: excel } = await import('exceljs');
  const out = new PassThrough();
  const bytes = buffer(out);
  const file = new excel.stream.xlsx.WorkbookWriter({ stream: out, useStyles: true, useSharedStrings: false });
  file.creator = inert(tenant.office);
  file.created = new Date(figures.asOf);
  const names = new SheetNames();
  summary(file, names, figures, tenant, words);
  for (const table of figures.tables)
    if (book?.table.id === table.id) await sheetOf(file, names, book.table, words, book);
    else await sheetOf(file, names, table, words);
  await file.commit();
  return bytes;
}

/**
 * Text that no program takes for a formula: what begins like one gets an apostrophe before it, as one would type it.
 * In this file it is text anyway; copied or saved as CSV it would no longer be (OWASP, CSV injection).
 */
export function inert(text: string): string {
  // Control characters have no place in XML; a spreadsheet that holds one does not open.
  const clean = text.replace(/\r\n?/g, '\n').replace(/[^\P{Cc}\t\n]/gu, '');
  return /^[=+\-@\t\n\uFF1D\uFF0B\uFF0D\uFF20]/.test(clean) ? `'${clean}` : clean;
}

function summary(
  book: stream.xlsx.WorkbookWriter,
  names: SheetNames,
  figures: ReportFigures,
  tenant: Tenant,
  words: ReportWords,
): void {
  const sheet = book.addWorksheet(names.take(words.text('summary')), { views: [{ state: 'frozen', ySplit: 5 }] });
  sheet.columns = [{ width: 52 }, { width: NUMBER_WIDTH }, { width: NUMBER_WIDTH }, { width: NUMBER_WIDTH }];
  sheet.addRow([inert(words.text(`type.${figures.type}.title`))]).font = { bold: true, size: 14 };
  sheet.addRow([inert(tenant.office)]);
  sheet.addRow([inert(words.period(figures.period))]);
  sheet.addRow([]);
  const head = [
    words.text('figure'),
    words.text('value'),
    ...(figures.before ? [words.text('before')] : []),
    words.text('column.n'),
  ];
  headRow(sheet, head);
  for (const { id, unit, dimension, value, n, before } of figures.measures) {
    const told = figures.before ? [value, before ?? null] : [value];
    const row = sheet.addRow([
      inert(words.text(`measure.${id}`)),
      ...told.map((each) => cellValue(each, unit, words, dimension)),
      n ?? null,
    ]);
    told.forEach((_each, index) => format(row.getCell(index + 2), unit));
  }
  sheet.addRow([]);
  const notes = [...new Set([...figures.notes, ...figures.tables.flatMap((table) => table.notes ?? [])])];
  for (const note of notes) sheet.addRow([inert(words.text(`note.${note}`, { zone: words.zone }))]);
  const time = words.time(new Date(figures.asOf));
  sheet.addRow([inert(words.text('asOf', { time, zone: words.zone }))]);
  sheet.commit();
}

/** @param pages the table's rows where it has none itself */
async function sheetOf(
  book: stream.xlsx.WorkbookWriter,
  names: SheetNames,
  table: FigureTable,
  words: ReportWords,
  pages?: Pick<RegisterBook, 'length' | 'pages'>,
): Promise<void> {
  const { dimension, rows, total, leftOut } = table;
  const columns = columnsOf(table, words);
  const sheet = book.addWorksheet(names.take(words.text(`table.${table.id}`)), {
    views: [{ state: 'frozen', ySplit: 1, xSplit: 1 }],
    pageSetup: { orientation: columns.length > 6 ? 'landscape' : 'portrait', fitToPage: true, fitToWidth: 1, fitToHeight: 0, printTitlesRow: '1:1' }, // prettier-ignore
  });
  sheet.columns = [{ width: LABEL_WIDTH }, ...columns.map(({ width }) => ({ width }))];
  const length = pages?.length ?? rows.length;
  if (length > 0)
    sheet.autoFilter = { from: { row: 1, column: 1 }, to: { row: length + 1, column: columns.length + 1 } };
  headRow(sheet, [words.text(`dimension.${dimension}`), ...columns.map(({ head }) => head)]);
  const add = (row: FigureRow, label: string, bold: boolean): void => {
    const line = sheet.addRow([
      inert(label),
      ...columns.map(({ value, unit, dimension: own }) => cellValue(value(row), unit, words, own)),
    ]);
    columns.forEach(({ unit }, index) => format(line.getCell(index + 2), unit));
    if (bold) line.font = { bold: true };
    line.commit();
  };
  for await (const page of pages?.pages ?? [rows])
    for (const row of page) add(row, words.rowLabel(dimension, row), false);
  if (total) add({ key: 'total', values: total }, words.text('total'), true);
  if (leftOut !== undefined) sheet.addRow([inert(words.text('leftOut', { count: leftOut }))]).commit();
  sheet.commit();
}

/** Each column, and behind it what it was before. */
function columnsOf({ columns, rows }: FigureTable, words: ReportWords): Column[] {
  const before = rows.some((row) => row.before);
  return columns.flatMap(({ id, unit, dimension }): Column[] => {
    const head = words.text(`column.${id}`);
    const shape = { unit, width: WIDTHS[unit] ?? NUMBER_WIDTH, ...(dimension && { dimension }) };
    const now = { ...shape, head, value: (row: FigureRow) => row.values[id] };
    return before ? [now, { ...shape, head: words.text('columnBefore', { column: head }), value: (row) => row.before?.[id] }] : [now]; // prettier-ignore
  });
}

function headRow(sheet: Pick<Worksheet, 'addRow'>, words: readonly string[]): void {
  const row = sheet.addRow(words.map(inert));
  row.font = { bold: true };
  row.alignment = { wrapText: true, vertical: 'top' };
  row.eachCell((cell) => {
    cell.fill = { type: 'pattern', pattern: 'solid', fgColor: { argb: 'FFEEEEEE' } };
    cell.border = { bottom: { style: 'thin' } };
  });
}

function cellValue(
  value: Value | undefined,
  unit: Unit,
  words: ReportWords,
  dimension?: FigureColumn['dimension'],
): CellValue {
  if (value === null || value === undefined) return null;
  if (isSuppressed(value)) return words.value(value, unit);
  if (typeof value === 'number') return unit === 'minutes' ? value / DAY_MINUTES : value;
  if (unit === 'time') return new Date(Date.parse(value) + UTC_OFFSET_MS[words.zone]);
  if (unit === 'day') return new Date(`${value}T00:00:00Z`);
  return inert(words.value(value, unit, dimension));
}

function format(cell: { numFmt: string; type: number }, unit: Unit): void {
  const form = FORMATS[unit];
  if (form !== undefined) cell.numFmt = form;
}

/** Names of sheets: short, without what is refused, each once whatever its case. */
class SheetNames {
  private readonly taken = new Set<string>();

  take(title: string): string {
    const plain = title.replace(REFUSED, ' ').trim().slice(0, LONGEST_NAME).trim();
    let name = plain;
    for (let number = 2; this.taken.has(name.toLowerCase()); number += 1) {
      const suffix = ` ${String(number)}`;
      name = `${plain.slice(0, LONGEST_NAME - suffix.length)}${suffix}`;
    }
    this.taken.add(name.toLowerCase());
    return name;
  }
}
