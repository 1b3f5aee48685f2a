import { sealedIn } from '../contacts/vault-context.js';
import type { Vault } from '../contacts/vault.js';
import type { Transaction } from '../database/transaction.js';
import { parseAddressKey } from '../messaging/address.js';
import type { StoredEvent } from '../messaging/inbound-event.js';

/** Everything that an office holds on one person, in a form that machines read (UU 27/2022, articles 7 and 13). */
export interface PersonExport {
  tenant: string;
  /** ISO 8601. */
  exportedAt: string;
  names: string[];
  addresses: { kind: string; value: string; since: string }[];
  tickets: {
    number: string;
    state: string;
    openedAt: string;
    closedAt: string | null;
    category: string | null;
    agency: string | null;
    description: string;
    landmark: string | null;
    latitude: number | null;
    longitude: number | null;
    mark: number | null;
    comment: string | null;
  }[];
  messages: { direction: 'in' | 'out'; channelId: string; at: string; ticket: string | null; content: unknown }[];
  files: { id: string; ticket: string | null; contentType: string; filename: string | null; size: number | null }[];
  /** Who looked at what they are: never who exactly, but in what role. */
  looks: { at: string; action: string; actor: string }[];
}

/** Under what a person is known to an office. */
export interface Subject {
  contactIds: string[];
  senderHashes: Buffer[];
  ticketIds: string[];
}

/** Reads it in the caller's transaction; callers have the right to it and record the look. */
export async function readPerson(
  tx: Transaction,
  vault: Vault,
  tenant: string,
  subject: Subject,
  now: Date,
): Promise<PersonExport> {
  const { contactIds, senderHashes, ticketIds } = subject;
  const contacts = await tx.query<{ id: string; keyId: string | null; name: Buffer | null }>(
    'SELECT id, key_id AS "keyId", name_sealed AS name FROM contact WHERE id = ANY($1::uuid[]) ORDER BY id',
    [contactIds],
  );
  const addresses = await tx.query<{ id: string; keyId: string; value: Buffer; at: Date }>(
    'SELECT id, key_id AS "keyId", value_sealed AS value, created_at AS at FROM contact_address WHERE contact_id = ANY($1::uuid[]) ORDER BY id',
    [contactIds],
  );
  const names = contacts.flatMap(({ id, keyId, name }) =>
    name && keyId ? [vault.openText(name, keyId, sealedIn.contactName(id))] : [],
  );
  return {
    tenant,
    exportedAt: now.toISOString(),
    names: [...new Set(names)],
    addresses: addresses.map(({ id, keyId, value, at }) => {
      const address = parseAddressKey(vault.openText(value, keyId, sealedIn.contactAddress(id)));
      return { kind: address.kind, value: address.value, since: at.toISOString() };
    }),
    tickets: await ticketsOf(tx, vault, ticketIds),
    messages: await messagesOf(tx, vault, tenant, senderHashes, ticketIds),
    files: await filesOf(tx, vault, tenant, senderHashes, ticketIds),
    looks: (
      await tx.query<{ at: Date; action: string; actor: string }>(
        'SELECT at, action, actor FROM access_log WHERE ticket_id = ANY($1::uuid[]) ORDER BY at',
        [ticketIds],
      )
    ).map(({ at, action, actor }) => ({
      at: at.toISOString(),
      action,
      actor: actor === 'cli' ? 'administrator' : 'staff',
    })),
  };
}

async function ticketsOf(
  tx: Transaction,
  vault: Vault,
  ticketIds: readonly string[],
): Promise<PersonExport['tickets']> {
  type Row = Omit<PersonExport['tickets'][number], 'openedAt' | 'closedAt' | 'comment'> & {
    openedAt: Date;
    closedAt: Date | null;
    feedbackId: string | null;
    keyId: string | null;
    comment: Buffer | null;
  };
  const rows = await tx.query<Row>(
    `SELECT t.number, t.state, t.opened_at AS "openedAt", t.closed_at AS "closedAt", t.category, t.agency, t.description,
         t.landmark, t.latitude, t.longitude, f.id AS "feedbackId", f.key_id AS "keyId", f.mark, f.comment_sealed AS comment
       FROM ticket t LEFT JOIN feedback f ON f.ticket_id = t.id AND f.round = t.round
       WHERE t.id = ANY($1::uuid[]) ORDER BY t.opened_at`,
    [ticketIds],
  );
  return rows.map(({ feedbackId, keyId, comment, openedAt, closedAt, ...ticket }) => ({
    ...ticket,
    openedAt: openedAt.toISOString(),
    closedAt: closedAt?.toISOString() ?? null,
    comment: comment && keyId && feedbackId ? vault.openText(comment, keyId, sealedIn.feedbackComment(feedbackId)) : null, // prettier-ignore
  }));
}

async function messagesOf(
  tx: Transaction,
  vault: Vault,
  tenant: string,
  senderHashes: readonly Buffer[],
  ticketIds: readonly string[],
): Promise<PersonExport['messages']> {
  type Row = { id: string; keyId: string; sealed: Buffer; channelId: string; at: Date; ticket: string | null };
  // Of a ticket only what this person wrote: another's message may have been added to it.
  const received = await tx.query<Row>(
    `SELECT m.id, m.key_id AS "keyId", m.event_sealed AS sealed, m.channel_id AS "channelId", m.received_at AS at, t.number AS ticket
       FROM inbound_message m LEFT JOIN ticket t ON t.id = m.ticket_id
       WHERE m.event_sealed IS NOT NULL AND ((m.tenant = $1 AND m.sender_hash = ANY($2::bytea[])) OR (t.id = ANY($3::uuid[]) AND m.id = t.opening_message_id))
       ORDER BY m.id`,
    [tenant, senderHashes, ticketIds],
  );
  const sent = await tx.query<Row>(
    `SELECT o.id, o.key_id AS "keyId", o.body_sealed AS sealed, o.channel_id AS "channelId", o.created_at AS at, t.number AS ticket
       FROM outbound_message o LEFT JOIN ticket t ON t.id = o.ticket_id
       WHERE o.audience = 'citizen' AND ((o.tenant = $1 AND o.recipient_hash = ANY($2::bytea[])) OR o.ticket_id = ANY($3::uuid[])) ORDER BY o.id`,
    [tenant, senderHashes, ticketIds],
  );
  const line = ({ channelId, at, ticket }: Row) => ({ channelId, at: at.toISOString(), ticket });
  return [
    ...received.map((row) => ({
      direction: 'in' as const,
      ...line(row),
      content: JSON.parse(vault.openText(row.sealed, row.keyId, sealedIn.inboundEvent(row.id))) as StoredEvent,
    })),
    ...sent.map((row) => ({
      direction: 'out' as const,
      ...line(row),
      content: { text: vault.openText(row.sealed, row.keyId, sealedIn.outboundBody(row.id)) },
    })),
  ].sort((a, b) => a.at.localeCompare(b.at));
}

async function filesOf(
  tx: Transaction,
  vault: Vault,
  tenant: string,
  senderHashes: readonly Buffer[],
  ticketIds: readonly string[],
): Promise<PersonExport['files']> {
  const rows = await tx.query<{
    id: string;
    keyId: string;
    name: Buffer | null;
    contentType: string;
    size: string | null;
    ticket: string | null;
  }>(
    `SELECT a.id, a.key_id AS "keyId", a.filename_sealed AS name, a.content_type AS "contentType", a.size, t.number AS ticket
       FROM attachment a JOIN inbound_message m ON m.id = a.inbound_id LEFT JOIN ticket t ON t.id = a.ticket_id
       WHERE a.state <> 'erased' AND ((m.tenant = $1 AND m.sender_hash = ANY($2::bytea[])) OR (t.id = ANY($3::uuid[]) AND m.id = t.opening_message_id))
       ORDER BY a.id`,
    [tenant, senderHashes, ticketIds],
  );
  return rows.map(({ id, keyId, name, contentType, size, ticket }) => ({
    id,
    ticket,
    contentType,
    filename: name ? vault.openText(name, keyId, sealedIn.attachmentFilename(id)) : null,
    size: size === null ? null : Number(size),
  }));
}
