import { newId } from '../database/new-id.js';
import { sealedIn } from '../contacts/vault-context.js';
import type { Vault } from '../contacts/vault.js';
import type { WriteSet } from '../database/write-set.js';

/** Keeps what another system calls a ticket. A reference that a ticket has already stays with that one. */
export function addOutsideReference(
  writes: WriteSet,
  vault: Vault,
  { ticketId, system, reference, now }: { ticketId: string; system: string; reference: string; now: Date },
): void {
  const id = newId();
  writes.statement(
    `INSERT INTO outside_reference (id, ticket_id, system, reference_hash, key_id, reference_sealed, created_at)
     VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (system, reference_hash) DO NOTHING`,
    [
      id,
      ticketId,
      system,
      vault.outsideReferenceHash(system, reference),
      vault.keyId,
      vault.seal(reference, sealedIn.outsideReference(id)),
      now,
    ],
  );
}
