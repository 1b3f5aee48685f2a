import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Command } from 'commander';
import type { ReportSummary } from '../../reports/report-archive.js';
import type { Reports } from '../../reports/reports.service.js';
import type { Core } from '../core.js';

const LIST_LIMIT = 1_000;

interface MakeOptions {
  tenant: string;
  kind: string;
  period: string;
  out?: string;
  identities?: boolean;
  json?: boolean;
}

/** Registers `kentongan report make|list|show`. */
export function register(program: Command): void {
  const report = program.command('report').description("an office's reports: made, listed, given out");
  report
    .command('make')
    .description('makes a report and keeps it, as a new edition where there is one of that period')
    .requiredOption('--tenant <slug>', 'of this tenant')
    .requiredOption('--kind <kind>', 'daily, issues, monthly, evaluation, annual or register')
    .requiredOption('--period <period>', 'a day (2026-03-14), month (2026-03), quarter (2026-Q1) or year (2026)')
    .option('--out <dir>', 'write its page and spreadsheet there too')
    .option(
      '--identities',
      'with the reporters, in a register: written to --out alone, kept nowhere, each look recorded',
    )
    .option('--json', 'print one JSON document')
    .action(make);
  report
    .command('list')
    .description('reports that were made, newest first')
    .option('--tenant <slug>', 'only of this tenant')
    .option('--kind <kind>', 'only of this kind')
    .option('--json', 'print one JSON document')
    .action(list);
  report
    .command('show')
    .description('one report as it was made, on standard output')
    .argument('<id>')
    .option('--format <format>', 'json, html or xlsx', 'json')
    .action(show);
}

async function make(options: MakeOptions): Promise<void> {
  const { reportType } = await import('../../reports/report-kinds.js');
  const { parsePeriod } = await import('../../reports/period.js');
  const { tenant, out, json } = options;
  const wanted = { tenant, type: reportType(options.kind), period: parsePeriod(options.period), by: 'cli' };
  if (options.identities === true) {
    if (wanted.type !== 'register') throw new Error('--identities is for --kind register.');
    if (out === undefined) throw new Error('--identities needs --out: such a book is kept nowhere.');
    await withReports(async (reports, core) => {
      const [{ lookAtReporters }, { systemClock }] = await Promise.all([
        import('../../reports/reporter-look.js'),
        import('../../observability/clock.js'),
      ]);
      const look = lookAtReporters({ database: core.database, vault: core.vault, clock: systemClock }, 'cli');
      const { figures, html, xlsx } = await reports.draft(tenant, wanted.type, wanted.period, look);
      const { fileName } = await import('../../reports/reports.service.js');
      const files = { [fileName(figures, 'html')]: html, [fileName(figures, 'xlsx')]: xlsx };
      await write(out, files, json === true);
    });
    return;
  }
  await withReports(async (reports) => {
    const made = await reports.make(wanted);
    if (!made) throw new Error('Another process made this report at the same time. "kentongan report list" shows it.');
    if (json) process.stdout.write(`${JSON.stringify(made)}\n`);
    else process.stdout.write(`${line(made)}\n`);
    if (out === undefined) return;
    const files = await Promise.all((['html', 'xlsx'] as const).map((format) => reports.file(made.id, format, null)));
    await write(
      out,
      Object.fromEntries(files.flatMap((file) => (file ? [[file.name, file.bytes]] : []))),
      json === true,
    );
  });
}

async function list(options: { tenant?: string; kind?: string; json?: boolean }): Promise<void> {
  const { reportType } = await import('../../reports/report-kinds.js');
  const { tenant, kind, json } = options;
  const filter = {
    limit: LIST_LIMIT,
    ...(tenant !== undefined && { tenant }),
    ...(kind !== undefined && { kind: reportType(kind) }),
  };
  const found = await withReports((reports) => reports.archive.list(filter));
  if (json) process.stdout.write(`${JSON.stringify(found)}\n`);
  else process.stdout.write(found.length === 0 ? 'No report was made yet.\n' : `${found.map(line).join('\n')}\n`);
}

async function show(id: string, { format }: { format: string }): Promise<void> {
  const { REPORT_FORMATS } = await import('../../reports/reports.service.js');
  const known = REPORT_FORMATS.find((each) => each === format);
  if (!known) throw new Error(`--format takes ${REPORT_FORMATS.join(', ')}.`);
  const file = await withReports((reports) => reports.file(id, known, null));
  if (!file) throw new Error('There is no such report. "kentongan report list" shows those there are.');
  process.stdout.write(file.bytes);
}

async function withReports<T>(work: (reports: Reports, core: Core) => Promise<T>): Promise<T> {
  const [{ withCore }, { openReports }, { systemClock }] = await Promise.all([
    import('./with-core.js'),
    import('../open-reports.js'),
    import('../../observability/clock.js'),
  ]);
  return withCore((core) => work(openReports(core, systemClock), core));
}

/** Only for whoever runs the command: a register may hold identities. */
async function write(directory: string, files: Record<string, string | Buffer>, quiet: boolean): Promise<void> {
  await mkdir(directory, { recursive: true });
  for (const [name, content] of Object.entries(files)) {
    const path = join(directory, name);
    await writeFile(path, content, { mode: 0o600 });
    if (!quiet) process.stdout.write(`${path}\n`);
  }
}

function line({ id, tenant, kind, from, until, edition, madeAt, mailedAt }: ReportSummary): string {
  const span = from === until ? from : `${from} to ${until}`;
  const mailed = mailedAt === null ? 'not mailed' : `mailed ${mailedAt}`;
  return [id, tenant.padEnd(12), kind.padEnd(10), span.padEnd(24), `edition ${String(edition)}`, `made ${madeAt}`, mailed].join('  '); // prettier-ignore
}
