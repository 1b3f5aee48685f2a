import { SCHEDULED_REPORTS, type ScheduledReport } from '../../tenants/report-schedule.js';
import type { Period } from '../period.js';

export const REPORT_TYPES = SCHEDULED_REPORTS;
export type ReportType = ScheduledReport;

/** What a value counts in. `minutes` are shown as days and hours; `share` is 0 to 1; `index` 25 to 100. */
export type Unit = 'count' | 'share' | 'minutes' | 'mean' | 'index' | 'day' | 'time' | 'text' | 'code';

/** A number too small to be published, or one whose publication would give such a number away. */
export interface Suppressed {
  suppressed: true;
}
export const SUPPRESSED: Suppressed = Object.freeze({ suppressed: true });

/** Times are ISO 8601 with the offset Z, days ISO dates; null: there is nothing to reckon it from. */
export type Value = number | string | null | Suppressed;

/** One figure by itself. Its words are `report.measure.<id>`. */
export interface Measure {
  id: string;
  unit: Unit;
  value: Value;
  /** Of a `code`. */
  dimension?: Dimension;
  /** How many cases a median, a share or an index comes from. */
  n?: number;
  /** What it was in the period before; absent where that is not told. */
  before?: Value;
}

/** What the keys of rows or the codes in a column are. Names of the office's own come with the row. */
export type Dimension =
  | 'category' | 'district' | 'agency' | 'channel' | 'channelKind' | 'reportKind' | 'standing' | 'step' | 'timeliness' | 'mark'
  | 'element' | 'grade' | 'month' | 'day' | 'hour' | 'ticket' | 'issue' | 'state' | 'result' | 'window' | 'place'; // prettier-ignore

export interface FigureColumn {
  /** Its words are `report.column.<id>`. */
  id: string;
  unit: Unit;
  /** Of a `code`. */
  dimension?: Dimension;
}

export interface FigureRow {
  /** A code of the dimension, a slug, a ticket's number, a day or a month. */
  key: string;
  /** In the office's own words, where the interface has none for the key. */
  name?: string;
  values: Record<string, Value>;
  /** The same of the period before. */
  before?: Record<string, Value>;
}

export interface FigureChart {
  kind: 'bars' | 'lines' | 'stacked';
  /** Columns that are drawn. */
  columns: string[];
}

/** Figures by something. Its words are `report.table.<id>`. */
export interface FigureTable {
  id: string;
  /** What the rows are. */
  dimension: Dimension;
  columns: FigureColumn[];
  rows: FigureRow[];
  total?: Record<string, Value>;
  chart?: FigureChart;
  /** Keys of remarks beneath: `report.note.<id>`. */
  notes?: string[];
  /** Rows that are in the files but not in this document, since they are too many. */
  leftOut?: number;
}

/** What a report says, free of words and layout: page, spreadsheet and print show this and nothing else. */
export interface ReportFigures {
  version: 1;
  type: ReportType;
  tenant: string;
  period: Period;
  /** The period that figures are held against; null where they are not. */
  before: Period | null;
  /** Whether the period had ended. */
  complete: boolean;
  /** ISO 8601. What happened later is not in it. */
  asOf: string;
  measures: Measure[];
  tables: FigureTable[];
  notes: string[];
}

export function isSuppressed(value: Value | undefined): value is Suppressed {
  return typeof value === 'object' && value !== null;
}
