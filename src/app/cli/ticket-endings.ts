import type { Command } from 'commander';
import { normaliseNumber } from './ticket-number.js';

const OPERATOR = { kind: 'operator', by: 'cli' } as const;

/** Adds `archive`, `close` and `reopen` to `kentongan ticket`. */
export function addEndingCommands(ticket: Command): void {
  ticket
    .command('archive')
    .description('set a ticket aside without an answer; its reporter hears why')
    .argument('<number>', 'such as TBU-000123')
    .requiredOption(
      '--reason <reason>',
      'incomplete, outside-authority, duplicate, already-answered, or abusive (nothing is sent)',
    )
    .option('--text <text>', 'what you add to the reason, for the reporter')
    .option('--json', 'print one JSON document')
    .action(archive);
  ticket
    .command('close')
    .description('close an answered ticket')
    .argument('<number>', 'such as TBU-000123')
    .option('--json', 'print one JSON document')
    .action(close);
  ticket
    .command('reopen')
    .description('open a ticket again that is answered, closed or archived')
    .argument('<number>', 'such as TBU-000123')
    .option('--json', 'print one JSON document')
    .action(reopen);
}

async function archive(typed: string, options: { reason: string; text?: string; json?: boolean }): Promise<void> {
  const [{ withCore }, { ARCHIVE_REASONS }] = await Promise.all([
    import('./with-core.js'),
    import('../../replies/archive-reasons.js'),
  ]);
  const reason = ARCHIVE_REASONS.find((each) => each === options.reason);
  if (!reason) throw new Error(`--reason takes ${ARCHIVE_REASONS.join(', ')}.`);
  const done = await withCore(({ officeEndings }) =>
    officeEndings.archive(normaliseNumber(typed), {
      reason,
      ...(options.text !== undefined && { text: options.text }),
      actor: OPERATOR,
    }),
  );
  const heard = done.outboundId === null ? 'its reporter is not told' : 'its reporter is told why';
  process.stdout.write(options.json ? `${JSON.stringify(done)}\n` : `${done.number} is archived; ${heard}.\n`);
}

async function close(typed: string, { json }: { json?: boolean }): Promise<void> {
  const { withCore } = await import('./with-core.js');
  const number = normaliseNumber(typed);
  await withCore(({ officeEndings }) => officeEndings.close(number, OPERATOR));
  process.stdout.write(json ? `${JSON.stringify({ number })}\n` : `${number} is closed.\n`);
}

async function reopen(typed: string, { json }: { json?: boolean }): Promise<void> {
  const { withCore } = await import('./with-core.js');
  const number = normaliseNumber(typed);
  await withCore(({ officeEndings }) => officeEndings.reopen(number, OPERATOR));
  process.stdout.write(json ? `${JSON.stringify({ number })}\n` : `${number} is open again.\n`);
}
