import { sealedIn } from '../contacts/vault-context.js';
import type { Vault } from '../contacts/vault.js';
import type { Statement } from '../database/statement.js';
import type { Transaction } from '../database/transaction.js';
import { WriteSet } from '../database/write-set.js';
import type { QueueName } from '../jobs/job-map.js';
import { parseAddressKey } from '../messaging/address.js';
import type { Address } from '../messaging/inbound-event.js';
import type { ChannelRegistry } from '../messaging/ports.js';
import type { Clock } from '../observability/clock.js';
import { queueOutbound } from '../outbox/outbox.writes.js';
import type { TenantRegistry } from '../tenants/tenant-registry.js';
import type { AttachmentNotices } from '../tickets/attachment-endings.js';
import type { ReplyComposer } from './reply-composer.js';

/** The message's row is locked: of two workers with two of its files, one sees what the other has queued. */
const ASK: Statement = {
  name: 'attachment-notice-ask',
  text: `
    SELECT t.tenant, t.number, t.reply_channel_id AS "channelId", a.id AS "addressId", a.key_id AS "keyId", a.value_sealed AS "valueSealed"
    FROM inbound_message m JOIN ticket t ON t.id = $2 JOIN contact_address a ON a.id = t.reply_address_id
    WHERE m.id = $1 FOR UPDATE OF m`,
};
const TOLD: Statement = {
  name: 'attachment-notice-told',
  text: `
    SELECT (SELECT count(*)::int FROM outbound_message WHERE automatic AND recipient_hash = $1 AND created_at >= $2) AS today,
      EXISTS (SELECT 1 FROM outbound_message WHERE idempotency_key = $3) AS told`,
};

interface Row extends Record<string, unknown> {
  tenant: string;
  number: string;
  channelId: string;
  addressId: string;
  keyId: string;
  valueSealed: Buffer;
}

export interface NoticeParts {
  vault: Vault;
  channels: ChannelRegistry;
  tenants: TenantRegistry;
  composer: ReplyComposer;
  clock: Clock;
  limits: { automaticMessagesPerDay: number; attachmentBytes: number };
  ringAfterSeconds: number;
}

const DAY_MS = 86_400_000;

/**
 * Asks for a photo or a PDF where a citizen's file can't be used: once a message, under the cap of automatic
 * messages, on the ticket's reply channel. Reporters without one read it on the tracking page.
 */
export class RefusedFileNotices implements AttachmentNotices {
  constructor(private readonly parts: NoticeParts) {}

  async refused(
    tx: Transaction,
    file: { inboundId: string; ticketId: string },
  ): Promise<{ queue: QueueName; id: string } | undefined> {
    const { vault, channels, tenants, composer, clock, limits, ringAfterSeconds } = this.parts;
    const [row] = await tx.query<Row>(ASK, [file.inboundId, file.ticketId]);
    const channel = row && channels.get(row.channelId);
    const tenant = row && tenants.bySlug(row.tenant);
    if (!row || !channel || !tenant) return undefined;
    const to = this.addressOf(row);
    const now = clock.now();
    const idempotencyKey = `attachment-refused:${file.inboundId}`;
    const since = new Date(now.getTime() - DAY_MS);
    const [sent] = await tx.query<{ today: number; told: boolean }>(TOLD, [
      vault.addressHash(to),
      since,
      idempotencyKey,
    ]);
    const cap = Math.min(limits.automaticMessagesPerDay, tenant.automaticMessagesPerDay);
    if (!sent || sent.told || sent.today >= cap) return undefined;
    const megabytes = Math.floor(limits.attachmentBytes / 1_048_576);
    const writes = new WriteSet();
    const id = queueOutbound(writes, vault, {
      idempotencyKey,
      channel,
      tenant: tenant.slug,
      ticketId: file.ticketId,
      inboundId: file.inboundId,
      purpose: 'notice',
      automatic: true,
      to,
      text: composer.attachmentRefused(tenant, channel, row.number, megabytes),
      now,
      ringAfterSeconds,
    });
    const { statement, values } = writes.compile();
    tx.send(statement, values);
    return { queue: `outbox.${channel.kind}`, id };
  }

  private addressOf({ valueSealed, keyId, addressId }: Row): Address {
    return parseAddressKey(this.parts.vault.openText(valueSealed, keyId, sealedIn.contactAddress(addressId)));
  }
}
