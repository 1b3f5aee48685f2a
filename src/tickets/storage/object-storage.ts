import { CodedError } from '../../messaging/errors.js';

/** Keeps bytes under names of ours. */
export interface ObjectStorage {
  /**
   * Resolves once the bytes are as durable as a commit. Writing the same key again replaces it.
   * @throws CodedError (retryable) `storage-full`, `storage-refused`, `storage-no-bucket`, `storage-unreachable`
   */
  put(key: string, bytes: Buffer): Promise<void>;
  /** @throws CodedError as above, and `object-missing` (final). */
  get(key: string): Promise<Buffer>;
  /** An absent key is no error. @throws CodedError as above */
  remove(key: string): Promise<void>;
}

/** What operators are told; causes hold paths, hosts and keys. */
const WORDS = {
  'storage-full': 'the disk of the data directory is full; make room',
  'storage-refused': 'the storage refuses us; check the permissions or the access key and its policy',
  'storage-no-bucket': 'the storage has no such bucket; create it or correct storage.s3.bucket',
  'storage-unreachable': 'the storage does not answer as it should; what waits for it is tried again',
  'object-missing': 'the storage does not have this file; restore it from a backup',
} as const;

const BY_CAUSE: Readonly<Record<string, keyof typeof WORDS>> = {
  // POSIX
  ENOSPC: 'storage-full',
  EDQUOT: 'storage-full',
  EACCES: 'storage-refused',
  EPERM: 'storage-refused',
  EROFS: 'storage-refused',
  ENOENT: 'object-missing',
  // S3, https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
  AccessDenied: 'storage-refused',
  InvalidAccessKeyId: 'storage-refused',
  SignatureDoesNotMatch: 'storage-refused',
  NoSuchBucket: 'storage-no-bucket',
  NoSuchKey: 'object-missing',
};

/** Our own error for what a driver threw, which names paths and hosts. */
export function storageError(error: unknown): CodedError {
  for (let cause = error, depth = 0; depth < 5 && typeof cause === 'object' && cause !== null; depth += 1) {
    const { code, name, cause: next } = cause as { code?: unknown; name?: unknown; cause?: unknown };
    const known = [code, name].flatMap((word) => (typeof word === 'string' ? (BY_CAUSE[word] ?? []) : []))[0];
    if (known) return new CodedError(known, WORDS[known], known !== 'object-missing');
    cause = next;
  }
  return new CodedError('storage-unreachable', WORDS['storage-unreachable'], true);
}
