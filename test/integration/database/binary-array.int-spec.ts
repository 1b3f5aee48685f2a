import fc from 'fast-check';
import { byteaArray, textArray, timestampArray, uuidArray } from '../../../src/database/binary-array.js';
import { Database } from '../../../src/database/database.js';
import { createTestDatabase, type TestDatabase } from '../../kit/postgres.js';

let test: TestDatabase;
let database: Database;
beforeAll(async () => {
  test = await createTestDatabase();
  database = Database.connect(test.url, 1);
});
afterAll(async () => {
  await database.close();
  await test.drop();
});

describe('arrays as PostgreSQL reads them in binary', () => {
  it('bytes of any length, none and NULL come back as they were', async () => {
    const bytes = fc.option(fc.uint8Array({ maxLength: 300 }).map((value) => Buffer.from(value)));
    await fc.assert(
      fc.asyncProperty(fc.array(bytes, { maxLength: 30 }), async (values) => {
        const rows = await database.query<{ value: Buffer | null }>(
          {
            name: 'binary-bytea',
            text: 'SELECT value FROM unnest($1::bytea[]) WITH ORDINALITY AS t(value, n) ORDER BY n',
          },
          [byteaArray(values)],
        );
        expect(rows.map(({ value }) => value)).toEqual(values);
      }),
    );
  });

  it('ids come back as they were', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.uuid(), { maxLength: 30 }), async (ids) => {
        const rows = await database.query<{ id: string }>(
          { name: 'binary-uuid', text: 'SELECT id FROM unnest($1::uuid[]) WITH ORDINALITY AS t(id, n) ORDER BY n' },
          [uuidArray(ids)],
        );
        expect(rows.map(({ id }) => id)).toEqual(ids);
      }),
    );
  });

  it('texts of any characters come back as they were', async () => {
    // PostgreSQL has no NUL, and half a surrogate pair is no UTF-8.
    const words = fc.option(fc.string({ unit: 'grapheme' }).map((text) => text.replaceAll('\0', '')));
    await fc.assert(
      fc.asyncProperty(fc.array(words, { maxLength: 30 }), async (values) => {
        const rows = await database.query<{ value: string | null }>(
          {
            name: 'binary-text',
            text: 'SELECT value FROM unnest($1::text[]) WITH ORDINALITY AS t(value, n) ORDER BY n',
          },
          [textArray(values)],
        );
        expect(rows.map(({ value }) => value)).toEqual(values);
      }),
    );
  });

  it('times come back to the millisecond', async () => {
    const times = fc.date({ min: new Date('1990-01-01'), max: new Date('2100-01-01'), noInvalidDate: true });
    await fc.assert(
      fc.asyncProperty(fc.array(times, { maxLength: 30 }), async (values) => {
        const rows = await database.query<{ at: Date }>(
          {
            name: 'binary-time',
            text: 'SELECT at FROM unnest($1::timestamptz[]) WITH ORDINALITY AS t(at, n) ORDER BY n',
          },
          [timestampArray(values)],
        );
        expect(rows.map(({ at }) => at)).toEqual(values);
      }),
    );
  });
});
