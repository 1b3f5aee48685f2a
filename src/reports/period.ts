import { CodedError } from '../messaging/errors.js';
import type { ZoneName } from '../tenants/tenant.js';
import { UTC_OFFSET_MS } from '../tenants/working-time.js';

export const PERIOD_KINDS = ['day', 'month', 'quarter', 'year'] as const;
export type PeriodKind = (typeof PERIOD_KINDS)[number];

/** Whole days in the tenant's zone, both ends included; ISO dates. */
export interface Period {
  kind: PeriodKind;
  from: string;
  until: string;
}

/** Instants of a period: from `start` on, before `end`. */
export interface Span {
  start: Date;
  end: Date;
}

export const DAY_MS = 86_400_000;

/**
 * Reads `2026-03-14`, `2026-03`, `2026-Q1` or `2026`.
 * @throws CodedError `period-unknown`
 */
export function parsePeriod(text: string): Period {
  const day = /^(\d{4})-(\d\d)-(\d\d)$/.exec(text);
  if (day && isoDate(utc(text)) === text) return { kind: 'day', from: text, until: text };
  const month = /^(\d{4})-(0[1-9]|1[0-2])$/.exec(text);
  if (month) return months('month', Number(month[1]), Number(month[2]), 1);
  const quarter = /^(\d{4})-Q([1-4])$/.exec(text);
  if (quarter) return months('quarter', Number(quarter[1]), Number(quarter[2]) * 3 - 2, 3);
  if (/^\d{4}$/.test(text)) return months('year', Number(text), 1, 12);
  throw new CodedError(
    'period-unknown',
    'a period is a day (2026-03-14), a month (2026-03), a quarter (2026-Q1) or a year (2026)',
    false,
  );
}

/** As `parsePeriod` reads it. */
export function periodName({ kind, from }: Period): string {
  if (kind === 'day') return from;
  if (kind === 'month') return from.slice(0, 7);
  if (kind === 'quarter') return `${from.slice(0, 4)}-Q${String(Math.ceil(Number(from.slice(5, 7)) / 3))}`;
  return from.slice(0, 4);
}

/** The period of the same kind just before. */
export function periodBefore(period: Period): Period {
  return periodOf(period.kind, addDays(period.from, -1));
}

/** The period of a kind that a day is in. */
export function periodOf(kind: PeriodKind, day: string): Period {
  const [year, month] = [Number(day.slice(0, 4)), Number(day.slice(5, 7))];
  if (kind === 'day') return { kind, from: day, until: day };
  if (kind === 'month') return months(kind, year, month, 1);
  if (kind === 'quarter') return months(kind, year, Math.ceil(month / 3) * 3 - 2, 3);
  return months(kind, year, 1, 12);
}

/** The months of a period, in order; those that it only touches too. */
export function monthsOf({ from, until }: Period): Period[] {
  const all: Period[] = [];
  for (let day = from; day <= until;) {
    const month = periodOf('month', day);
    all.push(month);
    day = addDays(month.until, 1);
  }
  return all;
}

export function spanOf(period: Pick<Period, 'from' | 'until'>, zone: ZoneName): Span {
  return { start: midnight(period.from, zone), end: midnight(addDays(period.until, 1), zone) };
}

/** The instant at which a day begins in a zone. */
export function midnight(day: string, zone: ZoneName): Date {
  return new Date(utc(day) - UTC_OFFSET_MS[zone]);
}

/** The ISO date of an instant in a zone. */
export function dayIn(at: Date | number, zone: ZoneName): string {
  return isoDate(Number(at) + UTC_OFFSET_MS[zone]);
}

export function addDays(day: string, days: number): string {
  return isoDate(utc(day) + days * DAY_MS);
}

function months(kind: PeriodKind, year: number, first: number, count: number): Period {
  const from = isoDate(Date.UTC(year, first - 1, 1));
  return { kind, from, until: isoDate(Date.UTC(year, first - 1 + count, 0)) };
}

function utc(day: string): number {
  return Date.parse(`${day}T00:00:00Z`);
}

function isoDate(ms: number): string {
  return Number.isNaN(ms) ? '' : new Date(ms).toISOString().slice(0, 10);
}
