import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/**
 * A failure of the protection of personal data. Its persons and the authority are told in writing within 3 times
 * 24 hours (UU 27/2022, article 46).
 */
@Entity('data_breach')
@Index('ix_data_breach_open', ['notifyBy'], { where: 'closed_at IS NULL' })
export class DataBreach {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_data_breach' })
  id!: string;

  /** Null: it concerns the gateway as a whole. */
  @Column('text', { nullable: true })
  tenant!: string | null;

  @Column('timestamptz')
  discoveredAt!: Date;

  /** 72 hours after it was discovered. */
  @Column('timestamptz')
  notifyBy!: Date;

  @Column('text')
  keyId!: string;

  /** What happened, when and how. */
  @Column('bytea')
  whatSealed!: Buffer;

  /** What is done about it. */
  @Column('bytea', { nullable: true })
  measuresSealed!: Buffer | null;

  /** Which data: `name`, `address`, `identity-number`, `message`, `attachment`, ... */
  @Column('text', { array: true })
  dataKinds!: string[];

  /** As far as it is known. */
  @Column('integer', { nullable: true })
  persons!: number | null;

  @Column('timestamptz', { nullable: true })
  authorityToldAt!: Date | null;

  @Column('timestamptz', { nullable: true })
  personsToldAt!: Date | null;

  @Column('timestamptz', { nullable: true })
  closedAt!: Date | null;

  /** `cli`, or an account's or key's id. */
  @Column('text')
  recordedBy!: string;

  @Column('timestamptz')
  createdAt!: Date;
}
