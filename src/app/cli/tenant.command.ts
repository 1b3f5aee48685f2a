import type { Command } from 'commander';

interface TenantOptions {
  tenant: string;
  json?: boolean;
  limit?: string;
}

/** Registers `kentongan tenant export|history`. */
export function register(program: Command): void {
  const tenant = program.command('tenant').description('what holds for an office, and who edited it');
  tenant
    .command('export')
    .description("the office's file with what was edited in the console, as YAML; variables stay named")
    .requiredOption('--tenant <slug>', 'the office')
    .action(exportTenant);
  tenant
    .command('history')
    .description('who edited what, newest first')
    .requiredOption('--tenant <slug>', 'the office')
    .option('--limit <n>', 'so many', '50')
    .option('--json', 'print one JSON document')
    .action(history);
}

async function exportTenant({ tenant }: TenantOptions): Promise<void> {
  const [{ withCore }, { stringify }] = await Promise.all([import('./with-core.js'), import('yaml')]);
  const { document, state } = await withCore(async ({ revisions, configuration }) => {
    known(configuration.tenants.bySlug(tenant), tenant);
    return { document: revisions.document(tenant), state: revisions.state(tenant) };
  });
  const origin =
    state.applied === 0
      ? '# As the file has it: nothing was edited in the console.'
      : `# The file with revision ${String(state.applied)} of the console.`;
  process.stdout.write(`${origin}\n${stringify(document, { lineWidth: 160 })}`);
}

async function history({ tenant, limit = '', json = false }: TenantOptions): Promise<void> {
  const count = Number(limit);
  if (!Number.isInteger(count) || count < 1 || count > 1000) throw new Error('--limit takes a number from 1 to 1000.');
  const { withCore } = await import('./with-core.js');
  const { rows, state } = await withCore(async ({ revisions, configuration }) => {
    known(configuration.tenants.bySlug(tenant), tenant);
    return { rows: await revisions.history(tenant, { limit: count }), state: revisions.state(tenant) };
  });
  if (json) {
    process.stdout.write(`${JSON.stringify({ applied: state.applied, errors: state.errors, revisions: rows })}\n`);
    return;
  }
  const lines = rows.map(({ number, savedAt, savedBy, note, changes }) => {
    const what = changes.map(({ section, item, what: kind }) => `${section} ${item} ${kind}`).join(', ');
    const holds = number === state.applied ? ' *' : '';
    return `${String(number)}${holds}  ${savedAt.toISOString()}  ${savedBy}  ${what}${note === null ? '' : `  (${note})`}`;
  });
  process.stdout.write(lines.length === 0 ? 'Nothing was edited in the console.\n' : `${lines.join('\n')}\n`);
}

function known(tenant: object | undefined, slug: string): void {
  if (!tenant) throw new Error(`There is no tenant ${slug}.`);
}
