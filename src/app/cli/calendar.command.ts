import type { Command } from 'commander';
import type { CalendarCheck } from '../../tenants/calendar-check.js';
import { isDay } from '../../tenants/day.js';
import type { Holiday } from '../../tenants/holidays.js';

interface CheckOptions {
  tenant?: string;
  from?: string;
  until?: string;
  json?: boolean;
}

type ClosedDay = Pick<Holiday, 'date' | 'name' | 'kind' | 'decree' | 'status'> & { regionCode: string | null };

/** Registers `kentongan calendar check|apply`. */
export function register(program: Command): void {
  const calendar = program
    .command('calendar')
    .description('holidays, from which deadlines in working days are reckoned');
  calendar
    .command('check')
    .description('the days on which offices are closed, and what is wrong with the calendar; connects to nothing')
    .option('--tenant <slug>', "only what holds in this tenant's region")
    .option('--from <date>', 'list days from this one on, such as 2026-01-01; today where absent')
    .option('--until <date>', 'up to this one; a year after the first where absent')
    .option('--json', 'print one JSON document')
    .action(check);
  calendar
    .command('apply')
    .description('reckon anew what is still owed, from the calendar as it is now; a worker does it after its start')
    .option('--json', 'print one JSON document')
    .action(apply);
}

async function check(options: CheckOptions): Promise<void> {
  const [{ loadSettings }, { readConfiguration }, { checkCalendar }, { systemClock }] = await Promise.all([
    import('../../settings/settings.js'),
    import('../core.js'),
    import('../../tenants/calendar-check.js'),
    import('../../observability/clock.js'),
  ]);
  const { holidays, tenants } = readConfiguration(loadSettings());
  // The day that has begun in Jakarta.
  const today = new Date(systemClock.now().getTime() + 7 * 3_600_000).toISOString().slice(0, 10);
  const from = dateOf(options.from, '--from') ?? today;
  const until = dateOf(options.until, '--until') ?? `${String(Number(from.slice(0, 4)) + 1)}${from.slice(4)}`;
  const tenant = options.tenant === undefined ? undefined : tenants.bySlug(options.tenant);
  if (options.tenant !== undefined && !tenant)
    throw new Error(
      `There is no tenant ${options.tenant}; there are ${tenants
        .all()
        .map(({ slug }) => slug)
        .join(', ')}.`,
    );
  const days = (tenant ? holidays.inRegion(tenant.regionCode) : holidays.holidays)
    .filter(({ date }) => date >= from && date <= until)
    .map(({ date, name, kind, decree, status, regionCode }) => ({
      date,
      name,
      kind,
      decree,
      status,
      regionCode: regionCode ?? null,
    }))
    .sort((a, b) => a.date.localeCompare(b.date));
  const found = checkCalendar(holidays, today, dateOf(options.until, '--until'));
  process.stdout.write(options.json ? `${JSON.stringify({ ...found, days })}\n` : describe(found, days));
  if (!found.ok) process.exitCode = 1;
}

async function apply(options: { json?: boolean }): Promise<void> {
  const [{ withCore }, { CalendarApply }, { systemClock }] = await Promise.all([
    import('./with-core.js'),
    import('../../deadlines/calendar-apply.js'),
    import('../../observability/clock.js'),
  ]);
  const applied = await withCore((core) =>
    new CalendarApply({ ...core, ...core.configuration, clock: systemClock }).apply(),
  );
  const { tickets, moved, failed } = applied;
  process.stdout.write(
    options.json
      ? `${JSON.stringify(applied)}\n`
      : `${String(tickets)} tickets reckoned anew, ${String(moved)} with a deadline that moved, ${String(failed)} failed.\n`,
  );
  if (failed > 0) process.exitCode = 1;
}

function dateOf(text: string | undefined, option: string): string | undefined {
  if (text === undefined) return undefined;
  if (!isDay(text)) throw new Error(`${option} takes a day that there is, such as 2026-08-17.`);
  return text;
}

function describe({ ok, errors, warnings }: CalendarCheck, days: readonly ClosedDay[]): string {
  const lines = days.map(({ date, name, kind, decree, status, regionCode }) => {
    const weekday = new Intl.DateTimeFormat('en', { weekday: 'short', timeZone: 'UTC' }).format(new Date(date));
    const where = regionCode === null ? '' : ` in ${regionCode}`;
    return `${date} ${weekday}  ${`${kind}${where}`.padEnd(14)} ${status.padEnd(11)}  ${name}${decree === '' ? '' : `  (${decree})`}`;
  });
  const finding =
    (word: string) =>
    ({ year, date, message }: CalendarCheck['errors'][number]) =>
      `${word} ${date ?? String(year)}: ${message}`;
  lines.push(
    '',
    ...errors.map(finding('ERROR  ')),
    ...warnings.map(finding('warning')),
    ok ? 'The calendar is in order.' : 'The calendar needs work.',
  );
  return `${lines.join('\n')}\n`;
}
