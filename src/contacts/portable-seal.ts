import type { Vault } from './vault.js';

/** Seals a value that carries its key's id with it: for places without a column for one. */
export function sealPortable(vault: Vault, plain: string | Buffer, context: string): Buffer {
  const keyId = Buffer.from(vault.keyId, 'utf8');
  return Buffer.concat([Buffer.from([keyId.length]), keyId, vault.seal(plain, context)]);
}

/** @throws CodedError as `Vault.open` */
export function openPortable(vault: Vault, sealed: Buffer, context: string): Buffer {
  const body = 1 + (sealed[0] ?? 0);
  return vault.open(sealed.subarray(body), sealed.subarray(1, body).toString('utf8'), context);
}
