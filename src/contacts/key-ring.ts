import { createHmac, createSecretKey, hkdfSync, randomBytes, type KeyObject } from 'node:crypto';
import { chmodSync, existsSync, linkSync, mkdirSync, readFileSync, unlinkSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { CodedError } from '../messaging/errors.js';

interface KeyFile {
  version: 1;
  /** Id of the key that new values are sealed with; old ones stay readable by the id beside them. */
  active: string;
  encryption: Record<string, string>;
  /** Base of all keyed hashes. Changing it orphans every look-up: it is never rotated in place. */
  hashing: string;
}

/** The gateway's secrets that are not any provider's: encryption keys by id, and one base for keyed hashes. */
export class KeyRing {
  private readonly hashKeys = new Map<string, KeyObject>();
  private readonly cipherKeys = new Map<string, KeyObject>();

  private constructor(
    readonly activeKeyId: string,
    private readonly encryption: ReadonlyMap<string, Buffer>,
    private readonly hashing: Buffer,
  ) {}

  /**
   * Reads the key file, or makes it with mode 0600 on the first start.
   * @throws CodedError `key-file` saying what is wrong with the file and what to do.
   */
  static open(file: string): KeyRing {
    if (!existsSync(file)) create(file);
    let parsed: Partial<KeyFile>;
    try {
      parsed = JSON.parse(readFileSync(file, 'utf8')) as Partial<KeyFile>;
    } catch {
      throw new CodedError(
        'key-file',
        `${file} is not readable as JSON. Restore it from a backup: without its keys stored messages can't be read.`,
        false,
      );
    }
    // JSON may also be null or a number, which have no properties to read.
    return KeyRing.from(Object(parsed) as Partial<KeyFile>, file);
  }

  private static from(parsed: Partial<KeyFile>, file: string): KeyRing {
    const wrong = (what: string): CodedError =>
      new CodedError('key-file', `${file}: ${what}. Restore the file from a backup.`, false);
    const encryption = new Map(Object.entries(parsed.encryption ?? {}).map(([id, key]) => [id, bytesOf(key)]));
    for (const [id, key] of encryption) if (key.length !== 32) throw wrong(`encryption key "${id}" has not 32 bytes`);
    if (!parsed.active || !encryption.has(parsed.active)) throw wrong('"active" names no key of "encryption"');
    const hashing = bytesOf(parsed.hashing);
    if (hashing.length !== 32) throw wrong('"hashing" has not 32 bytes');
    return new KeyRing(parsed.active, encryption, hashing);
  }

  encryptionKey(id: string): KeyObject {
    const known = this.cipherKeys.get(id);
    if (known) return known;
    const key = this.encryption.get(id);
    if (!key) throw new CodedError('key-missing', `the key file has no encryption key "${id}"`, false);
    const imported = createSecretKey(key);
    this.cipherKeys.set(id, imported);
    return imported;
  }

  /** HMAC-SHA-256 under a key of its own for each purpose (HKDF, RFC 5869). */
  hmac(purpose: string, data: string | Buffer): Buffer {
    let key = this.hashKeys.get(purpose);
    if (!key) {
      const derived = hkdfSync('sha256', this.hashing, Buffer.alloc(0), `kentongan:${purpose}`, 32);
      key = createSecretKey(Buffer.from(derived));
      this.hashKeys.set(purpose, key);
    }
    return createHmac('sha256', key).update(data).digest();
  }
}

/** Of a key as the file has it; none where it is no text. */
function bytesOf(key: unknown): Buffer {
  return typeof key === 'string' ? Buffer.from(key, 'base64') : Buffer.alloc(0);
}

function create(file: string): void {
  const fresh: KeyFile = {
    version: 1,
    active: 'k1',
    encryption: { k1: randomBytes(32).toString('base64') },
    hashing: randomBytes(32).toString('base64'),
  };
  mkdirSync(dirname(file), { recursive: true });
  const temporary = `${file}.${process.pid}.tmp`;
  writeFileSync(temporary, `${JSON.stringify(fresh, null, 2)}\n`, { mode: 0o600 });
  try {
    // link(2) fails where the file exists: of two first starts one wins, and both then read its file.
    linkSync(temporary, file);
    chmodSync(file, 0o600);
  } catch (error) {
    if (!existsSync(file)) throw error;
  } finally {
    unlinkSync(temporary);
  }
}
