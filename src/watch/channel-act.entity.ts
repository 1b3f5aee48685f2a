import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** What people did to a channel or to a message that was stuck in it, and when it fell silent. Rows are only ever added. */
@Entity('channel_act')
@Index('ix_channel_act_channel', ['channelId', 'id'])
export class ChannelActRow {
  /** UUIDv7: sorts by time. */
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_channel_act' })
  id!: string;

  @Column('text')
  channelId!: string;

  /** `gateway`, or `user:<id>`; never a name. */
  @Column('text')
  actor!: string;

  /** `paused`, `resumed`, `inbound-retried`, ... */
  @Column('text')
  act!: string;

  /** Of the message that it was done to. */
  @Column('uuid', { nullable: true })
  messageId!: string | null;

  /** How many messages it touched. */
  @Column('integer', { nullable: true })
  messages!: number | null;

  @Column('timestamptz')
  at!: Date;
}
