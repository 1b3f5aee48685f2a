import type { Vault } from '../contacts/vault.js';
import type { Transaction } from '../database/transaction.js';
import { WriteSet } from '../database/write-set.js';
import type { Address } from '../messaging/inbound-event.js';
import type { OutboundPurpose } from '../messaging/outbound-message.js';
import type { Channel, ChannelRegistry } from '../messaging/ports.js';
import type { Logger } from '../observability/logger.js';
import type { StoredFile } from '../outbox/outbound-files.js';
import { queueOutbound } from '../outbox/outbox.writes.js';
import { send, type Ring } from '../tickets/ticket-actions.js';
import { addEvent } from '../tickets/timeline.js';
import type { StaffMember } from './staff-directory.js';

export interface StaffNotice {
  /** What makes it this notice and no other, the member included: queued again, nothing happens. */
  idempotencyKey: string;
  purpose: Extract<OutboundPurpose, 'dispatch' | 'reminder' | 'digest' | 'report'>;
  /** Of a mail; without people's names. */
  subject: string;
  text: string;
  /** For SMS, where a segment costs; the whole text where absent. */
  short?: string;
  /** Files that go with it, where the channel carries them. */
  attachments?: readonly StoredFile[];
  ticketId?: string;
  dispatchId?: string;
  now: Date;
}

/** Who is told: somebody of the staff, or (without an id) a mailbox that a tenant names. */
export type NoticeRecipient = Pick<StaffMember, 'tenant' | 'address' | 'channelId'> & { id: string | null };

export interface StaffNoticeParts {
  vault: Vault;
  channels: ChannelRegistry;
  logger: Logger;
  /** Seconds until the sweeper rings for it, should its doorbell be lost. */
  ringAfterSeconds: number;
}

/** Tells people of offices and agencies, each by the one address that they have. */
export class StaffNotices {
  constructor(private readonly parts: StaffNoticeParts) {}

  /**
   * Queues a notice in the transaction of what caused it. Somebody whom no running channel reaches is named in the
   * log, and on the ticket's timeline where it is about one (`staff-not-reached`); nothing else stops for it.
   * @returns what to ring for after the commit
   */
  async queue(tx: Transaction, member: NoticeRecipient, notice: StaffNotice): Promise<Ring[]> {
    const { vault, channels, logger, ringAfterSeconds } = this.parts;
    const { text, short, dispatchId, ...rest } = notice;
    const earlier = await tx.query('SELECT 1 FROM outbound_message WHERE idempotency_key = $1', [
      notice.idempotencyKey,
    ]);
    if (earlier.length > 0) return [];
    const writes = new WriteSet();
    const channel = staffChannel(member, channels);
    if (!channel) {
      logger.warn(
        { officer: member.id, tenant: member.tenant, purpose: notice.purpose },
        'no running channel reaches somebody of the staff: they were not told',
      );
      if (notice.ticketId === undefined) return [];
      const data = { officer: member.id, purpose: notice.purpose };
      addEvent(writes, {
        ticketId: notice.ticketId,
        type: 'staff-not-reached',
        actor: 'gateway',
        data,
        at: notice.now,
      });
      send(tx, writes);
      return [];
    }
    const segmented = channel.adapter?.sender?.capabilities.segmented === true;
    const id = queueOutbound(writes, vault, {
      ...rest,
      channel,
      tenant: member.tenant,
      automatic: true,
      to: member.address,
      staff: { ...(member.id !== null && { officerId: member.id }), ...(dispatchId !== undefined && { dispatchId }) },
      text: segmented && short !== undefined ? short : text,
      ringAfterSeconds,
    });
    send(tx, writes);
    return [{ queue: `outbox.${channel.kind}`, id }];
  }
}

/** Providers of kind `whatsapp` that know people by an id of their own and not by their number. */
const OWN_IDS: ReadonlySet<string> = new Set(['messenger', 'telegram']);

/**
 * The channel that tells somebody: theirs, else the tenant's first running one that reaches such an address, else a
 * shared one; undefined where there is none.
 */
export function staffChannel(
  { tenant, address, channelId }: Pick<StaffMember, 'tenant' | 'address' | 'channelId'>,
  channels: ChannelRegistry,
): Channel | undefined {
  const running = channels.all().filter((channel) => channel.enabled && channel.adapter?.sender !== undefined);
  const reaching = running.filter((channel) => reaches(channel, address));
  return (
    reaching.find(({ id }) => id === channelId) ??
    reaching.find((channel) => channel.tenant === tenant) ??
    reaching.find((channel) => channel.tenant === undefined)
  );
}

function reaches({ kind, provider }: Channel, address: Address): boolean {
  if (address.kind === 'phone') return kind === 'sms';
  if (address.kind === 'email') return kind === 'email';
  return address.kind === 'whatsapp' && kind === 'whatsapp' && !OWN_IDS.has(provider);
}
