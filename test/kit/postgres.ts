import { randomBytes } from 'node:crypto';
import { Client } from 'pg';
import { runMigrations } from '../../src/database/migrate.js';

const TEMPLATE = 'kentongan_template';
/** Any constant; one worker migrates the template, the others wait for it. */
const TEMPLATE_LOCK = 4_710_001;

export interface TestDatabase {
  url: string;
  /** Ends what is still connected, then drops it. */
  drop(): Promise<void>;
}

/** A database of your own, with the current schema: a copy of a template that is migrated once a run. */
export async function createTestDatabase(): Promise<TestDatabase> {
  await withAdmin(ensureTemplate);
  return await createCopy(TEMPLATE);
}

/** A database without any schema, for tests of migrations. */
export async function createEmptyDatabase(): Promise<TestDatabase> {
  return await createCopy('template0');
}

async function createCopy(template: string): Promise<TestDatabase> {
  const name = `test_${process.env.JEST_WORKER_ID ?? '0'}_${randomBytes(6).toString('hex')}`;
  await withAdmin((admin) => admin.query(`create database ${name} template ${template}`));
  return {
    url: urlOf(name),
    drop: async () => {
      await withAdmin((admin) => dropDatabase(admin, name));
    },
  };
}

async function ensureTemplate(admin: Client): Promise<void> {
  await admin.query('select pg_advisory_lock($1)', [TEMPLATE_LOCK]);
  try {
    const { rowCount } = await admin.query('select from pg_database where datname = $1', [TEMPLATE]);
    if (rowCount) return;
    // Under another name until it is migrated: a template that is there is complete.
    await dropDatabase(admin, `${TEMPLATE}_new`);
    await admin.query(`create database ${TEMPLATE}_new template template0`);
    await runMigrations(urlOf(`${TEMPLATE}_new`));
    await admin.query(`alter database ${TEMPLATE}_new rename to ${TEMPLATE}`);
  } finally {
    await admin.query('select pg_advisory_unlock($1)', [TEMPLATE_LOCK]);
  }
}

/**
 * Not `with (force)`: the tests' role is no superuser, and that is refused while autovacuum is at work in the
 * database. A plain drop sends autovacuum away and waits for the others that were told to end.
 */
async function dropDatabase(admin: Client, name: string): Promise<void> {
  await admin.query(
    `select pg_terminate_backend(pid) from pg_stat_activity where datname = $1 and usename = current_user`,
    [name],
  );
  await admin.query(`drop database if exists ${name}`);
}

async function withAdmin<T>(work: (admin: Client) => Promise<T>): Promise<T> {
  const admin = new Client({ connectionString: serverUrl() });
  await admin.connect();
  try {
    return await work(admin);
  } finally {
    await admin.end();
  }
}

function serverUrl(): string {
  const url = process.env.KENTONGAN_TEST_DATABASE_URL;
  if (url === undefined)
    throw new Error('KENTONGAN_TEST_DATABASE_URL is not set: run the tests with "npm test" or "npx jest"');
  return url;
}

function urlOf(database: string): string {
  const url = new URL(serverUrl());
  url.pathname = `/${database}`;
  return url.href;
}
