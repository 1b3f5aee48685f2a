import { DataSource, type EntitySchema, type MixedList } from 'typeorm';
import { MIGRATIONS } from './migrations.js';
import { SnakeCaseNaming } from './naming.js';

/** Any number: two processes that start together must not migrate together. */
const MIGRATION_LOCK = 7_310_001;

export type Entities = MixedList<(new () => object) | EntitySchema>;

/** TypeORM's view of the database; `entities` only where they are compared or used. */
export function createDataSource(url: string, entities: Entities = []): DataSource {
  return new DataSource({
    type: 'postgres',
    url,
    entities,
    migrations: MIGRATIONS,
    namingStrategy: new SnakeCaseNaming(),
    migrationsTableName: 'schema_migration',
    poolSize: 2,
  });
}

/** Brings the schema up to date; safe to call from several processes at once. */
export async function runMigrations(url: string): Promise<void> {
  const source = await createDataSource(url).initialize();
  const runner = source.createQueryRunner();
  try {
    await runner.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK]);
    await source.runMigrations({ transaction: 'each' });
  } finally {
    await runner.query('SELECT pg_advisory_unlock($1)', [MIGRATION_LOCK]);
    await runner.release();
    await source.destroy();
  }
}
