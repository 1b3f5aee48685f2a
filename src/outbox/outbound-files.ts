import { newId } from '../database/new-id.js';
import { sealedIn } from '../contacts/vault-context.js';
import type { Vault } from '../contacts/vault.js';
import type { Transaction } from '../database/transaction.js';
import type { WriteRow } from '../database/write-set.js';
import type { FileFacts, OutboundFile } from '../messaging/outbound-message.js';
import type { Channel } from '../messaging/ports.js';

/** A file whose bytes are ours already: an office's own, or a citizen's as everybody may see it. */
export interface StoredFile extends FileFacts {
  /** In the attachment store. */
  storageKey: string;
  /** Hex. */
  sha256: string;
  filename: string;
}

/** Where the bytes of queued files are, and the address under which a provider may fetch one. */
export interface FileSource {
  /** @throws CodedError of the storage */
  read(storageKey: string): Promise<Buffer>;
  /** @param id of the outbound attachment */
  url(id: string): string;
}

/** A queued file as a claim reads it. */
export interface QueuedFile extends FileFacts {
  id: string;
  storageKey: string;
  keyId: string;
  /** Base64: it comes as JSON. */
  filenameSealed: string;
}

/** The files that a channel takes; the others have to be looked at on the tracking page. Pure. */
export function carriedFiles<F extends FileFacts>(
  { adapter }: Channel,
  files: readonly F[],
): { carried: F[]; others: F[] } {
  const media = adapter?.sender?.capabilities.media;
  const carried: F[] = [];
  const others: F[] = [];
  for (const file of files) (media && media.carries(file, carried) ? carried : others).push(file);
  return { carried, others };
}

/** How many sends a message takes on its channel. Pure. */
export function partsOf({ adapter }: Channel, text: string, carried: readonly FileFacts[]): number {
  const media = adapter?.sender?.capabilities.media;
  return media && carried.length > 0 ? media.parts(text, carried) : 1;
}

export function attachmentRow(
  vault: Vault,
  { outboundId, position, file, carried, now }: {
    outboundId: string; position: number; file: StoredFile; carried: boolean; now: Date;
  }, // prettier-ignore
): WriteRow {
  const id = newId();
  return {
    id,
    outbound_id: outboundId,
    position,
    content_type: file.contentType,
    size: file.size,
    sha256: file.sha256,
    key_id: vault.keyId,
    filename_sealed: vault.seal(file.filename, sealedIn.outboundFilename(id)),
    storage_key: file.storageKey,
    carried,
    created_at: now,
  };
}

const STORED = `
  SELECT id, content_type AS "contentType", size, sha256, key_id AS "keyId", filename_sealed AS "filenameSealed", storage_key AS "storageKey"
  FROM outbound_attachment WHERE outbound_id = $1 ORDER BY position`;

/** The files of a message that was queued, as they may be queued once more with another one. */
export async function storedFilesOf(
  tx: Pick<Transaction, 'query'>,
  vault: Vault,
  outboundId: string,
): Promise<StoredFile[]> {
  const rows = await tx.query<
    StoredFile & { id: string; keyId: string; filenameSealed: Buffer } & Record<string, unknown>
  >(STORED, [outboundId]);
  return rows.map(({ id, keyId, filenameSealed, contentType, size, sha256, storageKey }) => {
    const filename = vault.openText(filenameSealed, keyId, sealedIn.outboundFilename(id));
    return { contentType, size, sha256, storageKey, filename };
  });
}

/** A queued file as an adapter gets it: nothing is read before it asks. */
export function openFile(vault: Vault, source: FileSource, queued: QueuedFile): OutboundFile {
  const { id, contentType, size, storageKey, keyId, filenameSealed } = queued;
  return {
    filename: vault.openText(Buffer.from(filenameSealed, 'base64'), keyId, sealedIn.outboundFilename(id)),
    contentType,
    size,
    read: () => source.read(storageKey),
    url: () => source.url(id),
  };
}
