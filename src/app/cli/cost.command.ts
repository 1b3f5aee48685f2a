import type { Command } from 'commander';
import type { CostRow } from '../../reports/costs.js';

/** Registers `kentongan cost`. */
export function register(program: Command): void {
  program
    .command('cost')
    .description(
      'what messages cost, by tenant, channel and month, at the prices that the channels have in the configuration',
    )
    .option('--tenant <slug>', 'of this tenant only')
    .option('--month <YYYY-MM>', 'of this month only')
    .option('--json', 'print one JSON document')
    .action(async (options: { tenant?: string; month?: string; json?: boolean }) => {
      const { tenant, month } = options;
      if (month !== undefined && !/^\d{4}-(0[1-9]|1[0-2])$/.test(month))
        throw new Error('--month is a year and a month, such as 2026-11.');
      const { withCore } = await import('./with-core.js');
      const { costs } = await import('../../reports/costs.js');
      const rows = await withCore(({ database, configuration }) => {
        const tenants = configuration.tenants.all();
        if (tenant !== undefined && !tenants.some(({ slug }) => slug === tenant))
          throw new Error(`There is no tenant ${tenant}; there are ${tenants.map(({ slug }) => slug).join(', ')}.`);
        return costs(database, tenants, {
          ...(tenant !== undefined && { tenant }),
          ...(month !== undefined && { month }),
        });
      });
      process.stdout.write(options.json ? `${JSON.stringify({ rows })}\n` : table(rows));
    });
}

function table(rows: readonly CostRow[]): string {
  if (rows.length === 0) return 'No message has left yet.\n';
  const cells = rows.map((row) => [
    row.month,
    row.tenant ?? '-',
    row.channelId,
    String(row.messages),
    String(row.segments),
    String(row.templates),
    row.cost === null ? '-' : `${String(row.cost)} ${row.currency ?? ''}`,
  ]);
  const all = [['month', 'tenant', 'channel', 'messages', 'segments', 'templates', 'cost'], ...cells];
  const widths = (all[0] ?? []).map((_head, column) => Math.max(...all.map((line) => (line[column] ?? '').length)));
  return `${all
    .map((line) =>
      line
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')}\n`;
}
