import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A morning's list of what is due, made for everybody of a tenant at once: one row a day, so that nobody gets two. */
@Entity('daily_digest')
export class DailyDigest {
  @PrimaryColumn('text', { primaryKeyConstraintName: 'pk_daily_digest' })
  tenant!: string;

  /** The tenant's own day. */
  @PrimaryColumn('date', { primaryKeyConstraintName: 'pk_daily_digest' })
  day!: string;

  @Column('timestamptz')
  madeAt!: Date;

  /** How many people it went to. */
  @Column('integer')
  people!: number;
}
