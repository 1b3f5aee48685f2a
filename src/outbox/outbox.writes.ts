import { newId } from '../database/new-id.js';
import { sealedIn } from '../contacts/vault-context.js';
import type { Vault } from '../contacts/vault.js';
import type { WriteRow, WriteSet } from '../database/write-set.js';
import { addressKey } from '../messaging/address.js';
import type { Address } from '../messaging/inbound-event.js';
import type { OutboundPurpose } from '../messaging/outbound-message.js';
import type { Channel } from '../messaging/ports.js';
import { takeObjects } from '../tickets/object-pledges.js';
import { attachmentRow, carriedFiles, partsOf, type StoredFile } from './outbound-files.js';
import type { OutboundState } from './outbound-state.js';

export interface NewOutbound {
  /** What makes it this message and no other: a second row with the same key is refused by the database. */
  idempotencyKey: string;
  channel: Channel;
  tenant: string | null;
  ticketId?: string;
  inboundId?: string;
  purpose: OutboundPurpose;
  /** True for what no human wrote. */
  automatic: boolean;
  /** Null: published on the tracking page. */
  to: Address | null;
  /** Absent: it goes to a citizen. Staff have no daily cap, and what they are told is no part of the conversation. */
  staff?: { officerId?: string; dispatchId?: string };
  /** Of a mail that begins something; without people's names. */
  subject?: string;
  text: string;
  /** What of the text a human wrote. */
  words?: string;
  /** Files that go with it, where the channel carries them; all of them are shown on the tracking page. */
  attachments?: readonly StoredFile[];
  now: Date;
  /** Seconds until the sweeper rings for it, should its doorbell be lost. */
  ringAfterSeconds: number;
}

/**
 * Queues a message in the transaction of what caused it.
 * @returns its id, to be rung for after the commit
 */
export function queueOutbound(writes: WriteSet, vault: Vault, message: NewOutbound): string {
  const id = newId();
  insertOutbound(writes, vault, id, message, 'queued');
  return id;
}

/** The rows of a new message and its files. `more`: further columns of the message's. */
export function insertOutbound(
  writes: WriteSet,
  vault: Vault,
  id: string,
  message: NewOutbound,
  state: OutboundState,
  more: WriteRow = {},
): void {
  const { channel, attachments = [], text, now } = message;
  // What people carry, and what is read on the page, takes no files along.
  const { carried } = carriedFiles(channel, message.to === null ? [] : attachments);
  const parts = partsOf(channel, text, carried);
  writes.insert('outbound_message', { ...outboundRow(vault, id, message, state), parts, ...more });
  takeObjects(writes, attachments.map(({ storageKey }) => storageKey)); // prettier-ignore
  for (const [position, file] of attachments.entries())
    writes.insert(
      'outbound_attachment',
      attachmentRow(vault, { outboundId: id, position, file, carried: carried.includes(file), now }),
    );
}

function outboundRow(vault: Vault, id: string, message: NewOutbound, state: OutboundState): WriteRow {
  const to = message.to && onChannel(message.to, message.channel);
  return {
    id,
    idempotency_key: message.idempotencyKey,
    channel_id: message.channel.id,
    kind: message.channel.kind,
    tenant: message.tenant,
    ticket_id: message.ticketId ?? null,
    inbound_id: message.inboundId ?? null,
    purpose: message.purpose,
    automatic: message.automatic,
    audience: message.staff ? 'staff' : 'citizen',
    officer_id: message.staff?.officerId ?? null,
    dispatch_id: message.staff?.dispatchId ?? null,
    recipient_hash: to ? vault.addressHash(to) : null,
    key_id: vault.keyId,
    to_sealed: to ? vault.seal(addressKey(to), sealedIn.outboundTo(id)) : null,
    body_sealed: vault.seal(message.text, sealedIn.outboundBody(id)),
    subject_sealed: message.subject === undefined ? null : vault.seal(message.subject, sealedIn.outboundSubject(id)),
    words_sealed: message.words === undefined ? null : vault.seal(message.words, sealedIn.outboundWords(id)),
    state,
    next_attempt_at: message.now,
    wake_at: new Date(message.now.getTime() + message.ringAfterSeconds * 1000),
    created_at: message.now,
  };
}

/**
 * The address as the channel itself would write it: a form's reporter who wants WhatsApp gives a telephone number. Only
 * so their window, their STOP and their messages are known to be one person's.
 */
function onChannel(to: Address, { kind }: Channel): Address {
  return kind === 'whatsapp' && to.kind === 'phone' ? { ...to, kind: 'whatsapp' } : to;
}
