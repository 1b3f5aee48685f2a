import type { Vault } from '../../contacts/vault.js';
import type { Database } from '../../database/database.js';
import type { Address } from '../../messaging/inbound-event.js';
import type { Tenant } from '../../tenants/tenant.js';
import type { DemoCitizen } from './demo-types.js';

interface Ids {
  contactId: string;
  addressId: string;
}

/** Invented people; one who complained in an earlier seeding is the same person in this one. */
export interface DemoCitizens {
  of(address: Address, add: () => Ids): DemoCitizen;
  /** How many have complained. */
  readonly size: number;
}

/** Those of a tenant whom its database knows already. */
export async function knownCitizens(
  { database, vault }: { database: Database; vault: Vault },
  { slug }: Pick<Tenant, 'slug'>,
): Promise<DemoCitizens> {
  const rows = await database.query<Ids & { hash: Buffer }>(
    'SELECT lookup_hash AS hash, contact_id AS "contactId", id AS "addressId" FROM contact_address WHERE tenant = $1',
    [slug],
  );
  const earlier = new Map(rows.map(({ hash, ...ids }) => [hash.toString('hex'), ids]));
  const met = new Map<string, DemoCitizen>();
  return {
    of: (address, add) => {
      const key = `${address.kind}:${address.value}`;
      const known = met.get(key);
      if (known) return known;
      const ids = earlier.get(vault.tenantAddressHash(slug, address).toString('hex')) ?? add();
      const citizen = { address, ...ids };
      met.set(key, citizen);
      return citizen;
    },
    get size() {
      return met.size;
    },
  };
}
