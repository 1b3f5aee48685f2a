import { writeFileSync } from 'node:fs';
import type { SqlInMemory } from 'typeorm/driver/SqlInMemory.js';
import { createDataSource, runMigrations } from '../database/migrate.js';
import { systemClock } from '../observability/clock.js';
import { ENTITIES } from './entities.js';

/** What would have to change for the database to be what the entities say; empty when nothing. */
async function drift(url: string): Promise<SqlInMemory> {
  const source = await createDataSource(url, ENTITIES).initialize();
  try {
    return await source.driver.createSchemaBuilder().log();
  } finally {
    await source.destroy();
  }
}

/** Applies the migrations and lists the statements that the entities would still need. */
export async function checkDrift(url: string): Promise<string[]> {
  await runMigrations(url);
  return (await drift(url)).upQueries.map((query) => query.query);
}

/**
 * Writes the migration that leads from the migrated database to the entities.
 * @returns its file, or undefined when there is nothing to do
 */
export async function generateMigration(url: string, directory: string, name: string): Promise<string | undefined> {
  await runMigrations(url);
  const { upQueries, downQueries } = await drift(url);
  if (upQueries.length === 0) return undefined;
  const timestamp = systemClock.now().getTime();
  const lines = (queries: { query: string }[]): string =>
    queries.map(({ query }) => `    await runner.query(\`${query.replace(/[`\\$]/g, '\\$&')}\`);`).join('\n');
  const source = `import type { MigrationInterface, QueryRunner } from 'typeorm';

export class ${name}${timestamp} implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
${lines(upQueries)}
  }

  async down(runner: QueryRunner): Promise<void> {
${lines([...downQueries].reverse())}
  }
}
`;
  const file = `${directory}/${timestamp}-${name}.ts`;
  writeFileSync(file, source);
  return file;
}
