import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** Each look at what is kept from most: who looked at what, when. Rows are only ever added. */
@Entity('access_log')
@Index('ix_access_log_subject', ['subjectId', 'at'])
export class AccessLog {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_access_log' })
  id!: string;

  /** `cli`, or an account's id; never a name. */
  @Column('text')
  actor!: string;

  /** `attachment-original`, ... */
  @Column('text')
  action!: string;

  @Column('uuid')
  subjectId!: string;

  @Column('uuid', { nullable: true })
  ticketId!: string | null;

  @Column('timestamptz')
  at!: Date;
}
