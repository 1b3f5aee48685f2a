import { newId } from '../database/new-id.js';
import { sealedIn } from '../contacts/vault-context.js';
import type { Vault } from '../contacts/vault.js';
import type { WriteSet } from '../database/write-set.js';
import type { InboundAttachment } from '../messaging/inbound-event.js';

export interface NewAttachment {
  attachment: InboundAttachment;
  inboundId: string;
  /** Absent where the message belongs to none. */
  ticketId?: string;
  channelId: string;
  now: Date;
  ringAfterSeconds: number;
}

/** @returns the row's id where it is still to be fetched or examined: ring for it after the commit */
export function addAttachment(writes: WriteSet, vault: Vault, file: NewAttachment): string | undefined {
  const { filename, ref, contentType, size, sha256, stored = false } = file.attachment;
  const id = newId();
  writes.insert('attachment', {
    id,
    inbound_id: file.inboundId,
    ticket_id: file.ticketId ?? null,
    channel_id: file.channelId,
    content_type: contentType,
    size: size ?? null,
    sha256: sha256 ?? null,
    key_id: vault.keyId,
    filename_sealed: filename === undefined ? null : vault.seal(filename, sealedIn.attachmentFilename(id)),
    provider_ref_sealed: stored || ref === undefined ? null : vault.seal(ref, sealedIn.attachmentRef(id)),
    storage_key: stored ? (ref ?? null) : null,
    state: ref === undefined ? 'failed' : 'pending',
    reason: ref === undefined ? 'no-reference' : null,
    next_attempt_at: file.now,
    wake_at: new Date(file.now.getTime() + file.ringAfterSeconds * 1000),
    created_at: file.now,
  });
  return ref === undefined ? undefined : id;
}
