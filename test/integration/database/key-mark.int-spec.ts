import { copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { KeyRing } from '../../../src/contacts/key-ring.js';
import { openKeys } from '../../../src/contacts/key-mark.js';
import { Database } from '../../../src/database/database.js';
import { createTestDatabase, type TestDatabase } from '../../kit/postgres.js';

let test: TestDatabase;
let database: Database;
let folder: string;
beforeEach(async () => {
  test = await createTestDatabase();
  database = Database.connect(test.url, 2);
  folder = mkdtempSync(join(tmpdir(), 'kentongan-keys-'));
});
afterEach(async () => {
  await database.close();
  await test.drop();
  rmSync(folder, { recursive: true });
});

const at = (name: string): string => join(folder, name);

it('makes the keys with the first start, and opens them again, on another machine too', async () => {
  const first = await openKeys(at('keys.json'), database);
  copyFileSync(at('keys.json'), at('copy.json'));
  for (const file of ['keys.json', 'copy.json'])
    expect((await openKeys(at(file), database)).hmac('x', 'y')).toEqual(first.hmac('x', 'y'));
});

it('makes no second key file for a database that has one, and changes nothing', async () => {
  await openKeys(at('keys.json'), database);
  await expect(openKeys(at('gone.json'), database)).rejects.toMatchObject({ code: 'key-file-missing' });
  expect(existsSync(at('gone.json'))).toBe(false);
  KeyRing.open(at('other.json'));
  await expect(openKeys(at('other.json'), database)).rejects.toMatchObject({ code: 'key-file-other' });
  await openKeys(at('keys.json'), database);
});

it('knows a database that was used before marks were kept', async () => {
  await database.query(
    `INSERT INTO api_key (id, name, scopes, secret_hash, rate_per_minute, created_at) VALUES (gen_random_uuid(), 'lama', '{}', 'x', 1, now())`,
  );
  await expect(openKeys(at('keys.json'), database)).rejects.toMatchObject({ code: 'key-file-missing' });
  KeyRing.open(at('keys.json'));
  await openKeys(at('keys.json'), database);
  await expect(openKeys(at('gone.json'), database)).rejects.toMatchObject({ code: 'key-file-missing' });
});
