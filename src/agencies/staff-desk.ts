import { sealedIn } from '../contacts/vault-context.js';
import type { Vault } from '../contacts/vault.js';
import type { Database } from '../database/database.js';
import { newId } from '../database/new-id.js';
import { addressKey } from '../messaging/address.js';
import type { Address } from '../messaging/inbound-event.js';
import { CodedError } from '../messaging/errors.js';
import type { Clock } from '../observability/clock.js';
import type { StaffRole } from '../tenants/staff-role.js';

export interface NewMember {
  tenant: string;
  agency: string | null;
  unit: string | null;
  role: StaffRole;
  name: string;
  address: Address;
  channelId: string | null;
}

/** Enters and ends people by hand; what is done here the tenant's file does not undo. */
export class StaffDesk {
  constructor(private readonly parts: { database: Database; vault: Vault; clock: Clock }) {}

  /** Somebody who is there already, in the same place with the same address, gets the new name, role and channel. */
  async add(member: NewMember): Promise<string> {
    const { database, vault, clock } = this.parts;
    const { tenant, agency, unit, role, name, address, channelId } = member;
    const hash = vault.addressHash(address);
    const now = clock.now();
    return database.transaction(async (tx) => {
      const [known] = await tx.query<{ id: string }>(
        `SELECT id FROM officer WHERE tenant = $1 AND agency IS NOT DISTINCT FROM $2 AND unit IS NOT DISTINCT FROM $3
           AND address_hash = $4 ORDER BY active DESC, created_at LIMIT 1 FOR UPDATE`,
        [tenant, agency, unit, hash],
      );
      const id = known?.id ?? newId();
      await tx.query(
        `INSERT INTO officer (id, tenant, agency, unit, role, key_id, name_sealed, address_sealed, address_hash, channel_id, active,
           edited_at, created_at, updated_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, true, $11, $11, $11)
         ON CONFLICT (id) DO UPDATE SET role = excluded.role, key_id = excluded.key_id, name_sealed = excluded.name_sealed,
           address_sealed = excluded.address_sealed, channel_id = excluded.channel_id, active = true,
           edited_at = excluded.edited_at, updated_at = excluded.updated_at`,
        [
          id, tenant, agency, unit, role, vault.keyId,
          vault.seal(name, sealedIn.officerName(id)),
          vault.seal(addressKey(address), sealedIn.officerAddress(id)),
          hash, channelId, now,
        ],
      ); // prettier-ignore
      return id;
    });
  }

  /** They are told nothing more. @throws CodedError `officer-unknown` */
  async remove(id: string): Promise<void> {
    const { database, clock } = this.parts;
    const ended = await database.query(
      'UPDATE officer SET active = false, edited_at = $2, updated_at = $2 WHERE id = $1 AND active RETURNING id',
      [id, clock.now()],
    );
    if (ended.length === 0) throw new CodedError('officer-unknown', `there is no active officer ${id}`, false);
  }
}
