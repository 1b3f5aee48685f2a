import { sealedIn } from '../contacts/vault-context.js';
import type { Vault } from '../contacts/vault.js';
import type { FileFacts } from '../messaging/outbound-message.js';

/** A file of an outgoing message, for those who may read the message. */
export interface SentFile extends FileFacts {
  /** Of the outbound attachment, for `FileLinks`. */
  id: string;
  filename: string;
  /** False: the channel did not take it, it is on the tracking page alone. */
  carried: boolean;
}

/** As a query with `sentFiles` reads it. */
export interface SealedFile extends Omit<SentFile, 'filename'> {
  keyId: string;
  /** Base64: it comes as JSON. */
  filenameSealed: string;
}

/**
 * A column `files` of a query: a message's files in the order in which they were given, null where there are none. Base64
 * comes without the line breaks of PostgreSQL's.
 * @param message how the query calls `outbound_message`
 */
export function sentFiles(message: string): string {
  return `(SELECT json_agg(json_build_object('id', f.id, 'contentType', f.content_type, 'size', f.size, 'carried', f.carried,
      'keyId', f.key_id, 'filenameSealed', translate(encode(f.filename_sealed, 'base64'), E'\\n', '')) ORDER BY f.position)
    FROM outbound_attachment f WHERE f.outbound_id = ${message}.id) AS files`;
}

export function openSentFiles(vault: Vault, files: readonly SealedFile[] | null): SentFile[] {
  return (files ?? []).map(({ id, contentType, size, carried, keyId, filenameSealed }) => ({
    id,
    filename: vault.openText(Buffer.from(filenameSealed, 'base64'), keyId, sealedIn.outboundFilename(id)),
    contentType,
    size,
    carried,
  }));
}
