import { sealedIn } from '../contacts/vault-context.js';
import type { Vault } from '../contacts/vault.js';
import type { Database } from '../database/database.js';

/** Bytes to hand out as a file of an answer. */
export interface OpenedOutboundFile {
  bytes: Buffer;
  contentType: string;
  filename: string;
}

export interface FileReaderParts {
  database: Database;
  vault: Vault;
  store: { get(ref: string): Promise<Buffer> };
}

/** Opens files that went out with messages. Who may have one is decided by the caller. */
export class OutboundFileReader {
  constructor(private readonly parts: FileReaderParts) {}

  /** @param id of the outbound attachment; undefined where there is none @throws CodedError of the storage */
  async open(id: string): Promise<OpenedOutboundFile | undefined> {
    const { database, vault, store } = this.parts;
    const [row] = await database.query<{
      contentType: string;
      keyId: string;
      filename: Buffer;
      storageKey: string;
    }>(
      `SELECT content_type AS "contentType", key_id AS "keyId", filename_sealed AS filename, storage_key AS "storageKey"
       FROM outbound_attachment WHERE id = $1`,
      [id],
    );
    if (!row) return undefined;
    return {
      bytes: await store.get(row.storageKey),
      contentType: row.contentType,
      filename: vault.openText(row.filename, row.keyId, sealedIn.outboundFilename(id)),
    };
  }
}
