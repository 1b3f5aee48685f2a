import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

export type AccountLinkPurpose = 'invitation' | 'reset';

/** A mailed link that lets its reader choose a password, once. */
@Entity('account_link')
@Index('uq_account_link_token', ['tokenHash'], { unique: true })
@Index('ix_account_link_user', ['userId'])
@Index('ix_account_link_expires', ['expiresAt'])
export class AccountLink {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_account_link' })
  id!: string;

  @Column('uuid')
  @ForeignKey('user_account', { name: 'fk_account_link_user', onDelete: 'CASCADE' })
  userId!: string;

  @Column('text')
  purpose!: AccountLinkPurpose;

  /** Keyed hash of the token, which stands in the mail alone. */
  @Column('bytea')
  tokenHash!: Buffer;

  @Column('timestamptz')
  createdAt!: Date;

  @Column('timestamptz')
  expiresAt!: Date;

  @Column('timestamptz', { nullable: true })
  usedAt!: Date | null;
}
