import { join } from 'node:path';
import { randomUUID } from 'node:crypto';
import { errorCode } from '../../messaging/errors.js';
import type { Logger } from '../../observability/logger.js';
import type { StorageConfig } from '../../settings/gateway-config.js';
import { DiskStorage } from './disk-storage.js';
import type { ObjectStorage } from './object-storage.js';

/** The storage that the configuration names. The SDK of S3 is loaded only where it is used: it is large. */
export async function openStorage(config: StorageConfig, dataDir: string): Promise<ObjectStorage> {
  if (config.kind === 'disk') return new DiskStorage(join(dataDir, 'attachments'));
  const { S3Storage } = await import('./s3-storage.js');
  return new S3Storage(config);
}

/**
 * Writes, reads and removes one object, so that a wrong key or bucket is seen at start and not with the first
 * photo. A storage that is away does not keep the gateway from starting: messages come in without it.
 */
export async function checkStorage(storage: ObjectStorage, kind: string, logger: Logger): Promise<boolean> {
  const key = `check/${randomUUID()}`;
  try {
    await storage.put(key, Buffer.from('kentongan'));
    const read = await storage.get(key);
    await storage.remove(key);
    if (read.toString() === 'kentongan') return true;
    logger.error({ storage: kind, error: 'storage-altered' }, 'the attachment storage gives back other bytes');
  } catch (error) {
    const words = error instanceof Error ? error.message : 'the storage could not be tried';
    logger.error({ storage: kind, error: errorCode(error), words }, 'the attachment storage does not work');
  }
  return false;
}
