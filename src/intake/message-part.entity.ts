import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** One part of a long message whose other parts are still to come (SMPP); stored before it is acknowledged. */
@Entity('message_part')
@Index('uq_message_part_number', ['channelId', 'setHash', 'number'], { unique: true })
@Index('ix_message_part_seen', ['channelId', 'seenAt'])
export class MessagePart {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_message_part' })
  id!: string;

  @Column('text')
  channelId!: string;

  /** Keyed hash of what names the set: sender, reference, count. */
  @Column('bytea')
  setHash!: Buffer;

  @Column('smallint')
  number!: number;

  @Column('smallint')
  total!: number;

  @Column('text')
  keyId!: string;

  @Column('bytea')
  bytesSealed!: Buffer;

  /** When it first came: the earliest of a set dates its message. */
  @Column('timestamptz')
  receivedAt!: Date;

  /** When this very content came last. */
  @Column('timestamptz')
  seenAt!: Date;
}
