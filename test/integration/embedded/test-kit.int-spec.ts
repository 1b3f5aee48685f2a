import { Redis } from 'ioredis';
import { runMigrations } from '../../../src/database/migrate.js';
import { ask } from '../../kit/embedded-process.js';
import { createEmptyDatabase, createTestDatabase } from '../../kit/postgres.js';
import { testRedisUrl } from '../../kit/redis.js';
import { describeIfRedis } from '../../kit/require.js';

const COUNT_TABLES = `select count(*)::int as tables from pg_tables where schemaname = 'public'`;

describe('databases of tests', () => {
  it('are migrated, and apart from one another', async () => {
    const [one, other] = await Promise.all([createTestDatabase(), createTestDatabase()]);
    await ask(one.url, 'create table only_here (id int)');
    const [here, there] = [await ask(one.url, COUNT_TABLES), await ask(other.url, COUNT_TABLES)];
    expect(there).toEqual({ tables: expect.any(Number) as number });
    expect(here).toEqual({ tables: (there as { tables: number }).tables + 1 });
    await one.drop();
    await other.drop();
    await expect(ask(one.url, 'select 1')).rejects.toThrow('does not exist');
  });

  it('have the schema that migrations make from nothing, also when two processes migrate at once', async () => {
    const [copy, empty] = [await createTestDatabase(), await createEmptyDatabase()];
    expect(await ask(empty.url, COUNT_TABLES)).toEqual({ tables: 0 });
    await Promise.all([runMigrations(empty.url), runMigrations(empty.url)]);
    expect(await ask(empty.url, COUNT_TABLES)).toEqual(await ask(copy.url, COUNT_TABLES));
    await copy.drop();
    await empty.drop();
  });
});

describeIfRedis('Redis of tests', () => {
  it('is there, with a database number of this worker', async () => {
    const redis = new Redis(testRedisUrl() ?? '');
    expect(await redis.ping()).toBe('PONG');
    expect(redis.options.db).toBe(Number(process.env.JEST_WORKER_ID));
    await redis.quit();
  });
});
