import { sealedIn } from '../contacts/vault-context.js';
import type { Vault } from '../contacts/vault.js';
import type { Database } from '../database/database.js';
import { newId } from '../database/new-id.js';
import type { Transaction } from '../database/transaction.js';
import { addressKey } from '../messaging/address.js';
import type { Address } from '../messaging/inbound-event.js';
import type { Clock } from '../observability/clock.js';
import type { StaffEntry } from '../tenants/staff.js';

/** Serialises the processes that start at once (`pg_advisory_xact_lock`, two arguments). */
const SEED_LOCK = [0x5eed, 0] as const;

interface Reachable extends StaffEntry {
  address: Address;
}

export interface StaffSeedsParts {
  database: Database;
  vault: Vault;
  clock: Clock;
}

/**
 * Brings a tenant's people from its file into the database, at each start. People are known by where they stand and by
 * their address; whom somebody entered, changed or ended by hand the file leaves alone from then on. Who is gone from
 * the file is told nothing more, but kept: old notices name them.
 */
export class StaffSeeds {
  constructor(private readonly parts: StaffSeedsParts) {}

  async apply(tenant: string, entries: readonly StaffEntry[]): Promise<void> {
    const reachable = entries.filter((entry): entry is Reachable => entry.address !== undefined);
    await this.parts.database.transaction(async (tx) => {
      await tx.query('SELECT pg_advisory_xact_lock($1, $2)', SEED_LOCK);
      const keys: string[] = [];
      for (const entry of reachable) keys.push(await this.one(tx, tenant, entry));
      await tx.query(
        `UPDATE officer SET active = false, updated_at = $3
         WHERE tenant = $1 AND active AND edited_at IS NULL AND seed_key IS NOT NULL AND seed_key <> ALL($2::text[])`,
        [tenant, keys, this.parts.clock.now()],
      );
    });
  }

  /** @returns the entry's key */
  private async one(tx: Transaction, tenant: string, entry: Reachable): Promise<string> {
    const { vault, clock } = this.parts;
    const { agency, unit, role, address, channel } = entry;
    const hash = vault.addressHash(address);
    const key = [agency ?? '', unit ?? '', hash.toString('base64url')].join('/');
    const now = clock.now();
    const [known] = await tx.query<{ id: string; edited: boolean }>(
      'SELECT id, edited_at IS NOT NULL AS edited FROM officer WHERE tenant = $1 AND seed_key = $2',
      [tenant, key],
    );
    if (known?.edited === true) return key;
    const id = known?.id ?? newId();
    const name = vault.seal(entry.name, sealedIn.officerName(id));
    const sealed = vault.seal(addressKey(address), sealedIn.officerAddress(id));
    await tx.query(
      `INSERT INTO officer (id, tenant, agency, unit, role, key_id, name_sealed, address_sealed, address_hash, channel_id, active,
         seed_key, created_at, updated_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, true, $11, $12, $12)
       ON CONFLICT (id) DO UPDATE SET role = excluded.role, key_id = excluded.key_id, name_sealed = excluded.name_sealed,
         address_sealed = excluded.address_sealed, channel_id = excluded.channel_id, active = true, updated_at = excluded.updated_at`,
      [id, tenant, agency, unit, role, vault.keyId, name, sealed, hash, channel ?? null, key, now],
    );
    return key;
  }
}
