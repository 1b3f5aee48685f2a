import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/**
 * `pending`: to be fetched or examined; `stored`: ours, examined; `quarantined`: ours, and opened by nobody;
 * `refused`: over a limit, kept only where its bytes had come already; `failed`: the provider gave no bytes;
 * `erased`: its time was over, or its sender asked for it.
 */
export type AttachmentState = 'pending' | 'stored' | 'quarantined' | 'refused' | 'failed' | 'erased';

/** What a photo of an agency's response shows; null for any other file. */
export type PhotoRole = 'before' | 'after';

/** A file that came with a message or a response; its bytes are in object storage. */
@Entity('attachment')
@Index('ix_attachment_inbound', ['inboundId'])
@Index('ix_attachment_response', ['responseId'], { where: 'response_id IS NOT NULL' })
@Index('ix_attachment_ticket', ['ticketId'], { where: 'ticket_id IS NOT NULL' })
@Index('ix_attachment_wake', ['wakeAt'], { where: "state = 'pending'" })
export class Attachment {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_attachment' })
  id!: string;

  /** Null for what an agency put on a page of ours. */
  @Column('uuid', { nullable: true })
  @ForeignKey('inbound_message', { name: 'fk_attachment_inbound' })
  inboundId!: string | null;

  /** The ticket whose citizens sent it; null for an agency's. */
  @Column('uuid', { nullable: true })
  ticketId!: string | null;

  /** The agency's response that it belongs to. */
  @Column('uuid', { nullable: true })
  @ForeignKey('response', { name: 'fk_attachment_response' })
  responseId!: string | null;

  @Column('text', { nullable: true })
  role!: PhotoRole | null;

  @Column('text')
  channelId!: string;

  /** By content once it is examined; before that, what the sender or provider says. */
  @Column('text')
  contentType!: string;

  /** `image`, `audio`, `pdf`, ... (media/file-kind.ts); null until it is examined. */
  @Column('text', { nullable: true })
  family!: string | null;

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

  /** The bytes as they came, in object storage. */
  @Column('text', { nullable: true })
  storageKey!: string | null;

  /** Of a photo: what everybody but admins sees, without metadata. */
  @Column('text', { nullable: true })
  viewKey!: string | null;

  /** Where a photo says that it was taken: offered as the complaint's place, believed by nobody yet. */
  @Column('bytea', { nullable: true })
  locationSealed!: Buffer | null;

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
