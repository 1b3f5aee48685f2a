import { sealedIn } from '../contacts/vault-context.js';
import type { Vault } from '../contacts/vault.js';
import type { Database } from '../database/database.js';
import type { Transaction } from '../database/transaction.js';

/** Of one transaction. */
const STEP = 100;

/** $1 disabled before when, $2 at most. */
const DUE = `
  SELECT id FROM user_account WHERE disabled_at < $1 AND forgotten_at IS NULL ORDER BY id LIMIT $2 FOR UPDATE SKIP LOCKED`;
const FORGET = `
  UPDATE user_account SET forgotten_at = $2, updated_at = $2, key_id = $3, name_sealed = $4, username_sealed = NULL,
    username_hash = NULL, email_sealed = NULL, email_hash = NULL, password_hash = NULL, totp_sealed = NULL, totp_key_id = NULL,
    totp_confirmed_at = NULL, totp_last_step = NULL, recovery_hashes = '{}'
  WHERE id = $1`;

interface ForgettingParts {
  database: Database;
  vault: Vault;
}

/**
 * Destroys the names of accounts that were disabled long ago (UU 27/2022, article 16 (2) g), and their own searches. Ids
 * stay: who did what on a ticket remains one and the same somebody.
 * @returns how many
 */
export async function forgetAccounts(parts: ForgettingParts, before: Date, now: Date): Promise<number> {
  let all = 0;
  for (;;) {
    const forgotten = await parts.database.transaction((tx) => step(tx, parts.vault, before, now));
    all += forgotten;
    if (forgotten < STEP) return all;
  }
}

async function step(tx: Transaction, vault: Vault, before: Date, now: Date): Promise<number> {
  const rows = await tx.query<{ id: string }>(DUE, [before, STEP]);
  for (const { id } of rows) {
    await tx.query(FORGET, [id, now, vault.keyId, vault.seal(nameless(id), sealedIn.accountName(id))]);
    await tx.query('DELETE FROM saved_view WHERE user_id = $1', [id]);
  }
  return rows.length;
}

/** What stands where a name stood: tells two of them apart, in every language. */
function nameless(id: string): string {
  return `#${id.slice(-6)}`;
}
