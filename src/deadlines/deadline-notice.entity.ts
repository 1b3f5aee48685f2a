import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** A threshold of a deadline that was passed and told of, once: per cent of the budget. */
@Entity('deadline_notice')
@Index('uq_deadline_notice', ['deadlineId', 'percent'], { unique: true })
export class DeadlineNotice {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_deadline_notice' })
  id!: string;

  @Column('uuid')
  @ForeignKey('ticket_deadline', { name: 'fk_deadline_notice_deadline' })
  deadlineId!: string;

  /** 75, 100, and the tenant's steps of escalation beyond. */
  @Column('smallint')
  percent!: number;

  /** Who was told: a role, or `nobody`. */
  @Column('text')
  told!: string;

  @Column('timestamptz')
  at!: Date;
}
