import { Column, Entity, PrimaryColumn } from 'typeorm';

/**
 * What came in and left by a channel in one hour, for its rhythm and its habit; hours in which nothing happened have
 * no row. Counted from intake's ledger and the outbox by `ChannelHours`, and kept for twelve weeks.
 */
@Entity('channel_hour')
export class ChannelHour {
  @PrimaryColumn('text', { primaryKeyConstraintName: 'pk_channel_hour' })
  channelId!: string;

  /** When it began: a whole hour of UTC. */
  @PrimaryColumn('timestamptz', { primaryKeyConstraintName: 'pk_channel_hour' })
  hour!: Date;

  @Column('integer')
  received!: number;

  @Column('integer')
  sent!: number;
}
