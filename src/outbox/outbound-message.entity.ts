import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import type { OutboundState } from './outbound-state.js';

/** Any message we send. The row owns its attempts; the queue only rings for it. */
@Entity('outbound_message')
@Index('uq_outbound_message_idempotency', ['idempotencyKey'], { unique: true })
@Index('uq_outbound_message_provider', ['channelId', 'providerHash'], {
  unique: true,
  where: 'provider_hash IS NOT NULL',
})
@Index('ix_outbound_message_wake', ['wakeAt'], { where: "state IN ('queued', 'sending', 'unknown')" })
@Index('ix_outbound_message_to', ['recipientHash', 'createdAt'], { where: 'recipient_hash IS NOT NULL' })
@Index('ix_outbound_message_question', ['recipientHash', 'createdAt'], { where: "purpose = 'question'" })
@Index('ix_outbound_message_ticket', ['ticketId', 'createdAt'], { where: 'ticket_id IS NOT NULL' })
@Index('ix_outbound_message_inbound', ['inboundId'], { where: 'inbound_id IS NOT NULL' })
@Index('ix_outbound_message_failed', ['channelId'], { where: "state IN ('failed', 'unknown')" })
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

  /** Gateway-wide keyed hash of the recipient's address; null: published on the tracking page. */
  @Column('bytea', { nullable: true })
  recipientHash!: Buffer | null;

  @Column('text')
  keyId!: string;

  @Column('bytea', { nullable: true })
  toSealed!: Buffer | null;

  @Column('bytea')
  bodySealed!: Buffer;

  /** What a human wrote of it, without the words around that; null for what no human wrote. */
  @Column('bytea', { nullable: true })
  wordsSealed!: Buffer | null;

  @Column('text')
  state!: OutboundState;

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
