import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

export type AttachmentState = 'pending' | 'stored' | 'failed';

/** A file that came with a message; its bytes are in object storage. */
@Entity('attachment')
@Index('ix_attachment_inbound', ['inboundId'])
@Index('ix_attachment_ticket', ['ticketId'], { where: 'ticket_id IS NOT NULL' })
@Index('ix_attachment_wake', ['wakeAt'], { where: "state = 'pending'" })
export class Attachment {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_attachment' })
  id!: string;

  @Column('uuid')
  @ForeignKey('inbound_message', { name: 'fk_attachment_inbound' })
  inboundId!: string;

  @Column('uuid', { nullable: true })
  ticketId!: string | null;

  @Column('text')
  channelId!: string;

  @Column('text')
  contentType!: string;

  @Column('bigint', { nullable: true })
  size!: string | null;

  @Column('text', { nullable: true })
  sha256!: string | null;

  @Column('text')
  keyId!: string;

  /** A name can say who someone is: sealed. */
  @Column('bytea', { nullable: true })
  filenameSealed!: Buffer | null;

  /** Where the provider keeps it until we have fetched it. */
  @Column('bytea', { nullable: true })
  providerRefSealed!: Buffer | null;

  @Column('text', { nullable: true })
  storageKey!: string | null;

  @Column('text')
  state!: AttachmentState;

  @Column('text', { nullable: true })
  reason!: string | null;

  @Column('smallint', { default: 0 })
  attempts!: number;

  @Column('timestamptz')
  nextAttemptAt!: Date;

  @Column('timestamptz')
  wakeAt!: Date;

  @Column('timestamptz', { nullable: true })
  leaseUntil!: Date | null;

  @Column('timestamptz')
  createdAt!: Date;
}
