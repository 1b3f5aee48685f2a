import { Database } from '../../../src/database/database.js';
import { createTestDatabase, type TestDatabase } from '../../kit/postgres.js';

let test: TestDatabase;
let database: Database;
beforeAll(async () => {
  test = await createTestDatabase();
  database = Database.connect(test.url, 2);
  await database.query('CREATE TABLE sheep (id int PRIMARY KEY)');
});
afterAll(async () => {
  await database.close();
  await test.drop();
});

const DIVIDES = { name: 'test-divides', text: 'SELECT 1 / $1::int AS n' };
const COUNTS = { name: 'test-counts', text: 'SELECT count(*)::int AS n FROM sheep' };
const BY_ZERO = expect.objectContaining({ message: 'division by zero' }) as unknown;
const counted = async (): Promise<unknown> => (await database.query(COUNTS))[0]?.['n'];

describe('a transaction in which a statement fails', () => {
  it('names the cause, whichever of several waits ends first', async () => {
    const work = database.transaction(async (tx) => {
      // Whoever sent the failing one takes longer to hear of it than whoever sent what only says "aborted".
      const failing = tx.query(DIVIDES, [0]).catch(async (error: unknown) => {
        await new Promise((later) => setTimeout(later, 50));
        throw error;
      });
      await Promise.all([tx.query(COUNTS), failing]);
    });
    await expect(work).rejects.toEqual(BY_ZERO);
  });

  it('names it also where somebody has caught it and goes on', async () => {
    const work = database.transaction(async (tx) => {
      await tx.query(DIVIDES, [0]).catch(() => undefined);
      return tx.query(COUNTS);
    });
    await expect(work).rejects.toEqual(BY_ZERO);
  });

  it('is not taken for done where somebody has caught it and ends: COMMIT answers with ROLLBACK then', async () => {
    const work = database.transaction(async (tx) => {
      tx.send('INSERT INTO sheep VALUES (1)');
      await tx.query(DIVIDES, [0]).catch(() => undefined);
    });
    await expect(work).rejects.toEqual(BY_ZERO);
    expect(await counted()).toBe(0);
  });

  it('leaves the connection fit for the next one', async () => {
    for (let round = 0; round < 4; round += 1)
      await expect(database.transaction((tx) => tx.query(DIVIDES, [0]))).rejects.toEqual(BY_ZERO);
    await database.transaction((tx) => tx.query('INSERT INTO sheep VALUES (2)'));
    expect(await counted()).toBe(1);
  });
});
