import { DataSource, type EntitySchema, type MixedList } from 'typeorm';
import { CodedError } from '../messaging/errors.js';
import { isDatabaseAway } from './database-away.js';
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

/** What the server says of a login or a database that it refuses (PostgreSQL, appendix A). */
const REFUSALS: Readonly<Record<string, string>> = {
  '28P01': 'refuses the password',
  '28000': 'refuses this user or address',
  '3D000': 'has no database of that name',
};

/**
 * Brings the schema up to date; safe to call from several processes at once.
 * @throws CodedError `database-unreachable`, `database-refused`
 */
export async function runMigrations(url: string): Promise<void> {
  const source = await createDataSource(url)
    .initialize()
    .catch((error: unknown) => {
      throw inWords(error, url);
    });
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

/** Whoever starts it is told what to look at; the password stays out of it. */
function inWords(error: unknown, url: string): unknown {
  const where = URL.canParse(url) ? new URL(url).host : 'DATABASE_URL';
  const { code = '' } = Object(error) as { code?: string };
  const refusal = REFUSALS[code];
  if (refusal !== undefined)
    return new CodedError('database-refused', `the server at ${where} ${refusal}: correct DATABASE_URL`, false);
  if (!isDatabaseAway(error)) return error;
  const what = `no database answers at ${where} (${code === '' ? 'no answer' : code})`;
  return new CodedError('database-unreachable', `${what}: start it, or correct DATABASE_URL`, false);
}
