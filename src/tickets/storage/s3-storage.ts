import { S3Client } from '@aws-sdk/client-s3';
import { Disk } from 'flydrive';
import { S3Driver } from 'flydrive/drivers/s3';
import type { StorageConfig } from '../../settings/gateway-config.js';
import { storageError, type ObjectStorage } from './object-storage.js';

/** The first try and three more, with the SDK's own backoff: `SlowDown` and 5xx are the service's daily bread. */
const MAX_ATTEMPTS = 4;
const CONNECT_MS = 5_000;
const ANSWER_MS = 30_000;

/** Objects in a bucket of Amazon S3 or of a service with its interface. */
export class S3Storage implements ObjectStorage {
  private readonly disk: Disk;

  constructor(config: Extract<StorageConfig, { kind: 's3' }>) {
    const client = new S3Client({
      region: config.region,
      forcePathStyle: config.pathStyle,
      credentials: { accessKeyId: config.accessKeyId, secretAccessKey: config.secretAccessKey },
      maxAttempts: MAX_ATTEMPTS,
      requestHandler: { connectionTimeout: CONNECT_MS, requestTimeout: ANSWER_MS, throwOnRequestTimeout: true },
      // Older MinIO and Ceph don't know the trailing checksums; ours are inside (AES-GCM).
      requestChecksumCalculation: 'WHEN_REQUIRED',
      responseChecksumValidation: 'WHEN_REQUIRED',
      ...(config.endpoint !== undefined && { endpoint: config.endpoint }),
    });
    // Buckets made since 2023 have no ACLs; what is private is the bucket.
    this.disk = new Disk(new S3Driver({ client, bucket: config.bucket, visibility: 'private', supportsACL: false }));
  }

  async put(key: string, bytes: Buffer): Promise<void> {
    await translated(this.disk.put(key, bytes, { contentType: 'application/octet-stream' }));
  }

  async get(key: string): Promise<Buffer> {
    return Buffer.from(await translated(this.disk.getBytes(key)));
  }

  async remove(key: string): Promise<void> {
    await translated(this.disk.delete(key));
  }
}

async function translated<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw storageError(error);
  }
}
