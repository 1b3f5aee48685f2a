import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { StaffRole } from '../tenants/staff-role.js';

/** Somebody of an agency or of the office itself, and how they are told: one address, so that they are told once. */
@Entity('officer')
@Index('ix_officer_agency', ['tenant', 'agency'])
@Index('ix_officer_address', ['addressHash'])
@Index('uq_officer_seed', ['tenant', 'seedKey'], { unique: true, where: 'seed_key IS NOT NULL' })
export class Officer {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_officer' })
  id!: string;

  @Column('text')
  tenant!: string;

  /** The agency's slug; null for the office's own people. */
  @Column('text', { nullable: true })
  agency!: string | null;

  /** The unit whose tickets they get; null: the agency's. */
  @Column('text', { nullable: true })
  unit!: string | null;

  @Column('text')
  role!: StaffRole;

  @Column('text')
  keyId!: string;

  @Column('bytea')
  nameSealed!: Buffer;

  /** As `addressKey` writes it. */
  @Column('bytea')
  addressSealed!: Buffer;

  /** Gateway-wide keyed hash: a message of theirs is known by it. */
  @Column('bytea')
  addressHash!: Buffer;

  /** The channel that tells them; null: the tenant's first one that can reach such an address. */
  @Column('text', { nullable: true })
  channelId!: string | null;

  @Column('boolean', { default: true })
  active!: boolean;

  /** What of the tenant's file it came from; null for what people entered. */
  @Column('text', { nullable: true })
  seedKey!: string | null;

  /** When people entered or ended it; from then on the file changes nothing. */
  @Column('timestamptz', { nullable: true })
  editedAt!: Date | null;

  @Column('timestamptz')
  createdAt!: Date;

  @Column('timestamptz')
  updatedAt!: Date;
}
