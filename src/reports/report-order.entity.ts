import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

export type OrderState = 'waiting' | 'made' | 'failed';

/** A report that somebody asked for, until a worker has made it. */
@Entity('report_order')
@Index('uq_report_order_waiting', ['tenant', 'kind', 'period'], { unique: true, where: "state = 'waiting'" })
@Index('ix_report_order_wake', ['wakeAt'], { where: "state = 'waiting'" })
@Index('ix_report_order_tenant', ['tenant', 'createdAt'])
export class ReportOrder {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_report_order' })
  id!: string;

  @Column('text')
  tenant!: string;

  /** As `report.kind`. */
  @Column('text')
  kind!: string;

  /** As `parsePeriod` reads it: `2026-03`. */
  @Column('text')
  period!: string;

  @Column('text')
  orderedBy!: string;

  @Column('text')
  state!: OrderState;

  /** Why it was not made, as a code. */
  @Column('text', { nullable: true })
  reason!: string | null;

  @Column('uuid', { nullable: true })
  reportId!: string | null;

  @Column('smallint', { default: 0 })
  attempts!: number;

  /** A worker has it until then. */
  @Column('timestamptz', { nullable: true })
  leaseUntil!: Date | null;

  /** When it is rung for again. */
  @Column('timestamptz')
  wakeAt!: Date;

  @Column('timestamptz')
  createdAt!: Date;

  @Column('timestamptz', { nullable: true })
  endedAt!: Date | null;
}
