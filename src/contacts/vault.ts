import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { addressKey } from '../messaging/address.js';
import { CodedError } from '../messaging/errors.js';
import type { Address } from '../messaging/inbound-event.js';
import type { KeyRing } from './key-ring.js';

const IV_BYTES = 12;
const TAG_BYTES = 16;

/** Random bytes come in one system call for many values: at thousands of messages a second the calls count. */
class IvPool {
  private bytes = Buffer.alloc(0);
  private offset = 0;

  next(): Buffer {
    if (this.offset >= this.bytes.length) {
      this.bytes = randomBytes(IV_BYTES * 256);
      this.offset = 0;
    }
    const iv = this.bytes.subarray(this.offset, this.offset + IV_BYTES);
    this.offset += IV_BYTES;
    return iv;
  }
}

/**
 * Seals personal data (AES-256-GCM; layout: iv 12 | tag 16 | ciphertext) and makes the keyed hashes
 * by which sealed addresses are found again. `context` binds a sealed value to its place (`table.column:id`):
 * moved to another row it does not open.
 */
export class Vault {
  private readonly ivs = new IvPool();

  constructor(private readonly keys: KeyRing) {}

  /** Store it beside what is sealed. */
  get keyId(): string {
    return this.keys.activeKeyId;
  }

  /** @param plain text, bytes, or several of them to be sealed as one */
  seal(plain: string | Buffer | readonly (string | Buffer)[], context: string): Buffer {
    const iv = this.ivs.next();
    const cipher = createCipheriv('aes-256-gcm', this.keys.encryptionKey(this.keys.activeKeyId), iv);
    cipher.setAAD(Buffer.from(context));
    const parts: Buffer[] = [];
    for (const part of Array.isArray(plain) ? (plain as readonly (string | Buffer)[]) : [plain as string | Buffer]) {
      parts.push(typeof part === 'string' ? cipher.update(part, 'utf8') : cipher.update(part));
    }
    // GCM keeps no block back: `final` only completes the tag.
    cipher.final();
    return Buffer.concat([iv, cipher.getAuthTag(), ...parts]);
  }

  /** @throws CodedError `sealed-value-damaged` when key, place or bytes don't fit. */
  open(sealed: Buffer, keyId: string, context: string): Buffer {
    try {
      const decipher = createDecipheriv('aes-256-gcm', this.keys.encryptionKey(keyId), sealed.subarray(0, IV_BYTES));
      decipher.setAAD(Buffer.from(context));
      decipher.setAuthTag(sealed.subarray(IV_BYTES, IV_BYTES + TAG_BYTES));
      return Buffer.concat([decipher.update(sealed.subarray(IV_BYTES + TAG_BYTES)), decipher.final()]);
    } catch (error) {
      if (error instanceof CodedError) throw error;
      throw new CodedError('sealed-value-damaged', `a sealed value does not open with key "${keyId}"`, false);
    }
  }

  openText(sealed: Buffer, keyId: string, context: string): string {
    return this.open(sealed, keyId, context).toString('utf8');
  }

  /** Finds a sender over all tenants and channels: for inbound rows, whose tenant is not known yet. */
  addressHash(address: Address): Buffer {
    return this.addressKeyHash(addressKey(address));
  }

  /** The same, of an address as `addressKey` writes it. */
  addressKeyHash(key: string): Buffer {
    return this.keys.hmac('address', key);
  }

  /** Finds a contact's address within one tenant. */
  tenantAddressHash(tenant: string, address: Address): Buffer {
    return this.keys.hmac('tenant-address', `${tenant}\n${addressKey(address)}`);
  }

  /** Of a provider's message id, per channel. */
  externalIdHash(channelId: string, externalId: string): Buffer {
    return this.keys.hmac('external-id', `${channelId}\n${externalId}`);
  }

  /** Of what another system calls a report. */
  outsideReferenceHash(system: string, reference: string): Buffer {
    return this.keys.hmac('outside-reference', `${system}\n${reference}`);
  }

  /** Of an answer's words, to know the same ones again. */
  answerHash(ticketId: string, words: string): Buffer {
    return this.keys.hmac('answer', `${ticketId}\n${words}`);
  }

  /** Of one word, as signatures of tickets' texts are made of; another tenant's is another one. */
  wordHash(tenant: string, word: string): Buffer {
    return this.keys.hmac('word', `${tenant}\n${word}`);
  }

  /** Of a folded text of one sender within a tenant. */
  textHash(tenant: string, senderHash: Buffer, folded: string): Buffer {
    return this.keys.hmac('text', `${tenant}\n${senderHash.toString('base64')}\n${folded}`);
  }
}
