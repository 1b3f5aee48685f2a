import { Column, Entity, PrimaryColumn } from 'typeorm';

/** What is true of a channel now; one queue serves many channels, so pausing and limits live here. */
@Entity('channel_state')
export class ChannelState {
  @PrimaryColumn('text', { primaryKeyConstraintName: 'pk_channel_state' })
  channelId!: string;

  @Column('boolean', { default: false })
  paused!: boolean;

  /** Sends are refused until then after repeated failures of the far end. */
  @Column('timestamptz', { nullable: true })
  breakerUntil!: Date | null;

  /** The far end takes nothing more until then: it said so (429, `ESME_RTHROTTLED`). No fault, and no attempt of the messages. */
  @Column('timestamptz', { nullable: true })
  throttledUntil!: Date | null;

  @Column('smallint', { default: 0 })
  failuresInRow!: number;

  /** The next free slot of the channel's rate limit. */
  @Column('timestamptz', { nullable: true })
  nextSlotAt!: Date | null;

  @Column('text', { nullable: true })
  lastErrorCode!: string | null;

  @Column('timestamptz', { nullable: true })
  lastErrorAt!: Date | null;

  /** Where a connected channel stopped reading (`UIDVALIDITY:UID`). */
  @Column('text', { nullable: true })
  cursor!: string | null;
}
