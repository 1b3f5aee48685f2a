import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** The citizen's word on an answer: whether it is fixed, a mark, and the nine elements where they filled in the form. */
@Entity('feedback')
@Index('uq_feedback_ticket', ['ticketId', 'round'], { unique: true })
@Index('ix_feedback_tenant', ['tenant', 'at'])
export class Feedback {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_feedback' })
  id!: string;

  @Column('uuid')
  @ForeignKey('ticket', { name: 'fk_feedback_ticket' })
  ticketId!: string;

  @Column('text')
  tenant!: string;

  /** The ticket's round that it speaks of. */
  @Column('smallint')
  round!: number;

  @Column('text')
  channelId!: string;

  /** Null: they only gave a mark. */
  @Column('boolean', { nullable: true })
  fixed!: boolean | null;

  /** 1 (bad) to 4 (very good), as PermenPANRB 14/2017 has it. */
  @Column('smallint', { nullable: true })
  mark!: number | null;

  /** The full form: 1 to 4 for each of U1 to U9 of PermenPANRB 14/2017, as an object by element. */
  @Column('jsonb', { nullable: true })
  elements!: Record<string, number> | null;

  @Column('text', { nullable: true })
  keyId!: string | null;

  @Column('bytea', { nullable: true })
  commentSealed!: Buffer | null;

  @Column('timestamptz')
  at!: Date;

  @Column('timestamptz')
  updatedAt!: Date;
}
