import { newId } from '../../src/database/new-id.js';
import { sealedIn } from '../../src/contacts/vault-context.js';
import { WriteSet } from '../../src/database/write-set.js';
import type { DispatchState } from '../../src/dispatch/dispatch.entity.js';
import { addressKey } from '../../src/messaging/address.js';
import type { Address } from '../../src/messaging/inbound-event.js';
import type { World } from './world.js';

export async function write(world: World, table: string, row: Record<string, unknown>): Promise<void> {
  const writes = new WriteSet();
  writes.insert(table, row);
  const { statement, values } = writes.compile();
  await world.database.query(statement, values);
}

/** Somebody of an agency. @returns their id */
export async function officer(
  world: World,
  agency: string,
  address: Address,
  more: { unit?: string; channelId?: string; active?: boolean } = {},
): Promise<string> {
  const id = newId();
  const at = world.now();
  await write(world, 'officer', {
    id,
    tenant: 'tanah-bumbu',
    agency,
    unit: more.unit ?? null,
    role: 'officer',
    key_id: world.vault.keyId,
    name_sealed: world.vault.seal('Wayan Contoh', sealedIn.officerName(id)),
    address_sealed: world.vault.seal(addressKey(address), sealedIn.officerAddress(id)),
    address_hash: world.vault.addressHash(address),
    channel_id: more.channelId ?? null,
    active: more.active ?? true,
    created_at: at,
    updated_at: at,
  });
  return id;
}

/** A ticket in an agency's hands, with the state that goes with it. @returns the dispatch's id */
export async function dispatched(
  world: World,
  ticketId: string,
  agency: string,
  more: { lead?: boolean; state?: DispatchState; unit?: string } = {},
): Promise<string> {
  const id = newId();
  const at = world.now();
  await write(world, 'dispatch', {
    id,
    ticket_id: ticketId,
    tenant: 'tanah-bumbu',
    agency,
    unit: more.unit ?? null,
    lead: more.lead ?? true,
    state: more.state ?? 'sent',
    key_id: world.vault.keyId,
    dispatched_by: 'cli',
    dispatched_at: at,
  });
  await world.actions.apply({ id: ticketId }, 'dispatch', { kind: 'operator', by: 'cli' }, { data: { agency } });
  return id;
}
