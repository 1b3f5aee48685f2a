import type { QueryResultRow } from 'pg';
import { newId } from '../database/new-id.js';
import { sealedIn } from '../contacts/vault-context.js';
import type { Vault } from '../contacts/vault.js';
import type { Database } from '../database/database.js';
import type { Statement } from '../database/statement.js';
import type { PartStore } from '../messaging/stores.js';
import type { Clock } from '../observability/clock.js';

const ADD: Statement = {
  name: 'part-add',
  text: `INSERT INTO message_part (id, channel_id, set_hash, number, total, key_id, key_sealed, bytes_sealed, received_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (channel_id, set_hash, number) DO NOTHING`,
};
const WHOLE: Statement = {
  name: 'part-whole',
  text: `SELECT id, number, key_id AS "keyId", bytes_sealed AS "bytesSealed" FROM message_part
    WHERE channel_id = $1 AND set_hash = $2 ORDER BY number`,
};
const REMOVE: Statement = {
  name: 'part-remove',
  text: 'DELETE FROM message_part WHERE channel_id = $1 AND set_hash = $2',
};
const EXPIRED: Statement = {
  name: 'part-expired',
  text: `SELECT id, number, total, set_hash AS "setHash", key_id AS "keyId", key_sealed AS "keySealed", bytes_sealed AS "bytesSealed"
    FROM message_part WHERE channel_id = $1 AND set_hash IN (
      SELECT set_hash FROM message_part WHERE channel_id = $1 GROUP BY set_hash HAVING max(received_at) < $2)
    ORDER BY number`,
};

interface PartRow extends QueryResultRow {
  id: string;
  number: number;
  keyId: string;
  bytesSealed: Buffer;
}
type ExpiredRow = PartRow & { total: number; setHash: Buffer; keySealed: Buffer };

/** Parts of long messages of one channel, in PostgreSQL: whichever process gets the last one has them all. */
export class DatabasePartStore implements PartStore {
  constructor(
    private readonly database: Database,
    private readonly vault: Vault,
    private readonly clock: Clock,
    private readonly channelId: string,
  ) {}

  async add(part: { key: string; number: number; total: number; bytes: Buffer }): Promise<Buffer[] | undefined> {
    const { vault, channelId } = this;
    const setHash = this.hashOf(part.key);
    const id = newId();
    await this.database.query(ADD, [
      id, channelId, setHash, part.number, part.total, vault.keyId,
      vault.seal(part.key, sealedIn.messagePartKey(id)), vault.seal(part.bytes, sealedIn.messagePart(id)), this.clock.now(),
    ]); // prettier-ignore
    const rows = await this.database.query<PartRow>(WHOLE, [channelId, setHash]);
    return rows.length < part.total ? undefined : rows.map((row) => this.open(row));
  }

  async remove(key: string): Promise<void> {
    await this.database.query(REMOVE, [this.channelId, this.hashOf(key)]);
  }

  async expired(seconds: number): Promise<{ key: string; parts: (Buffer | undefined)[] }[]> {
    const before = new Date(this.clock.now().getTime() - seconds * 1000);
    const sets = new Map<string, { key: string; parts: (Buffer | undefined)[] }>();
    for (const row of await this.database.query<ExpiredRow>(EXPIRED, [this.channelId, before])) {
      const name = row.setHash.toString('base64');
      const set = sets.get(name) ?? {
        key: this.vault.openText(row.keySealed, row.keyId, sealedIn.messagePartKey(row.id)),
        parts: Array.from({ length: row.total }, () => undefined),
      };
      set.parts[row.number - 1] = this.open(row);
      sets.set(name, set);
    }
    return [...sets.values()];
  }

  private hashOf(key: string): Buffer {
    return this.vault.externalIdHash(this.channelId, `part:${key}`);
  }

  private open(row: PartRow): Buffer {
    return this.vault.open(row.bytesSealed, row.keyId, sealedIn.messagePart(row.id));
  }
}
