import { Column, Entity, PrimaryColumn } from 'typeorm';

/** How long a tenant's reports took to be answered, as reckoned last; what its public pages tell. */
@Entity('answer_times')
export class AnswerTimesRow {
  @PrimaryColumn('text', { primaryKeyConstraintName: 'pk_answer_times' })
  tenant!: string;

  /** `{all?, categories}` of `HalfAnswered` (half-answered.ts). */
  @Column('jsonb')
  figures!: Record<string, unknown>;

  @Column('timestamptz')
  reckonedAt!: Date;
}
