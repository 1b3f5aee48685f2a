import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** Attempts that failed, by account and by network: counted here, since many processes take them. */
@Entity('sign_in_attempts')
@Index('ix_sign_in_attempts_until', ['forgetAt'])
export class SignInAttempts {
  /** Keyed hash of what is counted: an account's name as it was typed, or a network. */
  @PrimaryColumn('bytea', { primaryKeyConstraintName: 'pk_sign_in_attempts' })
  keyHash!: Buffer;

  @Column('integer')
  failures!: number;

  /** Nothing is tried before. */
  @Column('timestamptz', { nullable: true })
  blockedUntil!: Date | null;

  /** When the count begins anew. */
  @Column('timestamptz')
  forgetAt!: Date;
}
