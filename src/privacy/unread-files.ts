import { sealedIn } from '../contacts/vault-context.js';
import type { Vault } from '../contacts/vault.js';
import type { Transaction } from '../database/transaction.js';
import { keptFiles, type StoredEvent } from '../messaging/inbound-event.js';

/** Messages whose files have no row: those that failed, and those of machines. */
const UNREAD = `
  SELECT m.id, m.key_id AS "keyId", m.event_sealed AS sealed FROM inbound_message m
  WHERE m.id = ANY($1::uuid[]) AND m.ticket_id IS NULL AND m.event_type = 'message' AND m.event_sealed IS NOT NULL
    AND NOT EXISTS (SELECT 1 FROM attachment a WHERE a.inbound_id = m.id)`;

const RELEASE = `
  INSERT INTO object_removal (key, next_attempt_at, created_at) SELECT key, $2, $2 FROM unnest($1::text[]) AS object(key)
  ON CONFLICT DO NOTHING`;

/**
 * Lets go of files that only the message itself leads to, before it is emptied, in the caller's transaction.
 * @returns messages that do not open, whose files nobody can find any more; they keep no other one waiting
 */
export async function releaseUnreadFiles(
  tx: Transaction,
  vault: Vault,
  inboundIds: readonly string[],
  now: Date,
): Promise<string[]> {
  const rows = await tx.query<{ id: string; keyId: string; sealed: Buffer }>(UNREAD, [inboundIds]);
  const unreadable: string[] = [];
  const keys = rows.flatMap(({ id, keyId, sealed }) => {
    try {
      const event = JSON.parse(vault.openText(sealed, keyId, sealedIn.inboundEvent(id))) as StoredEvent;
      return event.type === 'message' ? keptFiles(event) : [];
    } catch {
      unreadable.push(id);
      return [];
    }
  });
  if (keys.length > 0) tx.send(RELEASE, [keys, now]);
  return unreadable;
}
