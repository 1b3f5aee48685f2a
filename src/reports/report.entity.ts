import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** A report that was made: its figures as they were then, and its files. */
@Entity('report')
@Index('uq_report_period', ['tenant', 'kind', 'fromDate', 'untilDate', 'edition'], { unique: true })
@Index('ix_report_tenant', ['tenant', 'madeAt'])
export class Report {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_report' })
  id!: string;

  @Column('text')
  tenant!: string;

  /** `daily`, `issues`, `monthly`, `evaluation`, `annual`, `register`. */
  @Column('text')
  kind!: string;

  /** First day of the period, in the tenant's zone. */
  @Column('date')
  fromDate!: string;

  /** Last day of the period. */
  @Column('date')
  untilDate!: string;

  /** 1, and one more each time that it is made anew. */
  @Column('smallint')
  edition!: number;

  /** What it says; without identities. */
  @Column('jsonb')
  figures!: Record<string, unknown>;

  /** Object of the printable page in the storage. */
  @Column('text', { nullable: true })
  htmlKey!: string | null;

  @Column('text', { nullable: true })
  xlsxKey!: string | null;

  /** `gateway` for the schedule, `cli`, or an account's or key's id. */
  @Column('text')
  madeBy!: string;

  @Column('timestamptz')
  madeAt!: Date;

  /** When it was mailed to whom the tenant names. */
  @Column('timestamptz', { nullable: true })
  mailedAt!: Date | null;
}
