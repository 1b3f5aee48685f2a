import { sealedIn } from '../contacts/vault-context.js';
import type { Vault } from '../contacts/vault.js';
import { newId } from '../database/new-id.js';
import type { Transaction } from '../database/transaction.js';
import type { WriteSet } from '../database/write-set.js';
import type { HeldTicket, Ring } from '../tickets/ticket-actions.js';
import type { DispatchEvent, DispatchParts } from './dispatch-types.js';
import { WITHDRAW_DISPATCH, WITHDRAW_RESPONSES, type DispatchRecord } from './dispatch.statements.js';

export interface NewDispatch {
  agency: string;
  unit: string | null;
  lead: boolean;
  note: string | undefined;
  dueAt: Date;
  /** The office named that time. */
  dueGiven: boolean;
  by: string;
  now: Date;
}

/** Writes a dispatch's row. @returns its id */
export function addDispatch(
  writes: WriteSet,
  vault: Vault,
  { id: ticketId, tenant }: Pick<HeldTicket, 'id' | 'tenant'>,
  { agency, unit, lead, note, dueAt, dueGiven, by, now }: NewDispatch,
): string {
  const id = newId();
  writes.insert('dispatch', {
    id,
    ticket_id: ticketId,
    tenant,
    agency,
    unit,
    lead,
    state: 'sent',
    key_id: vault.keyId,
    note_sealed: note === undefined ? null : vault.seal(note, sealedIn.dispatchNote(id)),
    due_at: dueAt,
    due_given: dueGiven,
    dispatched_by: by,
    dispatched_at: now,
  });
  return id;
}

type Telling = Pick<DispatchParts, 'followers' | 'notices' | 'clock'>;

/** Agencies' own systems hear what happened to a dispatch. */
export async function tellFollowers(
  { followers }: Pick<Telling, 'followers'>,
  tx: Transaction,
  event: DispatchEvent,
): Promise<Ring[]> {
  const rings: Ring[] = [];
  for (const follower of followers) rings.push(...(await follower.followed(tx, event)));
  return rings;
}

/** The office takes a dispatch back, with what was said on it; whoever was told of it is told. */
export async function takeBack(
  parts: Telling,
  tx: Transaction,
  ticket: HeldTicket,
  row: DispatchRecord,
): Promise<Ring[]> {
  const { notices, clock } = parts;
  const now = clock.now();
  const { id: dispatchId, agency } = row;
  tx.send(WITHDRAW_DISPATCH, [dispatchId, now]);
  tx.send(WITHDRAW_RESPONSES, [dispatchId]);
  const rings = await notices.withdrawn(tx, ticket, row, now);
  const event = { type: 'withdrawn', dispatchId, tenant: ticket.tenant, agency, now } as const;
  return [...rings, ...(await tellFollowers(parts, tx, event))];
}
