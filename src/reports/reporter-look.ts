import { sealedIn } from '../contacts/vault-context.js';
import type { Vault } from '../contacts/vault.js';
import type { Database } from '../database/database.js';
import { newId } from '../database/new-id.js';
import { WriteSet } from '../database/write-set.js';
import type { StoredEvent } from '../messaging/inbound-event.js';
import type { Clock } from '../observability/clock.js';
import type { ReporterLook } from './figures/register.js';

interface Opening extends Record<string, unknown> {
  ticketId: string;
  anonymous: boolean;
  openingId: string;
  keyId: string;
  eventSealed: Buffer | null;
}

const OPENINGS = `
  SELECT t.id AS "ticketId", t.anonymous, m.id AS "openingId", m.key_id AS "keyId", m.event_sealed AS "eventSealed"
  FROM ticket t JOIN inbound_message m ON m.id = t.opening_message_id WHERE t.id = ANY($1::uuid[])`;

/**
 * Reporters of a register's tickets. Each ticket's look is written to `access_log` before anything is opened (promise 7).
 * @param actor `cli`, or an account's or key's id
 */
export function lookAtReporters(
  { database, vault, clock }: { database: Database; vault: Vault; clock: Clock },
  actor: string,
): ReporterLook {
  return async (ticketIds) => {
    const writes = new WriteSet();
    const at = clock.now();
    for (const id of ticketIds)
      writes.insert('access_log', { id: newId(), actor, action: 'register', subject_id: id, ticket_id: id, at });
    const { statement, values } = writes.compile();
    await database.query(statement, values);
    const rows = await database.query<Opening>(OPENINGS, [ticketIds]);
    return new Map(rows.map((row) => [row.ticketId, reporterOf(row, vault)]));
  };
}

function reporterOf(
  { anonymous, openingId, keyId, eventSealed }: Opening,
  vault: Vault,
): { name: string | null; address: string | null } {
  const nobody = { name: null, address: null };
  if (anonymous || !eventSealed) return nobody;
  const event = JSON.parse(vault.openText(eventSealed, keyId, sealedIn.inboundEvent(openingId))) as StoredEvent;
  if (event.type !== 'message') return nobody;
  return { name: event.form?.reporterName ?? event.from?.name ?? null, address: event.from?.value ?? null };
}
