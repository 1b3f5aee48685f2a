import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** What a program may do for an office, or for an agency of it. The key itself is shown once and never stored. */
@Entity('api_key')
@Index('uq_api_key_hash', ['secretHash'], { unique: true })
@Check('ck_api_key_agency', 'agency IS NULL OR tenant IS NOT NULL')
export class ApiKeyRow {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_api_key' })
  id!: string;

  /** What it is for, in the administrator's words. */
  @Column('text')
  name!: string;

  /** Null: every office's. */
  @Column('text', { nullable: true })
  tenant!: string | null;

  /** Of an agency of that office: its own system, which sees what the agency was handed and nothing else. */
  @Column('text', { nullable: true })
  agency!: string | null;

  @Column('text', { array: true })
  scopes!: string[];

  /** Keyed hash of the whole key. */
  @Column('bytea')
  secretHash!: Buffer;

  @Column('integer')
  ratePerMinute!: number;

  @Column('timestamptz')
  createdAt!: Date;

  @Column('timestamptz', { nullable: true })
  expiresAt!: Date | null;

  @Column('timestamptz', { nullable: true })
  revokedAt!: Date | null;

  /** To the minute. */
  @Column('timestamptz', { nullable: true })
  lastUsedAt!: Date | null;
}
