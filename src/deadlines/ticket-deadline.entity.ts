import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import type { DurationUnit } from '../tenants/tenant.js';

/**
 * One deadline of a ticket: the whole (`resolve`) or a step of the tenant's procedure. It keeps what it is reckoned
 * from; `due_at` and `warn_at` follow from that, the ticket's pauses and the calendar.
 */
@Entity('ticket_deadline')
@Index('uq_ticket_deadline', ['ticketId', 'step', 'round'], { unique: true })
@Index('ix_ticket_deadline_wake', ['wakeAt'], { where: 'wake_at IS NOT NULL' })
@Index('ix_ticket_deadline_due', ['tenant', 'dueAt'])
export class TicketDeadline {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_ticket_deadline' })
  id!: string;

  @Column('uuid')
  @ForeignKey('ticket', { name: 'fk_ticket_deadline_ticket' })
  ticketId!: string;

  @Column('text')
  tenant!: string;

  /** `resolve`, or the step's slug in the standard. */
  @Column('text')
  step!: string;

  /** The ticket's round: each reopening begins another. */
  @Column('smallint')
  round!: number;

  @Column('timestamptz')
  startedAt!: Date;

  @Column('integer')
  budgetAmount!: number;

  @Column('text')
  budgetUnit!: DurationUnit;

  @Column('text')
  standardVersion!: string;

  @Column('text')
  calendarVersion!: string;

  @Column('timestamptz')
  dueAt!: Date;

  /** When three quarters of the budget are used. */
  @Column('timestamptz')
  warnAt!: Date;

  @Column('timestamptz', { nullable: true })
  metAt!: Date | null;

  /** A recorded fact: it stays, whatever becomes of the calendar. */
  @Column('timestamptz', { nullable: true })
  breachedAt!: Date | null;

  /** No longer owed: the ticket was archived or merged. */
  @Column('timestamptz', { nullable: true })
  endedAt!: Date | null;

  /** When the sweep looks at it: the next threshold. Null: nothing is to come, or the clock stands still. */
  @Column('timestamptz', { nullable: true })
  wakeAt!: Date | null;
}
