import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** `done` and `failed` are final; a failed row keeps its raw payload and can be retried by hand. */
export type InboundState = 'pending' | 'done' | 'failed';
/** What became of a message: the buckets of reconciliation. */
export type InboundOutcome = 'ticket' | 'follow-up' | 'duplicate' | 'command' | 'canary' | 'ignored' | 'failed';

/** What arrived, raw and normalised, encrypted. Processing never deletes it. */
@Entity('inbound_message')
@Index('uq_inbound_message_external', ['channelId', 'externalHash'], { unique: true })
@Index('ix_inbound_message_sender', ['senderHash', 'id'], { where: "state = 'pending'" })
@Index('ix_inbound_message_wake', ['wakeAt'], { where: "state = 'pending'" })
@Index('ix_inbound_message_text', ['textHash', 'receivedAt'], { where: 'text_hash IS NOT NULL' })
@Index('ix_inbound_message_window', ['channelId', 'senderHash', 'receivedAt'], {
  where: "kind = 'whatsapp' AND sender_hash IS NOT NULL",
})
@Index('ix_inbound_message_ticket', ['ticketId', 'id'], { where: 'ticket_id IS NOT NULL' })
@Index('ix_inbound_message_failed', ['channelId'], { where: "state = 'failed'" })
@Index('ix_inbound_message_ownerless', ['receivedAt'], {
  where: "tenant IS NULL AND state = 'done' AND event_type = 'message'",
})
export class InboundMessage {
  /** UUIDv7: sorts by time of receipt. */
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_inbound_message' })
  id!: string;

  @Column('text')
  channelId!: string;

  @Column('text')
  kind!: string;

  /** Keyed hash of the provider's message id, which may itself encode a number (a `wamid` does). */
  @Column('bytea')
  externalHash!: Buffer;

  @Column('text')
  eventType!: string;

  /** Gateway-wide keyed hash of the sender's address; null for a message without a sender. */
  @Column('bytea', { nullable: true })
  senderHash!: Buffer | null;

  @Column('text')
  keyId!: string;

  /** The normalised event, sealed; null where the delivery could not be parsed. */
  @Column('bytea', { nullable: true })
  eventSealed!: Buffer | null;

  /** The delivery as it came, sealed; on the first of the events that it held. */
  @Column('bytea', { nullable: true })
  rawSealed!: Buffer | null;

  @Column('timestamptz')
  receivedAt!: Date;

  @Column('text', { default: 'pending' })
  state!: InboundState;

  @Column('text', { nullable: true })
  outcome!: InboundOutcome | null;

  /** Kebab-case code of why it was ignored or failed. */
  @Column('text', { nullable: true })
  reason!: string | null;

  @Column('smallint', { default: 0 })
  attempts!: number;

  @Column('timestamptz')
  nextAttemptAt!: Date;

  /** When the sweeper rings for it again. */
  @Column('timestamptz')
  wakeAt!: Date;

  @Column('timestamptz', { nullable: true })
  leaseUntil!: Date | null;

  @Column('text', { nullable: true })
  tenant!: string | null;

  /** The office that a central admin handed it to, since nothing in it said whose it is. */
  @Column('text', { nullable: true })
  handedTo!: string | null;

  @Column('uuid', { nullable: true })
  contactId!: string | null;

  @Column('uuid', { nullable: true })
  ticketId!: string | null;

  /** Keyed hash of tenant, sender and folded text: finds the same words of the same sender again. */
  @Column('bytea', { nullable: true })
  textHash!: Buffer | null;

  @Column('timestamptz', { nullable: true })
  processedAt!: Date | null;
}
