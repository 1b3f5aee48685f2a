import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startEmbedded } from '../database/embedded/embedded-postgres.js';
import { checkDrift, generateMigration } from './schema.js';

/**
 * Holds the migrations against the entities, on a fresh database of its own:
 *
 *     node dist/app/check-drift.js                      exit 1 and the missing statements where they differ
 *     node dist/app/check-drift.js --generate AddPhone  writes the migration that is missing
 */
async function main(): Promise<void> {
  const { values } = parseArgs({ options: { generate: { type: 'string' } } });
  const dataDir = await mkdtemp(join(tmpdir(), 'kentongan-drift-'));
  const embedded = await startEmbedded({ dataDir, log: () => undefined });
  try {
    if (values.generate === undefined) await check(embedded.url);
    else await generate(embedded.url, values.generate);
  } finally {
    await embedded.stop();
    await rm(dataDir, { recursive: true, force: true });
  }
}

async function check(url: string): Promise<void> {
  const missing = await checkDrift(url);
  if (missing.length === 0) {
    process.stdout.write('The migrations lead to what the entities say.\n');
    return;
  }
  process.stdout.write(
    `The entities want what no migration does:\n${missing.join('\n')}\n\nWrite it with: npm run db:generate -- NameOfTheChange\n`,
  );
  process.exitCode = 1;
}

async function generate(url: string, name: string): Promise<void> {
  if (!/^[A-Z][A-Za-z0-9]+$/.test(name))
    throw new Error('the name of a migration is one word in PascalCase, such as AddOfficerPhone');
  const file = await generateMigration(url, 'src/database/migrations', name);
  process.stdout.write(
    file === undefined
      ? 'There is nothing to do.\n'
      : `${file}\nAdd it to src/database/migrations.ts, read it, and build.\n`,
  );
}

await main();
