import { createHash } from 'node:crypto';
import { newId } from '../database/new-id.js';
import { sealedIn } from '../contacts/vault-context.js';
import type { Vault } from '../contacts/vault.js';
import type { WriteSet } from '../database/write-set.js';
import type { Reads } from '../agencies/staff-directory.js';
import type { StoredFile } from '../outbox/outbound-files.js';
import { takeObjects } from '../tickets/object-pledges.js';
import type { PhotoRole } from '../tickets/attachment.entity.js';
import type { SealedAttachmentStore } from '../tickets/attachment-store.js';

/** A file that an agency put on a page of ours or sent by the API, kept already; of a photo its pixels alone. */
export interface ResponseFile extends StoredFile {
  role?: PhotoRole;
}

/** What answers show of an agency's photo, and whose response it belongs to. */
export interface AnswerPhoto extends StoredFile {
  responseId: string;
}

/** Writes the row of a file that has been examined. */
export function addResponseFile(
  writes: WriteSet,
  vault: Vault,
  { role, contentType, filename, size, sha256, storageKey }: ResponseFile,
  { responseId, via, now }: { responseId: string; via: string; now: Date },
): void {
  const id = newId();
  const photo = contentType.startsWith('image/');
  takeObjects(writes, [storageKey]);
  writes.insert('attachment', {
    id,
    response_id: responseId,
    role: role ?? null,
    channel_id: via,
    content_type: contentType,
    family: photo ? 'image' : null,
    size,
    sha256,
    key_id: vault.keyId,
    filename_sealed: vault.seal(filename, sealedIn.attachmentFilename(id)),
    storage_key: storageKey,
    view_key: photo ? storageKey : null,
    state: 'stored',
    next_attempt_at: now,
    wake_at: now,
    created_at: now,
  });
}

const PHOTOS = `
  SELECT a.id, a.response_id AS "responseId", a.role, a.storage_key AS "storageKey", a.view_key AS "viewKey", a.size, a.sha256
  FROM attachment a JOIN response r ON r.id = a.response_id JOIN dispatch d ON d.id = r.dispatch_id
  WHERE r.ticket_id = $1 AND r.state = 'submitted' AND a.state = 'stored' AND a.view_key IS NOT NULL
    AND (a.role = 'after' OR ($2 AND a.role IS NULL))
  ORDER BY d.lead DESC, d.dispatched_at, r.created_at, a.id LIMIT 10`;

interface PhotoRow extends Record<string, unknown> {
  id: string;
  responseId: string;
  role: PhotoRole | null;
  storageKey: string;
  viewKey: string;
  size: string;
  sha256: string;
}

/**
 * Photos that an answer shows of what agencies sent, each without its metadata.
 * @param unsorted also those that came by mail or chat, of which nobody has said what they show: only where a human
 *   has looked at them
 */
export async function answerPhotos(
  reads: Reads,
  store: Pick<SealedAttachmentStore, 'get'>,
  ticketId: string,
  unsorted: boolean,
): Promise<AnswerPhoto[]> {
  const rows = await reads.query<PhotoRow>(PHOTOS, [ticketId, unsorted]);
  const photos: AnswerPhoto[] = [];
  for (const [index, { responseId, role, storageKey, viewKey, size, sha256 }] of rows.entries()) {
    const facts = viewKey === storageKey ? { size: Number(size), sha256 } : factsOf(await store.get(viewKey));
    const filename = role === 'after' && index === 0 ? 'sesudah.jpg' : `foto-${String(index + 1)}.jpg`;
    photos.push({ responseId, storageKey: viewKey, contentType: 'image/jpeg', filename, ...facts });
  }
  return photos;
}

function factsOf(bytes: Buffer): { size: number; sha256: string } {
  return { size: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') };
}
