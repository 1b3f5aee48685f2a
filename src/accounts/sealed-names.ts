import { sealedIn } from '../contacts/vault-context.js';
import type { Vault } from '../contacts/vault.js';
import { normalUsername, type AccountHashes } from './account-names.js';

/** What an account's row holds of a person. */
export interface PlainNames {
  name: string;
  username?: string | null;
  email?: string | null;
}

/** In the order of the columns: key_id, name_sealed, username_sealed, username_hash, email_sealed, email_hash. */
export type SealedNames = [string, Buffer, Buffer | null, Buffer | null, Buffer | null, Buffer | null];

/** All of a row's names, sealed together: one key a row. */
export function sealNames(
  { vault, hashes }: { vault: Vault; hashes: AccountHashes },
  id: string,
  { name, username = null, email = null }: PlainNames,
): SealedNames {
  const plain = username === null ? null : normalUsername(username);
  const mailbox = email === null ? null : email.trim().toLowerCase();
  return [
    vault.keyId,
    vault.seal(name.trim(), sealedIn.accountName(id)),
    plain === null ? null : vault.seal(plain, sealedIn.accountUsername(id)),
    plain === null ? null : hashes.username(plain),
    mailbox === null ? null : vault.seal(mailbox, sealedIn.accountEmail(id)),
    mailbox === null ? null : hashes.email(mailbox),
  ];
}
