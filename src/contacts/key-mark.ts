import { existsSync } from 'node:fs';
import type { Database } from '../database/database.js';
import { CodedError } from '../messaging/errors.js';
import { KeyRing } from './key-ring.js';

const KNOWN = 'SELECT digest FROM key_mark WHERE id = 1';
const MARK = 'INSERT INTO key_mark (id, digest) VALUES (1, $1) ON CONFLICT DO NOTHING';
/** Of a database from before marks were kept: something in it was encrypted. */
const SEALED = `
  SELECT EXISTS (SELECT 1 FROM inbound_message) OR EXISTS (SELECT 1 FROM user_account) OR EXISTS (SELECT 1 FROM officer)
    OR EXISTS (SELECT 1 FROM api_key) AS sealed`;

/**
 * The key file of this database; made where the database is as new as the file. A second key file would leave what is
 * stored unreadable, and would seal what comes meanwhile with keys that the right file does not have.
 * @throws CodedError `key-file`, `key-file-missing`, `key-file-other`
 */
export async function openKeys(file: string, database: Database): Promise<KeyRing> {
  if (!existsSync(file)) await refuseUsed(file, database);
  const keys = KeyRing.open(file);
  const own = keys.hmac('key-mark', 'the keys of this database');
  // Of two first starts on two machines one marks the database, and the other one is told.
  await database.query(MARK, [own]);
  const [mark] = await database.query<{ digest: Buffer }>(KNOWN);
  if (mark?.digest.equals(own)) return keys;
  throw new CodedError(
    'key-file-other',
    `${file} is not the key file that this database was written with. Restore that one from the backup, or copy it from the machine ` +
      `that has it; if this is another database than you meant, look at DATABASE_URL and KENTONGAN_DATA. Nothing was changed.`,
    false,
  );
}

async function refuseUsed(file: string, database: Database): Promise<void> {
  const known = await database.query(KNOWN);
  const [used] = known.length > 0 ? [{ sealed: true }] : await database.query<{ sealed: boolean }>(SEALED);
  if (used?.sealed !== true) return;
  throw new CodedError(
    'key-file-missing',
    `${file} is not there, and what this database holds was encrypted with it. Restore it from the backup, or copy it from the machine that ` +
      `has it (KENTONGAN_KEYS says where it is). No new one was made, and nothing was changed.`,
    false,
  );
}
