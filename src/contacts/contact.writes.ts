import { newId } from '../database/new-id.js';
import type { WriteSet } from '../database/write-set.js';
import { addressKey } from '../messaging/address.js';
import type { Address } from '../messaging/inbound-event.js';
import { sealedIn } from './vault-context.js';
import type { Vault } from './vault.js';

/** A citizen that this tenant hears from for the first time; callers hold the sender's lock. */
export function addContact(
  writes: WriteSet,
  vault: Vault,
  { tenant, address, name, now }: { tenant: string; address: Address; name?: string; now: Date },
): { contactId: string; addressId: string } {
  const contactId = newId();
  const addressId = newId();
  writes.insert('contact', {
    id: contactId,
    tenant,
    key_id: name === undefined ? null : vault.keyId,
    name_sealed: name === undefined ? null : vault.seal(name, sealedIn.contactName(contactId)),
    created_at: now,
  });
  writes.insert('contact_address', {
    id: addressId,
    contact_id: contactId,
    tenant,
    kind: address.kind,
    lookup_hash: vault.tenantAddressHash(tenant, address),
    key_id: vault.keyId,
    value_sealed: vault.seal(addressKey(address), sealedIn.contactAddress(addressId)),
    created_at: now,
  });
  return { contactId, addressId };
}
