import { isOnDay } from '../tenants/day.js';
import type { Open311Fault } from './open311-error.js';

const DAY_MS = 86_400_000;
/** Of the specification: the longest span, and the most requests that are answered at a time. */
const SPAN_DAYS = 90;
const MOST = 1_000;
/** Pages that are looked through; beyond them the dates are to be narrowed. */
const LAST_PAGE = 100;
/** The profile of ISO 8601 in the W3C's note on date and time, with the zone that the specification requires. */
const MOMENT = /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d)$/;

export const STATUSES = ['open', 'closed'] as const;
export type Status = (typeof STATUSES)[number];

export interface RequestSearch {
  /** Asked for by number: nothing else counts then. */
  numbers?: string[];
  from: Date;
  /** Not part of it. */
  until: Date;
  categories?: string[];
  status?: Status;
  limit: number;
  offset: number;
}

export type ReadSearch = { faults: readonly Open311Fault[] } | { faults: readonly []; search: RequestSearch };

/** The arguments of `GET requests`; every one that is wrong, at once. Pure. */
export function readSearch(query: Readonly<Record<string, string>>, now: Date): ReadSearch {
  const faults: Open311Fault[] = [];
  const fault = (key: string, argument: string): void => {
    faults.push({ key: `open311.errors.${key}`, argument, params: { days: SPAN_DAYS, most: MOST, last: LAST_PAGE } });
  };
  const moment = (argument: string): Date | undefined => {
    // A plus sign that its sender forgot to encode arrives as a space.
    const typed = query[argument]?.trim().replace(' ', '+') ?? '';
    if (typed === '') return undefined;
    if (MOMENT.test(typed) && isOnDay(typed) && !Number.isNaN(Date.parse(typed))) return new Date(typed);
    fault('date', argument);
    return undefined;
  };
  const whole = (argument: string, fallback: number, max: number, key: string): number => {
    const typed = query[argument]?.trim() ?? '';
    if (typed === '') return fallback;
    if (/^\d{1,6}$/.test(typed) && Number(typed) >= 1 && Number(typed) <= max) return Number(typed);
    fault(key, argument);
    return fallback;
  };
  const numbers = listOf(query['service_request_id']);
  if (numbers.length > MOST) fault('too-many-ids', 'service_request_id');
  const start = moment('start_date');
  const end = moment('end_date');
  const { from, until } = span(start, end, now);
  if (until < from) fault('date-order', 'end_date');
  else if (until.getTime() - from.getTime() > SPAN_DAYS * DAY_MS) fault('span', 'end_date');
  const categories = listOf(query['service_code']);
  const statuses = listOf(query['status']).map((word) => word.toLowerCase());
  if (!statuses.every((word) => STATUSES.some((known) => known === word))) fault('status', 'status');
  const limit = whole('page_size', MOST, MOST, 'page-size');
  const page = whole('page', 1, LAST_PAGE, 'page');
  if (faults.length > 0) return { faults };
  const status = STATUSES.filter((known) => statuses.includes(known));
  return {
    faults: [],
    search: {
      from,
      until,
      limit,
      offset: (page - 1) * limit,
      ...(numbers.length > 0 && { numbers: numbers.map((number) => number.toUpperCase()) }),
      ...(categories.length > 0 && { categories }),
      ...(status.length === 1 && status[0] && { status: status[0] }),
    },
  };
}

/** The last 90 days; 90 days from a beginning, up to an end. */
function span(start: Date | undefined, end: Date | undefined, now: Date): { from: Date; until: Date } {
  const length = SPAN_DAYS * DAY_MS;
  if (start) return { from: start, until: end ?? new Date(start.getTime() + length) };
  const until = end ?? new Date(now.getTime() + 1);
  return { from: new Date(until.getTime() - length), until };
}

function listOf(typed: string | undefined): string[] {
  return (typed ?? '')
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}
