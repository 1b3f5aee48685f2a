import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** What one process knows of its own connection to a channel's far end (IMAP, SMPP). */
@Entity('channel_connection')
@Index('ix_channel_connection_process', ['processId'])
export class ChannelConnection {
  @PrimaryColumn('text', { primaryKeyConstraintName: 'pk_channel_connection' })
  channelId!: string;

  /** Drawn when the process starts. */
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_channel_connection' })
  processId!: string;

  /** `connecting`, `connected`, `failing`, `stopped`. */
  @Column('text')
  state!: string;

  /** Since when it is in that state. */
  @Column('timestamptz')
  since!: Date;

  /** What is wrong: kebab-case. */
  @Column('text', { nullable: true })
  code!: string | null;

  /** The same in plain words for operators. */
  @Column('text', { nullable: true })
  words!: string | null;

  /** Moved forward while the process lives. */
  @Column('timestamptz')
  seenAt!: Date;
}
