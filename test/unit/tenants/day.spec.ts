import type { ArgumentMetadata } from '@nestjs/common';
import { DispatchWishDto } from '../../../src/api/dispatching/dispatch.dto.js';
import { readMark } from '../../../src/api/page-mark.js';
import { TicketsQuery } from '../../../src/api/requests.dto.js';
import { apiValidation } from '../../../src/api/validation.js';
import { register as calendarCommand } from '../../../src/app/cli/calendar.command.js';
import { momentOf } from '../../../src/app/cli/moment.js';
import { readFilter } from '../../../src/console/inbox/ticket-filter.js';
import { readLocalTime } from '../../../src/console/ticket/rules/local-time.js';
import { checkTime } from '../../../src/manual/entry-fields.js';
import { readSearch } from '../../../src/open311/request-search.js';
import { parsePeriod } from '../../../src/reports/period.js';
import { isDay, isOnDay } from '../../../src/tenants/day.js';
import { runCommand } from '../../kit/command-line.js';
import { shippedTenant } from '../../kit/shipped.js';

const NOW = new Date('2026-11-27T00:00:00Z');
const ID = '0190a1b2-0000-7000-8000-000000000000';

it.each(['2026-02-28', '2028-02-29', '2000-02-29', '2026-12-31', '2026-01-01'])('%s is a day', (text) => {
  expect(isDay(text)).toBe(true);
});
it.each(['2026-02-29', '2026-02-31', '2100-02-29', '2026-04-31', '2026-13-01', '2026-00-10', '2026-01-00', '2026-1-1', '31-02-2026', '2026-02-28T00:00', '+02026-02-28', ''])('%s is none', (text) => {
  expect(isDay(text)).toBe(false);
}); // prettier-ignore
it('a time is on the day that it begins with', () => {
  expect(isOnDay('2026-02-28T09:00')).toBe(true);
  expect(isOnDay('2026-02-31T09:00')).toBe(false);
});

/** What each reader makes of a day; undefined where it refuses it. */
const READERS: readonly [what: string, read: (day: string) => unknown][] = [
  ["a form's time", (day) => readLocalTime(`${day}T09:00`, 'WITA')],
  ['when a clerk was told', (day) => (checkTime(`${day}T09:00:00+08:00`, NOW).length === 0 ? day : undefined)],
  ['the filter of the list', (day) => readFilter({ dari: day }, shippedTenant('tanah-bumbu'), []).from],
  ['the other end of it', (day) => readFilter({ sampai: day }, shippedTenant('tanah-bumbu'), []).until],
  ['Open311, from', (day) => found(readSearch({ start_date: `${day}T00:00:00Z` }, NOW))],
  ['Open311, until', (day) => found(readSearch({ end_date: `${day}T00:00:00Z` }, NOW))],
  ['a report', (day) => unlessRefused(() => parsePeriod(day))],
  ["the API's list, from", (day) => valid(TicketsQuery, { from: day })],
  ["the API's list, until", (day) => valid(TicketsQuery, { until: day })],
  ["the API's dispatch", (day) => valid(DispatchWishDto, { agency: 'pupr', dueAt: `${day}T09:00:00+08:00` })],
  ['where a page ended', (day) => readMark(Buffer.from(`${day}T00:00:00.000Z|${ID}`).toString('base64url'))],
  ['an option of a command', (day) => unlessRefused(() => momentOf('--due', `${day}T16:00:00+08:00`))],
];

it.each(READERS)('31 February is refused and no 3 March: %s', async (_what, read) => {
  expect(await read('2026-02-28')).toBeDefined();
  expect(await read('2026-02-31')).toBeUndefined();
});

it.each(['2026-W05', '2026-060', '2026-03', '2026-03-02 pagi'])('%s is no time to answer by', async (dueAt) => {
  expect(await valid(DispatchWishDto, { agency: 'pupr', dueAt })).toBeUndefined();
});

it('words name the day that there is not', async () => {
  expect(readFilter({ dari: '2026-02-31', sampai: '2026-03-31' }, shippedTenant('tanah-bumbu'), [])).toEqual({
    noDay: '2026-02-31',
    until: '2026-03-31',
    sort: 'newest',
  });
  expect(() => momentOf('--due', '2026-02-31')).toThrow('--due takes a time of a day that there is');
  await expect(runCommand(calendarCommand, process.env, ['calendar', 'check', '--from', '2026-02-31'])).rejects.toThrow(
    '--from takes a day that there is',
  );
  const refused = await transformed(TicketsQuery, { from: '2026-02-31' }).catch((error: unknown) => error);
  expect(refused).toMatchObject({ details: { errors: [{ field: 'from', code: 'day' }] } });
});

function found(read: ReturnType<typeof readSearch>): unknown {
  return 'search' in read ? read.search : undefined;
}

function unlessRefused(read: () => unknown): unknown {
  try {
    return read();
  } catch {
    return undefined;
  }
}

function transformed(metatype: ArgumentMetadata['metatype'], value: object): Promise<unknown> {
  return apiValidation.transform(value, { type: 'query', ...(metatype && { metatype }) }) as Promise<unknown>;
}

function valid(metatype: ArgumentMetadata['metatype'], value: object): Promise<unknown> {
  return transformed(metatype, value).catch(() => undefined);
}
