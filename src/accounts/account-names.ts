import type { KeyRing } from '../contacts/key-ring.js';
import type { Vault } from '../contacts/vault.js';

/** What may be a user name: letters and digits of the keyboard, so that it can be told by telephone. */
const USERNAME = /^[a-z0-9](?:[a-z0-9._-]{1,62}[a-z0-9])$/;
const MAILBOX = /^[^\s@"<>]{1,64}@[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,}$/;

export function normalUsername(typed: string): string {
  return typed.trim().toLowerCase();
}

export function isUsername(typed: string): boolean {
  return USERNAME.test(normalUsername(typed));
}

export function isMailbox(typed: string): boolean {
  return MAILBOX.test(typed.trim().toLowerCase());
}

/** Keyed hashes by which sealed names are found again. */
export class AccountHashes {
  constructor(
    private readonly vault: Vault,
    private readonly keys: KeyRing,
  ) {}

  username(name: string): Buffer {
    return this.keys.hmac('account-username', normalUsername(name));
  }

  /** As an officer's address is hashed: the same person is known by it. */
  email(mailbox: string): Buffer {
    return this.vault.addressHash({ kind: 'email', value: mailbox.trim().toLowerCase() });
  }

  /** Of what somebody typed who may have meant either. */
  of(typed: string): { username: Buffer; email: Buffer } {
    return { username: this.username(typed), email: this.email(typed) };
  }
}
