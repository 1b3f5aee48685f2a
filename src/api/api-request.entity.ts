import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** What was done for a program under its own name for it (`Idempotency-Key`), so that it is done once. */
@Entity('api_request')
@Index('ix_api_request_at', ['at'])
export class ApiRequestRow {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_api_request' })
  @ForeignKey('api_key', { name: 'fk_api_request_key' })
  keyId!: string;

  @PrimaryColumn('text', { primaryKeyConstraintName: 'pk_api_request' })
  nonce!: string;

  /** Keyed hash of all that was asked for: other words under the same name are refused. */
  @Column('bytea')
  digest!: Buffer;

  /** As it was answered, to the letter: ids and codes, never people's words. */
  @Column('json', { nullable: true })
  answer!: object | null;

  @Column('timestamptz')
  at!: Date;
}
