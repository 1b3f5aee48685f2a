import { sealedIn } from '../contacts/vault-context.js';
import type { Vault } from '../contacts/vault.js';
import type { Statement } from '../database/statement.js';
import type { Transaction } from '../database/transaction.js';
import { WriteSet } from '../database/write-set.js';
import { send } from '../tickets/ticket-actions.js';
import { addEvent } from '../tickets/timeline.js';

/** What citizens sent, with their messages, and what agencies did with their responses. */
const FILES_OF_TICKETS = `(a.ticket_id = ANY($1::uuid[])
    OR a.inbound_id IN (SELECT id FROM inbound_message WHERE ticket_id = ANY($1::uuid[]))
    OR a.response_id IN (SELECT id FROM response WHERE ticket_id = ANY($1::uuid[])))`;

/** Objects of the storage that these tickets' files lie in; they are removed after the commit. */
const RELEASE_FILES = `
  INSERT INTO object_removal (key, next_attempt_at, created_at)
  SELECT key, $2, $2 FROM attachment a CROSS JOIN LATERAL (VALUES (a.storage_key), (a.view_key)) AS object(key)
  WHERE ${FILES_OF_TICKETS} AND key IS NOT NULL
    AND NOT EXISTS (SELECT 1 FROM outbound_attachment o JOIN outbound_message m ON m.id = o.outbound_id
      WHERE o.storage_key = key AND m.ticket_id <> ALL($1::uuid[]))
  ON CONFLICT DO NOTHING`;

/** Files that went out; one that other tickets' messages carry too stays until they are erased. */
const RELEASE_SENT_FILES = `
  WITH mine AS (
    DELETE FROM outbound_attachment f USING outbound_message o
    WHERE o.id = f.outbound_id AND o.ticket_id = ANY($1::uuid[]) RETURNING f.id, f.storage_key
  )
  INSERT INTO object_removal (key, next_attempt_at, created_at)
  SELECT DISTINCT storage_key, $2::timestamptz, $2::timestamptz FROM mine
  WHERE NOT EXISTS (SELECT 1 FROM outbound_attachment other
    WHERE other.storage_key = mine.storage_key AND other.id NOT IN (SELECT id FROM mine))
  ON CONFLICT DO NOTHING`;

const FORGET_FILES = `
  UPDATE attachment a SET state = 'erased', reason = NULL, filename_sealed = NULL, provider_ref_sealed = NULL,
    location_sealed = NULL, storage_key = NULL, view_key = NULL, sha256 = NULL, lease_until = NULL
  WHERE ${FILES_OF_TICKETS}`;

/** The rows stay: they are what reconciliation counts. */
const FORGET_MESSAGES = `
  UPDATE inbound_message SET event_sealed = NULL, raw_sealed = NULL, sender_hash = NULL, text_hash = NULL
  WHERE ticket_id = ANY($1::uuid[])`;

const FORGET_REST = [
  'DELETE FROM ticket_signature WHERE ticket_id = ANY($1::uuid[])',
  'DELETE FROM ticket_note WHERE ticket_id = ANY($1::uuid[])',
  'DELETE FROM outside_reference WHERE ticket_id = ANY($1::uuid[])',
  'UPDATE feedback SET comment_sealed = NULL, key_id = NULL WHERE ticket_id = ANY($1::uuid[])',
  'UPDATE dispatch SET note_sealed = NULL, return_words_sealed = NULL WHERE ticket_id = ANY($1::uuid[])',
];

/** The codes of district and village stay for the statistics: thousands live there. */
const FORGET_TICKETS = `
  UPDATE ticket SET description = '', landmark = NULL, latitude = NULL, longitude = NULL, contact_id = NULL,
    reply_address_id = NULL, erased_at = $2 WHERE id = ANY($1::uuid[])`;

/** Contacts whose last ticket this was. */
const FORGET_CONTACTS: Statement[] = [
  {
    name: 'erase-contact-messages',
    text: `
      UPDATE inbound_message SET contact_id = NULL WHERE contact_id = ANY($1::uuid[])
        AND NOT EXISTS (SELECT 1 FROM ticket t WHERE t.contact_id = inbound_message.contact_id)`,
  },
  {
    name: 'erase-contact-addresses',
    text: `
      DELETE FROM contact_address a WHERE a.contact_id = ANY($1::uuid[])
        AND NOT EXISTS (SELECT 1 FROM ticket t WHERE t.contact_id = a.contact_id)`,
  },
  {
    name: 'erase-contacts',
    text: `
      DELETE FROM contact c WHERE c.id = ANY($1::uuid[]) AND NOT EXISTS (SELECT 1 FROM ticket t WHERE t.contact_id = c.id)`,
  },
];

/** What could not be erased yet, since it is still on its way. */
export const ON_ITS_WAY = `
  EXISTS (SELECT 1 FROM outbound_message o WHERE o.ticket_id = t.id AND o.state IN ('queued', 'sending', 'waiting', 'unknown'))`;

/**
 * Takes everything that says who reported these tickets and what they wrote, in the caller's transaction; numbers,
 * times, categories, places by code and decisions stay, so that the statistics do. The tickets must be locked.
 * @returns how many rows of what were emptied
 */
export async function eraseTickets(
  tx: Transaction,
  vault: Vault,
  ids: readonly string[],
  { now, by, why }: { now: Date; by: string; why: 'retention' | 'request' },
): Promise<Record<string, number>> {
  if (ids.length === 0) return {};
  const count = async (sql: string): Promise<number> =>
    (await tx.query<{ n: number }>(`SELECT count(*)::int AS n FROM ${sql}`, [ids]))[0]?.n ?? 0;
  const counts = {
    tickets: ids.length,
    received: await count('inbound_message WHERE ticket_id = ANY($1::uuid[])'),
    sent: await count('outbound_message WHERE ticket_id = ANY($1::uuid[])'),
    files: await count('attachment WHERE ticket_id = ANY($1::uuid[])'),
  };
  const contacts = await tx.query<{ id: string }>(
    'SELECT DISTINCT contact_id AS id FROM ticket WHERE id = ANY($1::uuid[]) AND contact_id IS NOT NULL',
    [ids],
  );
  tx.send(RELEASE_FILES, [ids, now]);
  tx.send(RELEASE_SENT_FILES, [ids, now]);
  tx.send(FORGET_FILES, [ids]);
  tx.send(FORGET_MESSAGES, [ids]);
  for (const sql of FORGET_REST) tx.send(sql, [ids]);
  await emptyTexts(tx, vault, ids);
  tx.send(FORGET_TICKETS, [ids, now]);
  const people = contacts.map(({ id }) => id);
  for (const statement of people.length > 0 ? FORGET_CONTACTS : []) tx.send(statement, [people]);
  const writes = new WriteSet();
  for (const ticketId of ids)
    addEvent(writes, { ticketId, type: 'identity-erased', actor: 'gateway', data: { why, by }, at: now });
  send(tx, writes);
  return counts;
}

/** Columns that may not be null hold an empty text, sealed for their own row. */
async function emptyTexts(tx: Transaction, vault: Vault, ids: readonly string[]): Promise<void> {
  const rowsOf = (table: string): Promise<{ id: string }[]> =>
    tx.query<{ id: string }>(`SELECT id FROM ${table} WHERE ticket_id = ANY($1::uuid[])`, [ids]);
  const writes = new WriteSet();
  const key = { key_id: vault.keyId };
  for (const { id } of await rowsOf('outbound_message'))
    writes.update('outbound_message', {
      id,
      ...key,
      recipient_hash: null,
      to_sealed: null,
      provider_id_sealed: null,
      subject_sealed: null,
      words_sealed: null,
      body_sealed: vault.seal('', sealedIn.outboundBody(id)),
    });
  for (const { id } of await rowsOf('reply_task'))
    writes.update('reply_task', { id, ...key, recipient_sealed: vault.seal('{}', sealedIn.taskRecipient(id)) });
  for (const { id } of await rowsOf('response'))
    writes.update('response', {
      id,
      ...key,
      remark_sealed: null,
      body_sealed: vault.seal('', sealedIn.responseBody(id)),
    });
  send(tx, writes);
}
