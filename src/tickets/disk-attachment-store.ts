import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { Disk } from 'flydrive';
import { FSDriver } from 'flydrive/drivers/fs';
import { newId } from '../database/new-id.js';
import { CodedError } from '../messaging/errors.js';
import type { AttachmentStore, StoredAttachment } from '../messaging/stores.js';
import type { Clock } from '../observability/clock.js';

/** Files of citizens on the disk of the data directory, named by id: a name can say who someone is. */
export class DiskAttachmentStore implements AttachmentStore {
  private readonly disk: Disk;

  constructor(
    private readonly directory: string,
    private readonly clock: Clock,
  ) {
    this.disk = new Disk(new FSDriver({ location: directory, visibility: 'private' }));
  }

  async put(bytes: Buffer, meta: { contentType: string }): Promise<StoredAttachment> {
    const id = newId();
    // Folders by day keep directories small for years.
    const ref = `${this.clock.now().toISOString().slice(0, 10)}/${id}`;
    try {
      await this.disk.put(ref, bytes, { contentType: meta.contentType });
      await syncToDisk(join(this.directory, ref));
    } catch {
      throw new CodedError(
        'attachment-not-stored',
        'the attachment could not be written; check free space and permissions of the data directory',
        true,
      );
    }
    return { ref, sha256: createHash('sha256').update(bytes).digest('hex'), size: bytes.length };
  }

  async get(ref: string): Promise<Buffer> {
    return Buffer.from(await this.disk.getBytes(ref));
  }
}

/** A file that a message's commit refers to must be as durable as the commit. */
async function syncToDisk(path: string): Promise<void> {
  const file = await open(path, 'r');
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}
