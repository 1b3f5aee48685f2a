import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import type { ReceiptState } from '../messaging/inbound-event.js';
import type { OutboundState } from './outbound-state.js';

/** Any message we send. The row owns its attempts; the queue only rings for it. */
@Entity('outbound_message')
@Index('uq_outbound_message_idempotency', ['idempotencyKey'], { unique: true })
@Index('uq_outbound_message_provider', ['channelId', 'providerHash'], {
  unique: true,
  where: 'provider_hash IS NOT NULL',
})
@Index('uq_outbound_message_template', ['channelId', 'templateHash'], {
  unique: true,
  where: 'template_hash IS NOT NULL',
})
@Index('ix_outbound_message_wake', ['wakeAt'], { where: "state IN ('queued', 'sending', 'unknown', 'waiting')" })
@Index('ix_outbound_message_held', ['channelId', 'recipientHash'], { where: "state IN ('waiting', 'unknown')" })
@Index('ix_outbound_message_to', ['recipientHash', 'createdAt'], { where: 'recipient_hash IS NOT NULL' })
@Index('ix_outbound_message_question', ['recipientHash', 'createdAt'], { where: "purpose = 'question'" })
@Index('ix_outbound_message_ticket', ['ticketId', 'createdAt'], { where: 'ticket_id IS NOT NULL' })
@Index('ix_outbound_message_inbound', ['inboundId'], { where: 'inbound_id IS NOT NULL' })
@Index('ix_outbound_message_dispatch', ['dispatchId', 'officerId'], { where: 'dispatch_id IS NOT NULL' })
@Index('ix_outbound_message_failed', ['channelId'], { where: "state IN ('failed', 'unknown')" })
@Index('ix_outbound_message_undelivered', ['tenant', 'createdAt'], {
  where: "state IN ('failed', 'unknown', 'waiting') AND audience = 'citizen'",
})
@Index('ix_outbound_message_sent', ['channelId', 'sentAt'], { where: 'sent_at IS NOT NULL' })
export class OutboundMessageRow {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_outbound_message' })
  id!: string;

  /** What makes it this message and no other (`acknowledgement:<inbound id>`). */
  @Column('text')
  idempotencyKey!: string;

  @Column('text')
  channelId!: string;

  @Column('text')
  kind!: string;

  @Column('text', { nullable: true })
  tenant!: string | null;

  @Column('uuid', { nullable: true })
  @ForeignKey('ticket', { name: 'fk_outbound_message_ticket' })
  ticketId!: string | null;

  /** The message that it answers. */
  @Column('uuid', { nullable: true })
  inboundId!: string | null;

  @Column('text')
  purpose!: string;

  /** True for what no human wrote: counted against the recipient's daily cap. */
  @Column('boolean')
  automatic!: boolean;

  /** Citizens have a daily cap and their own conversation; `staff` are officers and the office's own people. */
  @Column('text', { default: 'citizen' })
  audience!: 'citizen' | 'staff';

  /** Whom of the staff it tells. */
  @Column('uuid', { nullable: true })
  officerId!: string | null;

  /** The dispatch that it tells of. */
  @Column('uuid', { nullable: true })
  dispatchId!: string | null;

  /** Gateway-wide keyed hash of the recipient's address; null: published on the tracking page. */
  @Column('bytea', { nullable: true })
  recipientHash!: Buffer | null;

  @Column('text')
  keyId!: string;

  @Column('bytea', { nullable: true })
  toSealed!: Buffer | null;

  @Column('bytea')
  bodySealed!: Buffer;

  /** Of a mail that begins something; null where the adapter finds one itself. */
  @Column('bytea', { nullable: true })
  subjectSealed!: Buffer | null;

  /** What a human wrote of it, without the words around that; null for what no human wrote. */
  @Column('bytea', { nullable: true })
  wordsSealed!: Buffer | null;

  @Column('text')
  state!: OutboundState;

  /** How many sends it takes: chats show one file a message. */
  @Column('smallint', { default: 1 })
  parts!: number;

  /** How many of them the provider has taken. */
  @Column('smallint', { default: 0 })
  partsSent!: number;

  /** Of the part whose turn it is. */
  @Column('smallint', { default: 0 })
  attempts!: number;

  @Column('timestamptz')
  nextAttemptAt!: Date;

  @Column('timestamptz')
  wakeAt!: Date;

  @Column('timestamptz', { nullable: true })
  leaseUntil!: Date | null;

  /** When it was last handed to the provider; a look-up asks about the time since. */
  @Column('timestamptz', { nullable: true })
  attemptedAt!: Date | null;

  @Column('bytea', { nullable: true })
  providerHash!: Buffer | null;

  @Column('bytea', { nullable: true })
  providerIdSealed!: Buffer | null;

  @Column('smallint', { nullable: true })
  segments!: number | null;

  /** The citizen's window was closed when it was last tried: what left, if anything did, is a template. */
  @Column('boolean', { default: false })
  windowClosed!: boolean;

  /** The provider said then that the window is closed: what the citizen wrote before opens nothing. */
  @Column('timestamptz', { nullable: true })
  windowClosedAt!: Date | null;

  /** Of the template that asks the citizen to open the window; the row's other fields are the text's. */
  @Column('bytea', { nullable: true })
  templateHash!: Buffer | null;

  @Column('timestamptz', { nullable: true })
  templateAt!: Date | null;

  /** The provider's last word on the template. */
  @Column('text', { nullable: true })
  templateState!: ReceiptState | null;

  /** Provider ids of tries that the closed window undid: what is still said of them means nothing. */
  @Column('bytea', { array: true, default: () => "'{}'" })
  refusedHashes!: Buffer[];

  /** What the text costs by the channel's prices, in `currency`; null where the channel has none. */
  @Column('numeric', { precision: 14, scale: 4, nullable: true })
  cost!: string | null;

  @Column('numeric', { precision: 14, scale: 4, nullable: true })
  templateCost!: string | null;

  /** ISO 4217. */
  @Column('text', { nullable: true })
  currency!: string | null;

  @Column('text', { nullable: true })
  errorCode!: string | null;

  /** For operators; without personal data. */
  @Column('text', { nullable: true })
  reason!: string | null;

  @Column('timestamptz')
  createdAt!: Date;

  @Column('timestamptz', { nullable: true })
  sentAt!: Date | null;

  @Column('timestamptz', { nullable: true })
  deliveredAt!: Date | null;

  @Column('timestamptz', { nullable: true })
  readAt!: Date | null;

  @Column('timestamptz', { nullable: true })
  failedAt!: Date | null;
}
