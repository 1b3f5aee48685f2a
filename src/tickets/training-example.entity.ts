import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** A human's overruling of what the machine decided: what the categoriser learns from (promise 6). */
@Entity('training_example')
@Index('ix_training_example_tenant', ['tenant', 'field', 'at'])
@Index('ix_training_example_ticket', ['ticketId'])
export class TrainingExample {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_training_example' })
  id!: string;

  @Column('text')
  tenant!: string;

  @Column('uuid')
  @ForeignKey('ticket', { name: 'fk_training_example_ticket' })
  ticketId!: string;

  /** `category`, `level`, `kind`, `agency`, `unit`, `same` (merged), `different` (split or unmerged). */
  @Column('text')
  field!: string;

  /** What the machine had said. */
  @Column('text', { nullable: true })
  was!: string | null;

  /** What it is; of `same` and `different` the other ticket's id. */
  @Column('text', { nullable: true })
  correct!: string | null;

  /** The event that it came with. */
  @Column('uuid')
  eventId!: string;

  /** `cli`, or an account's or key's id. */
  @Column('text')
  by!: string;

  @Column('timestamptz')
  at!: Date;

  @Column('timestamptz', { nullable: true })
  undoneAt!: Date | null;
}
