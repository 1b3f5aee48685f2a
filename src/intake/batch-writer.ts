import { createHash } from 'node:crypto';
import { sealedIn } from '../contacts/vault-context.js';
import type { Vault } from '../contacts/vault.js';
import { byteaArray, textArray, timestampArray, uuidArray } from '../database/binary-array.js';
import type { Database } from '../database/database.js';
import { errorCode } from '../messaging/errors.js';
import type { RawDelivery } from '../messaging/sinks.js';
import type { Incoming, IncomingWriter, Written } from './incoming.js';
import { FIND_EXISTING, STORE_BATCH, STORE_BATCH_AND_FILES } from './intake.statements.js';

/** What of a row is made here, beside what stands in `Incoming`. */
interface Sealed {
  row: Incoming;
  externalHash: Buffer;
  senderHash: Buffer | null;
  eventSealed: Buffer | null;
  rawSealed: Buffer | null;
}

/**
 * Seals a batch and inserts it in one statement. A batch that PostgreSQL refuses is halved until the row
 * at fault stands alone (promise 5).
 */
export class BatchWriter implements IncomingWriter {
  constructor(
    private readonly database: Database,
    private readonly vault: Vault,
    /** Seconds until the sweeper rings for a row whose doorbell was lost. */
    private readonly ringAfterSeconds: number,
  ) {}

  async write(rows: readonly Incoming[]): Promise<readonly Written[]> {
    const sealed = rows.map((row) => this.seal(row));
    const stored = new Set<string>();
    const refused = new Map<string, string>();
    await this.insert(sealed, stored, refused);
    const repeats = sealed.filter(({ row }) => !stored.has(row.id) && !refused.has(row.id));
    const existing = await this.findExisting(repeats);
    return sealed.map(({ row, externalHash }) => {
      if (stored.has(row.id)) return { inboundId: row.id, duplicate: false };
      const inboundId = existing.get(rowKey(row.channelId, externalHash));
      // Found by nobody: the database went away between the two statements.
      return inboundId ? { inboundId, duplicate: true } : { refused: refused.get(row.id) ?? 'not-found-again' };
    });
  }

  /** The database is its owner's to close. */
  async close(): Promise<void> {}

  private seal(row: Incoming): Sealed {
    const { id, channelId, sender, event, raw } = row;
    return {
      row,
      externalHash: this.vault.externalIdHash(channelId, row.externalId ?? contentId(row)),
      senderHash: sender === undefined ? null : this.vault.addressKeyHash(sender),
      eventSealed: event === undefined ? null : this.vault.seal(event, sealedIn.inboundEvent(id)),
      rawSealed: raw === undefined ? null : this.vault.seal(packRaw(raw), sealedIn.inboundRaw(id)),
    };
  }

  private async insert(rows: readonly Sealed[], stored: Set<string>, refused: Map<string, string>): Promise<void> {
    const text = (read: (row: Incoming) => string | null): Buffer => textArray(rows.map(({ row }) => read(row)));
    const bytes = (key: Exclude<keyof Sealed, 'row'>): Buffer => byteaArray(rows.map((row) => row[key]));
    try {
      const files = rows.flatMap(({ row: { id, files: keys } }) => keys.map((key) => ({ id, key })));
      const inserted = await this.database.query<{ id: string }>(files.length > 0 ? STORE_BATCH_AND_FILES : STORE_BATCH, [
        uuidArray(rows.map(({ row }) => row.id)), text(({ channelId }) => channelId), text(({ kind }) => kind),
        bytes('externalHash'), text(({ eventType }) => eventType), bytes('senderHash'), bytes('eventSealed'), bytes('rawSealed'),
        timestampArray(rows.map(({ row }) => row.receivedAt)), text(({ failed }) => (failed === undefined ? 'pending' : 'failed')),
        text(({ failed }) => failed ?? null), this.vault.keyId, this.ringAfterSeconds,
        ...(files.length > 0 ? [files.map(({ id }) => id), files.map(({ key }) => key)] : []),
      ]); // prettier-ignore
      for (const { id } of inserted) stored.add(id);
    } catch (error) {
      if (rows.length > 1 && rowsAtFault(error)) {
        const half = rows.length >> 1;
        await this.insert(rows.slice(0, half), stored, refused);
        await this.insert(rows.slice(half), stored, refused);
        return;
      }
      for (const { row } of rows) refused.set(row.id, errorCode(error));
    }
  }

  /** Of rows that were there already; empty, so that they are asked for again, when the database went away. */
  private async findExisting(rows: readonly Sealed[]): Promise<Map<string, string>> {
    if (rows.length === 0) return new Map();
    try {
      const found = await this.database.query<{ id: string; channelId: string; externalHash: Buffer }>(FIND_EXISTING, [
        rows.map(({ row }) => row.channelId),
        byteaArray(rows.map(({ externalHash }) => externalHash)),
      ]);
      return new Map(found.map((row) => [rowKey(row.channelId, row.externalHash), row.id]));
    } catch {
      return new Map();
    }
  }
}

/** SQLSTATE classes 22 (data) and 23 (integrity): the fault is in a row, so halving finds it. */
function rowsAtFault(error: unknown): boolean {
  const code = (error as { code?: unknown }).code;
  return typeof code === 'string' && /^2[23]/.test(code);
}

/** Where the provider gives the event no identity, its content is its identity. */
function contentId({ raw, event = '', eventType }: Incoming): string {
  const digest = createHash('sha256')
    .update(raw ? raw.bytes : event)
    .digest('hex');
  return eventType === 'unparsed' ? `unparsed:${digest}` : `content:${digest}:${eventType}`;
}

function rowKey(channelId: string, externalHash: Buffer): string {
  return `${channelId}:${externalHash.toString('base64')}`;
}

/** Content type, a line feed, the bytes as they came. */
function packRaw(raw: RawDelivery): [string, Buffer] {
  return [`${raw.contentType}\n`, raw.bytes];
}
