import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import type { DurationUnit } from '../tenants/tenant.js';

/**
 * One deadline of a ticket: the whole (`resolve`) or a step of the tenant's procedure. It keeps what it is reckoned
 * from; `due_at` and `warn_at` follow from that, the ticket's pauses and the calendar.
 */
@Entity('ticket_deadline')
@Index('uq_ticket_deadline', ['ticketId', 'step', 'round', 'run'], { unique: true })
@Index('ix_ticket_deadline_wake', ['wakeAt'], { where: 'wake_at IS NOT NULL' })
@Index('ix_ticket_deadline_due', ['tenant', 'dueAt'])
@Index('ix_ticket_deadline_owed', ['tenant', 'dueAt'], {
  where: 'met_at IS NULL AND ended_at IS NULL AND due_at IS NOT NULL',
})
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

  /** Within the round: what an agency hands back is owed once more. */
  @Column('smallint', { default: 0 })
  run!: number;

  @Column('timestamptz')
  startedAt!: Date;

  /** Null: the step has no time of its own, and is measured. */
  @Column('integer', { nullable: true })
  budgetAmount!: number | null;

  @Column('text', { nullable: true })
  budgetUnit!: DurationUnit | null;

  @Column('text')
  standardVersion!: string;

  @Column('text')
  calendarVersion!: string;

  @Column('timestamptz', { nullable: true })
  dueAt!: Date | null;

  /** When three quarters of the budget are used. */
  @Column('timestamptz', { nullable: true })
  warnAt!: Date | null;

  @Column('timestamptz', { nullable: true })
  metAt!: Date | null;

  /** A recorded fact: it stays, whatever becomes of the calendar. */
  @Column('timestamptz', { nullable: true })
  breachedAt!: Date | null;

  /** No longer owed: taken back, or the ticket was archived or merged. */
  @Column('timestamptz', { nullable: true })
  endedAt!: Date | null;

  /** When the sweep looks at it: the next threshold. Null: nothing is to come, or the clock stands still. */
  @Column('timestamptz', { nullable: true })
  wakeAt!: Date | null;
}
