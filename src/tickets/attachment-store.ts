import { createHash } from 'node:crypto';
import { newId } from '../database/new-id.js';
import { openPortable, sealPortable } from '../contacts/portable-seal.js';
import { sealedIn } from '../contacts/vault-context.js';
import type { Vault } from '../contacts/vault.js';
import { CodedError } from '../messaging/errors.js';
import type { AttachmentStore, StoredAttachment } from '../messaging/stores.js';
import type { Clock } from '../observability/clock.js';
import type { ObjectPledges } from './object-pledges.js';
import type { ObjectStorage } from './storage/object-storage.js';

/** Begins every object; what was sealed comes behind it, with its key's id. */
const MAGIC = Buffer.from('KTN1');
const REF = /^\d{4}-\d{2}-\d{2}\/[0-9a-z-]{1,80}$/;

/**
 * Files of citizens, sealed before they reach the storage: photos hold faces and places, papers identities.
 * They are named by day and id; a citizen's own name for a file never becomes part of a path.
 */
export class SealedAttachmentStore implements AttachmentStore {
  constructor(
    private readonly storage: ObjectStorage,
    private readonly vault: Vault,
    private readonly clock: Clock,
    private readonly pledges: Pick<ObjectPledges, 'note'>,
  ) {}

  /**
   * Whoever refers to it takes it (`takeObjects`) in the transaction that does; else it is removed a day later.
   * @param name of the object where it may be written again; a new one where absent
   * @throws CodedError of the storage
   */
  async put(
    bytes: Buffer,
    _meta: { contentType: string; filename?: string },
    name: string = newId(),
  ): Promise<StoredAttachment> {
    // Folders by day keep directories small for years.
    const ref = `${this.clock.now().toISOString().slice(0, 10)}/${name}`;
    await this.putAt(ref, bytes);
    return { ref, sha256: createHash('sha256').update(bytes).digest('hex'), size: bytes.length };
  }

  /** Keeps what was made of another file beside it, to be taken like it. @returns its ref */
  async putBeside(ref: string, suffix: string, bytes: Buffer): Promise<string> {
    const beside = `${ref}-${suffix}`;
    await this.putAt(beside, bytes);
    return beside;
  }

  /** @throws CodedError of the storage, or `attachment-damaged` for bytes that are not what was put */
  async get(ref: string): Promise<Buffer> {
    refuseForeign(ref);
    const object = await this.storage.get(ref);
    if (!object.subarray(0, MAGIC.length).equals(MAGIC)) throw damaged();
    try {
      return openPortable(this.vault, object.subarray(MAGIC.length), sealedIn.attachmentBytes(ref));
    } catch (error) {
      if (error instanceof CodedError && error.code === 'sealed-value-damaged') throw damaged();
      throw error;
    }
  }

  /** An absent one is no error. @throws CodedError of the storage */
  async remove(ref: string): Promise<void> {
    refuseForeign(ref);
    await this.storage.remove(ref);
  }

  private async putAt(ref: string, bytes: Buffer): Promise<void> {
    refuseForeign(ref);
    await this.pledges.note(ref);
    const sealed = sealPortable(this.vault, bytes, sealedIn.attachmentBytes(ref));
    await this.storage.put(ref, Buffer.concat([MAGIC, sealed]));
  }
}

/** Only names that this store gave lead anywhere. */
function refuseForeign(ref: string): void {
  if (!REF.test(ref)) throw new CodedError('attachment-ref-foreign', 'that is no name of a stored file', false);
}

function damaged(): CodedError {
  return new CodedError('attachment-damaged', 'a stored file is not what was put there; restore it', false);
}
