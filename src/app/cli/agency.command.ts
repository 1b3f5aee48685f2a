import type { Command } from 'commander';

/** Registers `kentongan agency resume-webhook`. */
export function register(program: Command): void {
  program
    .command('agency')
    .description("agencies' own systems")
    .command('resume-webhook')
    .description("tell an agency's system again, after it had answered that it wants nothing any more (410)")
    .requiredOption('--tenant <slug>', 'the office')
    .requiredOption('--agency <slug>', 'the agency')
    .action(resume);
}

async function resume({ tenant, agency }: { tenant: string; agency: string }): Promise<void> {
  const [{ withCore }, { webhookChannelId }] = await Promise.all([
    import('./with-core.js'),
    import('../../dispatch/agency-webhooks.js'),
  ]);
  const changed = await withCore(async ({ database, channels }) => {
    const id = webhookChannelId(tenant, agency);
    if (!channels.get(id)) throw new Error(`${agency} of ${tenant} has no webhook in the tenant's file.`);
    const rows = await database.query(
      'UPDATE channel_state SET paused = false, failures_in_row = 0, breaker_until = NULL WHERE channel_id = $1 AND paused RETURNING channel_id',
      [id],
    );
    return rows.length > 0;
  });
  process.stdout.write(
    changed ? `The system of ${agency} is told again.\n` : `The system of ${agency} was not stopped.\n`,
  );
}
