import type { QueryResultRow } from 'pg';
import { newId } from '../database/new-id.js';
import { sealedIn } from '../contacts/vault-context.js';
import type { Vault } from '../contacts/vault.js';
import type { Database } from '../database/database.js';
import type { Statement } from '../database/statement.js';
import type { Transaction } from '../database/transaction.js';
import type { AddedPart, PartSet, PartStore } from '../messaging/stores.js';
import type { Clock } from '../observability/clock.js';
import { inOrder, splitSet, type StoredPart } from './part-sets.js';

/** Space of the locks that keep two connections from writing one set at a time. */
const SET_LOCK_SPACE = 7_313;

const LOCK: Statement = { name: 'part-lock', text: 'SELECT pg_advisory_xact_lock($1, $2)' };
const ADD: Statement = {
  name: 'part-add',
  text: `INSERT INTO message_part (id, channel_id, set_hash, number, total, key_id, bytes_sealed, received_at, seen_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $8)`,
};
const SEEN: Statement = { name: 'part-seen', text: 'UPDATE message_part SET seen_at = $2 WHERE id = $1' };
const PART = `id, number, key_id AS "keyId", bytes_sealed AS "bytesSealed", received_at AS "receivedAt", seen_at AS "seenAt"`;
const SET: Statement = {
  name: 'part-set',
  text: `SELECT ${PART} FROM message_part WHERE channel_id = $1 AND set_hash = $2 ORDER BY number`,
};
/** What came again in between stays: it is for whoever reads it next. */
const FORGET: Statement = {
  name: 'part-forget',
  text: `DELETE FROM message_part p USING unnest($1::uuid[], $2::timestamptz[]) AS r(id, seen_at)
    WHERE p.id = r.id AND p.seen_at = r.seen_at`,
};
/** A part of both messages: from now on it is the newer one's, which begins when it came again. */
const PASS_ON: Statement = {
  name: 'part-pass-on',
  text: 'UPDATE message_part SET received_at = seen_at WHERE id = ANY($1::uuid[])',
};
const EXPIRED: Statement = {
  name: 'part-expired',
  text: `SELECT ${PART}, total, encode(set_hash, 'hex') AS "set" FROM message_part WHERE channel_id = $1 AND set_hash IN (
      SELECT set_hash FROM message_part WHERE channel_id = $1 GROUP BY set_hash HAVING max(seen_at) < $2)
    ORDER BY number`,
};

interface PartRow extends QueryResultRow {
  id: string;
  number: number;
  keyId: string;
  bytesSealed: Buffer;
  receivedAt: Date;
  seenAt: Date;
}
type ExpiredRow = PartRow & { total: number; set: string };

/** Parts of long messages of one channel, in PostgreSQL: whichever process gets the last one has them all. */
export class DatabasePartStore implements PartStore {
  constructor(
    private readonly database: Database,
    private readonly vault: Vault,
    private readonly clock: Clock,
    private readonly channelId: string,
  ) {}

  async add(part: { key: string; number: number; total: number; bytes: Buffer }): Promise<AddedPart> {
    const setHash = this.vault.externalIdHash(this.channelId, `part:${part.key}`);
    const now = this.clock.now();
    return this.database.transaction(async (tx) => {
      tx.send(LOCK, [SET_LOCK_SPACE, setHash.readInt32BE(0)]);
      const rows = await tx.query<PartRow>(SET, [this.channelId, setHash]);
      const parts = rows.map((row) => this.open(row));
      const taken = parts.find(({ number }) => number === part.number);
      if (taken && !taken.bytes.equals(part.bytes)) return { displaced: this.displaced(parts, taken, part.total, now) };
      if (taken) tx.send(SEEN, [taken.id, now]);
      else parts.push(this.insert(tx, part, setHash, now));
      const whole = inOrder(parts, part.total).filter((kept) => kept !== undefined);
      return whole.length === part.total ? { whole } : {};
    });
  }

  async expired(seconds: number): Promise<PartSet[]> {
    const before = new Date(this.clock.now().getTime() - seconds * 1000);
    const sets = new Map<string, { total: number; parts: StoredPart[] }>();
    for (const row of await this.database.query<ExpiredRow>(EXPIRED, [this.channelId, before])) {
      const set = sets.get(row.set) ?? { total: row.total, parts: [] };
      set.parts.push(this.open(row));
      sets.set(row.set, set);
    }
    return [...sets.values()].map(({ total, parts }) => ({
      parts: inOrder(parts, total),
      done: () => this.forget(parts),
    }));
  }

  private displaced(parts: readonly StoredPart[], taken: StoredPart, total: number, now: Date): PartSet {
    const { older, shared } = splitSet(parts, taken, now);
    return {
      parts: inOrder(older, total),
      done: async () => {
        await this.forget(older.filter((part) => !shared.includes(part)));
        if (shared.length > 0) await this.database.query(PASS_ON, [shared.map(({ id }) => id)]);
      },
    };
  }

  private insert(
    tx: Transaction,
    { number, total, bytes }: { number: number; total: number; bytes: Buffer },
    setHash: Buffer,
    now: Date,
  ): StoredPart {
    const id = newId();
    const sealed = this.vault.seal(bytes, sealedIn.messagePart(id));
    tx.send(ADD, [id, this.channelId, setHash, number, total, this.vault.keyId, sealed, now]);
    return { id, number, bytes, receivedAt: now, seenAt: now };
  }

  private async forget(parts: readonly StoredPart[]): Promise<void> {
    await this.database.query(FORGET, [parts.map(({ id }) => id), parts.map(({ seenAt }) => seenAt)]);
  }

  private open({ id, number, keyId, bytesSealed, receivedAt, seenAt }: PartRow): StoredPart {
    return { id, number, bytes: this.vault.open(bytesSealed, keyId, sealedIn.messagePart(id)), receivedAt, seenAt };
  }
}
