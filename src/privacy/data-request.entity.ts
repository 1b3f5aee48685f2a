import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** What a person asked of an office about their own data, and what was done: the office's proof, without the person. */
@Entity('data_request')
@Index('ix_data_request_tenant', ['tenant', 'at'])
export class DataRequest {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_data_request' })
  id!: string;

  @Column('text')
  tenant!: string;

  /** `export` or `erase`. */
  @Column('text')
  kind!: string;

  /** Keyed hash of the address within the tenant: asked again, it is seen to be the same person's. */
  @Column('bytea')
  subjectHash!: Buffer;

  /** `cli`, or an account's or key's id. */
  @Column('text')
  by!: string;

  /** How many rows of what. */
  @Column('jsonb')
  counts!: Record<string, number>;

  @Column('timestamptz')
  at!: Date;
}
