import type { Command } from 'commander';
import type { ChannelBalance, Reconciliation } from '../../reports/reconcile.js';

/** Registers `kentongan reconcile`. */
export function register(program: Command): void {
  program
    .command('reconcile')
    .description('hold what was received against what became of it, for each channel; exit 1 where it does not add up')
    .option('--json', 'print one JSON document')
    .action(async (options: { json?: boolean }) => {
      const { withCore } = await import('./with-core.js');
      const { reconcile } = await import('../../reports/reconcile.js');
      const result = await withCore(({ database, channels }) =>
        reconcile(
          database,
          channels.all().map(({ id }) => id),
        ),
      );
      process.stdout.write(options.json ? `${JSON.stringify(result)}\n` : await table(result));
      if (!result.ok) process.exitCode = 1;
    });
}

const COLUMNS = [
  'received',
  'ticket',
  'followUp',
  'duplicate',
  'command',
  'canary',
  'ignored',
  'failed',
  'pending',
] as const satisfies readonly (keyof ChannelBalance)[];

async function table({ ok, channels }: Reconciliation): Promise<string> {
  const { addsUp } = await import('../../reports/reconcile.js');
  const width = Math.max(8, ...channels.map(({ channelId }) => channelId.length));
  const head = ['channel'.padEnd(width), ...COLUMNS.map((name) => name.padStart(9))].join(' ');
  const rows = channels.map((row) =>
    [
      row.channelId.padEnd(width),
      ...COLUMNS.map((name) => String(row[name]).padStart(9)),
      addsUp(row) ? 'ok' : 'DOES NOT ADD UP',
    ].join(' '),
  );
  return `${[head, ...rows].join('\n')}\n\n${ok ? 'Everything received is accounted for.' : 'Some messages are not accounted for.'}\n`;
}
