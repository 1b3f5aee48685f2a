import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { LocaleName } from '../tenants/tenant.js';
import type { Role } from './permissions.js';

/** Somebody who may sign in to the console. Name, user name and mailbox are sealed; the last two are found by a keyed hash. */
@Entity('user_account')
@Index('uq_user_account_username', ['usernameHash'], { unique: true, where: 'username_hash IS NOT NULL' })
@Index('uq_user_account_email', ['emailHash'], { unique: true, where: 'email_hash IS NOT NULL' })
@Index('ix_user_account_tenant', ['tenant', 'role'])
@Check('ck_user_account_known_by', 'username_hash IS NOT NULL OR email_hash IS NOT NULL OR forgotten_at IS NOT NULL')
export class UserAccount {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_user_account' })
  id!: string;

  @Column('text')
  role!: Role;

  /** Null: of every office (central admins). */
  @Column('text', { nullable: true })
  tenant!: string | null;

  @Column('text', { nullable: true })
  agency!: string | null;

  @Column('text', { nullable: true })
  unit!: string | null;

  @Column('text')
  locale!: LocaleName;

  @Column('text')
  keyId!: string;

  @Column('bytea')
  nameSealed!: Buffer;

  @Column('bytea', { nullable: true })
  usernameSealed!: Buffer | null;

  @Column('bytea', { nullable: true })
  usernameHash!: Buffer | null;

  @Column('bytea', { nullable: true })
  emailSealed!: Buffer | null;

  /** Gateway-wide keyed hash of the address, as officers have it. */
  @Column('bytea', { nullable: true })
  emailHash!: Buffer | null;

  /** Argon2id in PHC form; null: none was ever set, they come in by the link of their invitation. */
  @Column('text', { nullable: true })
  passwordHash!: string | null;

  /** Somebody else knows it: it is changed before anything else. */
  @Column('boolean', { default: false })
  passwordTemporary!: boolean;

  @Column('timestamptz', { nullable: true })
  passwordChangedAt!: Date | null;

  /** The second factor's secret (RFC 6238), sealed; null: none. */
  @Column('bytea', { nullable: true })
  totpSealed!: Buffer | null;

  /** The key that the secret is sealed with. */
  @Column('text', { nullable: true })
  totpKeyId!: string | null;

  /** When a first code proved that the secret arrived; until then it counts for nothing. */
  @Column('timestamptz', { nullable: true })
  totpConfirmedAt!: Date | null;

  /** The time step of the last code that was taken: none is taken twice. */
  @Column('bigint', { nullable: true })
  totpLastStep!: string | null;

  /** Keyed hashes of the recovery codes that are left. */
  @Column('bytea', { array: true, default: () => `'{}'` })
  recoveryHashes!: Buffer[];

  @Column('timestamptz', { nullable: true })
  disabledAt!: Date | null;

  /** Since then the row says nothing of a person; its id stands in timelines and in the access log. */
  @Column('timestamptz', { nullable: true })
  forgottenAt!: Date | null;

  /** To the minute. */
  @Column('timestamptz', { nullable: true })
  lastSignedInAt!: Date | null;

  @Column('timestamptz')
  createdAt!: Date;

  @Column('timestamptz')
  updatedAt!: Date;
}
