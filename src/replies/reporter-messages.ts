import { sealedIn } from '../contacts/vault-context.js';
import type { KeyRing } from '../contacts/key-ring.js';
import type { Vault } from '../contacts/vault.js';
import type { Transaction } from '../database/transaction.js';
import { WriteSet } from '../database/write-set.js';
import { parseAddressKey } from '../messaging/address.js';
import { CodedError } from '../messaging/errors.js';
import type { Address, MessageEvent, ReportForm, TaskMethod } from '../messaging/inbound-event.js';
import type { OutboundPurpose } from '../messaging/outbound-message.js';
import type { Channel, ChannelRegistry } from '../messaging/ports.js';
import { carriedFiles, type StoredFile } from '../outbox/outbound-files.js';
import { queueOutbound } from '../outbox/outbox.writes.js';
import { queueTask, recipientOf } from '../outbox/reply-task.writes.js';
import type { TenantRegistry } from '../tenants/tenant-registry.js';
import type { Tenant } from '../tenants/tenant.js';
import { send, type Ring } from '../tickets/ticket-actions.js';
import { trackingCode } from '../tickets/tracking-code.js';
import type { ReplyComposer } from './reply-composer.js';
import { Relays } from './relays.js';

interface WayRow extends Record<string, unknown> {
  id: string;
  tenant: string;
  number: string;
  splitOff: boolean;
  replyChannelId: string;
  /** The citizen's last message on the channel that the reply takes. */
  answeredMessageId: string;
  openingMessageId: string;
  addressId: string | null;
  keyId: string | null;
  valueSealed: Buffer | null;
  replyMethod: TaskMethod | null;
  eventKeyId: string | null;
  eventSealed: Buffer | null;
}

/** By which way a ticket's reporter is answered; callers hold the ticket. */
const WAY = `
  SELECT t.id, t.split_from IS NOT NULL AS "splitOff", t.tenant, t.number, t.reply_channel_id AS "replyChannelId", coalesce(latest.id, t.opening_message_id) AS "answeredMessageId",
    a.id AS "addressId", a.key_id AS "keyId", a.value_sealed AS "valueSealed",
    t.opening_message_id AS "openingMessageId", t.reply_method AS "replyMethod",
    opening.key_id AS "eventKeyId", opening.event_sealed AS "eventSealed"
  FROM ticket t LEFT JOIN contact_address a ON a.id = t.reply_address_id
  LEFT JOIN LATERAL (SELECT m.id FROM inbound_message m WHERE m.ticket_id = t.id AND m.channel_id = t.reply_channel_id
    ORDER BY m.id DESC LIMIT 1) latest ON true
  LEFT JOIN inbound_message opening ON t.reply_method IS NOT NULL AND opening.id = t.opening_message_id
  WHERE t.id = $1`;

/** How a ticket's reporter is reached. */
export interface ReporterWay {
  channel: Channel;
  tenant: Tenant;
  /** Null: it is published on the tracking page, or people carry it. */
  to: Address | null;
  /** People carry it: a call, a letter, another system. */
  task: TaskMethod | null;
}

export interface ReporterMessage {
  /** What makes it this message and no other: queued again, the database refuses it. */
  idempotencyKey: string;
  purpose: OutboundPurpose;
  /** True for what no human wrote. */
  automatic: boolean;
  /** The whole text for this way; on the tracking page `words` stand alone where there are any. */
  text: (way: ReporterWay) => string;
  /** What of it a human wrote. */
  words?: string;
  /** Files for the reporter, kept already: sent where the channel carries them, else the text says where they are. */
  attachments?: readonly StoredFile[];
  now: Date;
}

export interface ReporterParts {
  vault: Vault;
  keys: KeyRing;
  composer: ReplyComposer;
  channels: ChannelRegistry;
  tenants: TenantRegistry;
  ringAfterSeconds: number;
}

/** Queues what a ticket's reporter is to hear, by the way that they chose. */
export class ReporterMessages {
  /** What has to be copied into other systems beside it. */
  readonly relays: Relays;

  constructor(private readonly parts: ReporterParts) {
    this.relays = new Relays(parts);
  }

  /**
   * In the transaction of what caused it.
   * @returns the outbound message and what to ring for after the commit; nothing where people carry it
   * @throws CodedError `channel-unknown`, `reporter-unknown`
   */
  async queue(
    tx: Transaction,
    ticketId: string,
    message: ReporterMessage,
  ): Promise<{ outboundId: string; way: ReporterWay; rings: Ring[] }> {
    const { vault, ringAfterSeconds } = this.parts;
    const row = await this.row(tx, ticketId);
    const way = this.wayOf(row);
    const { channel, to } = way;
    const { text, ...rest } = message;
    const { attachments = [] } = message;
    const common = { ...rest, channel, tenant: row.tenant, ticketId, inboundId: row.answeredMessageId };
    const writes = new WriteSet();
    if (way.task) {
      const task = { method: way.task, recipient: recipientOf(this.formOf(row), way.task) };
      const words = message.words ?? text(way);
      // What is relayed may stand where anybody reads it; whoever relays it has the files before them.
      const whole = way.task === 'relay' ? words : this.withLink(row, way, words, attachments);
      const outboundId = queueTask(writes, vault, { ...common, ...task, text: whole });
      send(tx, writes);
      return { outboundId, way, rings: [] };
    }
    const whole = to
      ? this.withLink(row, way, text(way), carriedFiles(channel, attachments).others)
      : (message.words ?? text(way));
    const outboundId = queueOutbound(writes, vault, { ...common, to, text: whole, ringAfterSeconds });
    send(tx, writes);
    return { outboundId, way, rings: [{ queue: `outbox.${channel.kind}`, id: outboundId }] };
  }

  /** @throws CodedError `channel-unknown` */
  async way(tx: Transaction, ticketId: string): Promise<ReporterWay> {
    return this.wayOf(await this.row(tx, ticketId));
  }

  /** Says where the files are that the channel does not bring. An SMS did not bring the code either. */
  private withLink(row: WayRow, { tenant, channel }: ReporterWay, text: string, files: readonly StoredFile[]): string {
    if (files.length === 0) return text;
    const code = trackingCode(this.parts.keys, row.splitOff ? row.id : row.openingMessageId);
    return this.parts.composer.withFiles(tenant, channel, { number: row.number, code }, text);
  }

  private async row(tx: Transaction, ticketId: string): Promise<WayRow> {
    const [row] = await tx.query<WayRow>(WAY, [ticketId]);
    if (!row) throw new CodedError('ticket-unknown', `there is no ticket ${ticketId}`, false);
    return row;
  }

  private wayOf({ replyChannelId, tenant: slug, replyMethod, ...row }: WayRow): ReporterWay {
    const channel = this.parts.channels.get(replyChannelId);
    const tenant = this.parts.tenants.bySlug(slug);
    if (!channel || !tenant)
      throw new CodedError(
        'channel-unknown',
        `the configuration has no channel ${replyChannelId} or no tenant ${slug}`,
        false,
      );
    const { valueSealed, keyId, addressId } = row;
    const to =
      !replyMethod && valueSealed && keyId && addressId
        ? parseAddressKey(this.parts.vault.openText(valueSealed, keyId, sealedIn.contactAddress(addressId)))
        : null;
    return { channel, tenant, to, task: replyMethod };
  }

  /** Whom people shall reach is in the message that opened the ticket. */
  private formOf({ openingMessageId, eventKeyId, eventSealed }: WayRow): ReportForm {
    const json = this.parts.vault.openText(
      eventSealed ?? Buffer.alloc(0),
      eventKeyId ?? '',
      sealedIn.inboundEvent(openingMessageId),
    );
    const { form } = JSON.parse(json) as MessageEvent;
    if (!form) throw new CodedError('reporter-unknown', 'the ticket was opened without a form', false);
    return form;
  }
}
