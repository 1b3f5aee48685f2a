import { randomBytes } from 'node:crypto';
import { AccountHashes } from '../../src/accounts/account-names.js';
import { Accounts } from '../../src/accounts/accounts.js';
import type { ConsoleUser } from '../../src/accounts/console-user.js';
import type { Role } from '../../src/accounts/permissions.js';
import { newId } from '../../src/database/new-id.js';
import { write } from './dispatched.js';
import type { World } from './world.js';

let made = 0;

/** A ticket straight into the database, as it would stand there. @returns its id and number */
export async function ticketRow(
  world: World,
  more: Record<string, unknown> = {},
): Promise<{ id: string; number: string }> {
  const at = (more['opened_at'] as Date | undefined) ?? world.now();
  const inboundId = newId();
  const id = newId();
  made += 1;
  const number = `TBU-${String(900_000 + made)}`;
  await write(world, 'inbound_message', {
    id: inboundId,
    channel_id: 'sms-1708',
    kind: 'sms',
    external_hash: randomBytes(32),
    event_type: 'message',
    key_id: world.vault.keyId,
    received_at: at,
    state: 'done',
    outcome: 'ticket',
    attempts: 1,
    next_attempt_at: at,
    wake_at: at,
    tenant: 'tanah-bumbu',
  });
  await write(world, 'ticket', {
    id,
    tenant: 'tanah-bumbu',
    number,
    tracking_hash: randomBytes(32),
    opening_message_id: inboundId,
    channel_id: 'sms-1708',
    reply_channel_id: 'sms-1708',
    kind: 'complaint',
    state: 'received',
    level: 'normative',
    urgency: 'normal',
    description: 'Jalan berlubang di depan pasar',
    anonymous: false,
    confidential: false,
    standard_version: '1',
    calendar_version: '1',
    budget_amount: 5,
    budget_unit: 'working-days',
    opened_at: at,
    due_at: new Date(at.getTime() + 7 * 86_400_000),
    updated_at: at,
    bounces: 0,
    round: 0,
    ...more,
  });
  return { id, number };
}

/** A deadline that a ticket owes. */
export async function owedRow(world: World, ticketId: string, dueAt: Date, more: Record<string, unknown> = {}): Promise<void> {
  await write(world, 'ticket_deadline', {
    id: newId(),
    ticket_id: ticketId,
    tenant: 'tanah-bumbu',
    step: 'resolve',
    round: 0,
    run: 0,
    started_at: new Date(dueAt.getTime() - 86_400_000),
    budget_amount: 1,
    budget_unit: 'working-days',
    standard_version: '1',
    calendar_version: '1',
    due_at: dueAt,
    ...more,
  });
} // prettier-ignore

/** A message to a ticket's citizen. */
export async function saidRow(world: World, ticketId: string, state: string, at: Date): Promise<void> {
  const id = newId();
  await write(world, 'outbound_message', {
    id,
    idempotency_key: `test:${id}`,
    channel_id: 'sms-1708',
    kind: 'sms',
    tenant: 'tanah-bumbu',
    ticket_id: ticketId,
    purpose: 'answer',
    automatic: false,
    audience: 'citizen',
    key_id: world.vault.keyId,
    body_sealed: randomBytes(40),
    state,
    parts: 1,
    parts_sent: 0,
    attempts: 0,
    next_attempt_at: at,
    wake_at: at,
    window_closed: false,
    refused_hashes: '{}',
    created_at: at,
  });
}

/** An account, as its owner is known once signed in. */
export async function consoleUser(world: World, role: Role, tenant: string | null = 'tanah-bumbu'): Promise<ConsoleUser> {
  const { database, vault, keys } = world;
  const clock = { now: () => world.now() };
  const accounts = new Accounts({ database, vault, clock, hashes: new AccountHashes(vault, keys) });
  made += 1;
  const { id } = await accounts.add({ role, tenant, agency: null, name: `Contoh ${role}`, username: `uji-${String(made)}` });
  return { id, name: `Contoh ${role}`, role, tenant, agency: null, unit: null, locale: 'id', sessionId: newId() };
} // prettier-ignore
