import type { Reader } from '../settings/reader.js';
import { isDay } from './day.js';

export const HOLIDAY_KINDS = ['national', 'joint-leave', 'regional'] as const;
export type HolidayKind = (typeof HOLIDAY_KINDS)[number];

/** A day on which offices are closed. */
export interface Holiday {
  /** ISO date, local to every zone. */
  date: string;
  name: string;
  /** `joint-leave` is *cuti bersama*. */
  kind: HolidayKind;
  /** Number of the decree that set it. */
  decree: string;
  status: 'final' | 'provisional';
  /** Of a regional holiday: code of the province or regency, without dots. */
  regionCode?: string;
}

/** What a year's file says of itself. */
export interface CalendarYear {
  year: number;
  version: string;
  status: Holiday['status'];
  /** How many days the decree itself counts; absent where there is none yet. */
  counts?: { national: number; jointLeave: number };
}

/** All holidays that are known, by date. */
export class HolidayCalendar {
  private readonly byRegion = new Map<string, ReadonlySet<string>>();

  constructor(
    /** Names the state of the calendar; stored with each deadline that was reckoned from it. */
    readonly version: string,
    readonly holidays: readonly Holiday[],
    readonly years: readonly CalendarYear[] = [],
  ) {}

  /** What holds in a regency: national days, joint leave, its province's days and its own. */
  inRegion(regionCode: string): Holiday[] {
    return this.holidays.filter(({ regionCode: own }) => own === undefined || regionCode.startsWith(own));
  }

  /** ISO dates of the holidays that hold in a regency: national ones, joint leave, its province's and its own. */
  datesFor(regionCode: string): ReadonlySet<string> {
    const known = this.byRegion.get(regionCode);
    if (known !== undefined) return known;
    const dates = new Set(this.inRegion(regionCode).map(({ date }) => date));
    this.byRegion.set(regionCode, dates);
    return dates;
  }

  on(date: string): readonly Holiday[] {
    return this.holidays.filter((holiday) => holiday.date === date);
  }
}

export const HOLIDAY_FILE_KEYS = [
  'year',
  'version',
  'status',
  'decrees',
  'counts',
  'national',
  'jointLeave',
  'regional',
];

/** As decrees name them, by ISO weekday. */
const WEEKDAYS = ['Senin', 'Selasa', 'Rabu', 'Kamis', 'Jumat', 'Sabtu', 'Minggu'] as const;
const STATUSES = ['final', 'provisional'] as const;

/** Reads one file of config/holidays; the result counts only if the reader recorded no error. */
export function readHolidays(root: Reader): CalendarYear & { holidays: Holiday[] } {
  const year = root.number('year', { min: 2020, max: 2100 });
  const status = root.oneOf('status', STATUSES);
  const decree = root.texts('decrees', { optional: status === 'provisional' }).join('; ');
  const counts = root.child('counts', ['national', 'jointLeave'], true);
  return {
    year,
    status,
    ...(counts && {
      counts: {
        national: counts.number('national', { min: 0, max: 60 }),
        jointLeave: counts.number('jointLeave', { min: 0, max: 60 }),
      },
    }),
    version: root.text('version', { pattern: /^[a-z0-9][a-z0-9.@-]*$/, expected: 'a short name such as "id-2026.1"' }),
    holidays: [
      ...readDays(root, 'national', { year, kind: 'national', decree, status }),
      ...readDays(root, 'jointLeave', { year, kind: 'joint-leave', decree, status }),
      ...readDays(root, 'regional', { year, kind: 'regional', decree, status }),
    ],
  };
}

const REGIONAL_KEYS = ['date', 'day', 'name', 'regionCode', 'decree', 'status'];

function readDays(
  root: Reader,
  key: string,
  common: { year: number; kind: HolidayKind; decree: string; status: Holiday['status'] },
): Holiday[] {
  const regional = common.kind === 'regional';
  const seen = new Set<string>();
  return root.list(
    key,
    (value, path) => {
      const day = root.below(value, path, regional ? REGIONAL_KEYS : ['date', 'day', 'name']);
      const date = readDate(day, common.year);
      if (seen.has(date) && date !== '' && !regional)
        day.error('date', 'each date once; this one stands above already');
      seen.add(date);
      const holiday: Holiday = {
        date,
        name: day.text('name'),
        kind: common.kind,
        decree: common.decree,
        status: common.status,
      };
      if (!regional) return holiday;
      const regionCode = day.text('regionCode', {
        pattern: /^\d{2}(\.?\d{2})?$/,
        expected: 'code of a province or regency, such as "51.03", in quotes',
      });
      const status = day.oneOf('status', STATUSES, common.status);
      return { ...holiday, status, decree: day.text('decree'), regionCode: regionCode.replaceAll('.', '') };
    },
    key !== 'national',
  );
}

/** A date of the year, and the weekday that the decree gives it: a mistyped date seldom has the same one. */
function readDate(day: Reader, year: number): string {
  const date = day.text('date', {
    pattern: /^\d{4}-\d{2}-\d{2}$/,
    expected: `a date such as "${String(year)}-08-17"`,
  });
  if (date === '') return date;
  if (!isDay(date) || !date.startsWith(`${String(year)}-`)) day.error('date', `a date that exists, in ${String(year)}`);
  else if (day.has('day')) {
    const weekday = WEEKDAYS[(new Date(`${date}T00:00:00Z`).getUTCDay() + 6) % 7] ?? WEEKDAYS[0];
    if (day.oneOf('day', WEEKDAYS) !== weekday) day.error('day', `${weekday}, which ${date} is; or another date`);
  }
  return date;
}
