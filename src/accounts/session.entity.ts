import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** One browser that is signed in. Ending a session removes its row. */
@Entity('session')
@Index('uq_session_token', ['tokenHash'], { unique: true })
@Index('ix_session_user', ['userId'])
@Index('ix_session_expires', ['expiresAt'])
export class SessionRow {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_session' })
  id!: string;

  @Column('uuid')
  @ForeignKey('user_account', { name: 'fk_session_user', onDelete: 'CASCADE' })
  userId!: string;

  /** Keyed hash of the cookie's token, which is kept nowhere. */
  @Column('bytea')
  tokenHash!: Buffer;

  /** The password was right, the second factor is still to come. */
  @Column('boolean', { default: false })
  factorPending!: boolean;

  /** Kind of browser and system ("Chrome, Windows"), by which its owner knows it again. */
  @Column('text')
  device!: string;

  @Column('timestamptz')
  createdAt!: Date;

  /** To the minute. */
  @Column('timestamptz')
  lastSeenAt!: Date;

  @Column('timestamptz')
  expiresAt!: Date;
}
