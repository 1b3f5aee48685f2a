import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** A file that goes out with a message; its bytes are in object storage, sealed like those that came in. */
@Entity('outbound_attachment')
@Index('uq_outbound_attachment_position', ['outboundId', 'position'], { unique: true })
export class OutboundAttachment {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_outbound_attachment' })
  id!: string;

  @Column('uuid')
  @ForeignKey('outbound_message', { name: 'fk_outbound_attachment_outbound' })
  outboundId!: string;

  /** From 0, in the order in which they were given. */
  @Column('smallint')
  position!: number;

  /** By content. */
  @Column('text')
  contentType!: string;

  @Column('integer')
  size!: number;

  /** Hex. */
  @Column('text')
  sha256!: string;

  @Column('text')
  keyId!: string;

  @Column('bytea')
  filenameSealed!: Buffer;

  @Column('text')
  storageKey!: string;

  /** The channel takes it; else it is to be seen on the tracking page alone. */
  @Column('boolean')
  carried!: boolean;

  @Column('timestamptz')
  createdAt!: Date;
}
