import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A channel whose test message did not come back in time. The row goes when a later one does. */
@Entity('canary_alarm')
export class CanaryAlarm {
  @PrimaryColumn('text', { primaryKeyConstraintName: 'pk_canary_alarm' })
  channelId!: string;

  /** Of the first that was missing. */
  @Column('timestamptz')
  slot!: Date;

  /** When that one entered the outbox. */
  @Column('timestamptz')
  begunAt!: Date;

  /** When it was noticed, and the office told. */
  @Column('timestamptz')
  noticedAt!: Date;
}
