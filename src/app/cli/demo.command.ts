import type { Command } from 'commander';

const MOST_TICKETS = 5_000_000;
/** Beyond that the days are as many as complaints of a busy regency fill. */
const TICKETS_A_DAY = 33;
const MOST_DAYS = 1_095;

/** Registers `kentongan demo seed`. */
export function register(program: Command): void {
  program
    .command('demo')
    .description('an invented regency, for trying out and for measuring')
    .command('seed')
    .description('fill the database with invented complaints and what became of them; in the sandbox only')
    .requiredOption('--tickets <number>', 'how many')
    .option('--seed <number>', 'the same seed gives the same regency', '1')
    .option('--tenant <slug>', 'whose', 'tanah-bumbu')
    .option('--days <number>', 'over how many days up to now; as many as a regency needs for them where absent')
    .option('--json', 'print one JSON document')
    .action(seed);
}

async function seed(options: {
  tickets: string;
  seed: string;
  tenant: string;
  days?: string;
  json?: boolean;
}): Promise<void> {
  const tickets = wholeNumber('--tickets', options.tickets, 1, MOST_TICKETS);
  const seedNumber = wholeNumber('--seed', options.seed, 0, 2 ** 31 - 1);
  const days = options.days === undefined ? usualDays(tickets) : wholeNumber('--days', options.days, 1, MOST_DAYS);
  const [{ withCore }, { systemClock }, { AreaDirectory }, { seedProgress }] = await Promise.all([
    import('./with-core.js'),
    import('../../observability/clock.js'),
    import('../../tenants/areas.js'),
    import('./seed-progress.js'),
  ]);
  const result = await withCore(async (core) => {
    const { settings, configuration } = core;
    if (!settings.sandbox)
      throw new Error('Invented reports belong into the sandbox, never beside real ones (KENTONGAN_SANDBOX=1).');
    const tenant = configuration.tenants.bySlug(options.tenant);
    if (!tenant) throw new Error(`There is no tenant ${options.tenant}.`);
    // Loaded only here: production has no such code.
    const { seedDemo } = await import('../../sandbox/demo/seed.js');
    const areas = new AreaDirectory(configuration.tenants.all());
    return seedDemo(
      { ...core, holidays: configuration.holidays, areas },
      {
        tenant,
        tickets,
        days,
        seed: seedNumber,
        now: systemClock.now(),
        progress: seedProgress(
          tickets,
          () => systemClock.now(),
          (line) => process.stderr.write(line),
        ),
      },
    );
  });
  const states = Object.entries(result.states)
    .map(([state, count]) => `${state} ${String(count)}`)
    .join(', ');
  process.stdout.write(
    options.json
      ? `${JSON.stringify(result)}\n`
      : `${String(result.tickets)} tickets of ${result.tenant}, ${result.firstNumber} to ${result.lastNumber}: ${states}.\n`,
  );
}

function usualDays(tickets: number): number {
  return Math.min(MOST_DAYS, Math.max(30, Math.ceil(tickets / TICKETS_A_DAY)));
}

function wholeNumber(option: string, text: string, from: number, to: number): number {
  const value = Number(text);
  if (!/^\d{1,10}$/.test(text) || value < from || value > to)
    throw new Error(`${option} is a whole number from ${String(from)} to ${String(to)}.`);
  return value;
}
