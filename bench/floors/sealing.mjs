import { createCipheriv, createDecipheriv, createHmac, randomBytes } from 'node:crypto';

/**
 * The floors' own encryption: AES-256-GCM (iv 12, tag 16, ciphertext, the row as associated data) and
 * HMAC-SHA-256, as wide as the gateway's, so that the same bytes reach the same columns.
 */

const ENCRYPTION_KEY = randomBytes(32);
const HASH_KEY = randomBytes(32);
export const KEY_ID = 'k1';

let ivs = Buffer.alloc(0);
let offset = 0;

function nextIv() {
  if (offset >= ivs.length) {
    ivs = randomBytes(12 * 256);
    offset = 0;
  }
  offset += 12;
  return ivs.subarray(offset - 12, offset);
}

/** @param {string | Buffer} plain @param {string} context */
export function seal(plain, context) {
  const iv = nextIv();
  const cipher = createCipheriv('aes-256-gcm', ENCRYPTION_KEY, iv);
  cipher.setAAD(Buffer.from(context));
  const head = typeof plain === 'string' ? cipher.update(plain, 'utf8') : cipher.update(plain);
  cipher.final();
  return Buffer.concat([iv, cipher.getAuthTag(), head]);
}

/** @param {Buffer} sealed @param {string} context */
export function open(sealed, context) {
  const decipher = createDecipheriv('aes-256-gcm', ENCRYPTION_KEY, sealed.subarray(0, 12));
  decipher.setAAD(Buffer.from(context));
  decipher.setAuthTag(sealed.subarray(12, 28));
  return decipher.update(sealed.subarray(28), undefined, 'utf8') + decipher.final('utf8');
}

/** @param {string} data */
export function hash(data) {
  return createHmac('sha256', HASH_KEY).update(data).digest();
}
