import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** Bytes in the storage that nothing refers to any more: removed after the commit that let go of them, and until it succeeds. */
@Entity('object_removal')
@Index('ix_object_removal_next', ['nextAttemptAt'])
export class ObjectRemoval {
  @PrimaryColumn('text', { primaryKeyConstraintName: 'pk_object_removal' })
  key!: string;

  @Column('timestamptz')
  nextAttemptAt!: Date;

  @Column('timestamptz')
  createdAt!: Date;
}
