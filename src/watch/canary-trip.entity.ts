import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** One test message on its way round: by an address that sends it back, and in again by the channel that it left by. */
@Entity('canary_trip')
@Index('ix_canary_trip_returned', ['channelId', 'returnedAt'], { where: 'returned_at IS NOT NULL' })
export class CanaryTrip {
  @PrimaryColumn('text', { primaryKeyConstraintName: 'pk_canary_trip' })
  channelId!: string;

  /** When its turn was: one leaves in each, whichever worker is first. */
  @PrimaryColumn('timestamptz', { primaryKeyConstraintName: 'pk_canary_trip' })
  slot!: Date;

  /** When it entered the outbox. */
  @Column('timestamptz')
  begunAt!: Date;

  /** When it has to be back; null where nothing follows from it, since the channel was paused meanwhile. */
  @Column('timestamptz', { nullable: true })
  dueAt!: Date | null;

  /** When it was received, the first time. */
  @Column('timestamptz', { nullable: true })
  returnedAt!: Date | null;
}
