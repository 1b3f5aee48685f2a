import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** A provider's word on a message that we don't know (yet): it often comes before the send's own answer is stored. */
@Entity('parked_receipt')
@Index('ix_parked_receipt_provider', ['channelId', 'providerHash'])
export class ParkedReceipt {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_parked_receipt' })
  id!: string;

  @Column('text')
  channelId!: string;

  @Column('bytea')
  providerHash!: Buffer;

  /** The outbound message that the provider names beside its own id. */
  @Column('uuid', { nullable: true })
  reference!: string | null;

  @Column('text')
  state!: string;

  @Column('text', { nullable: true })
  errorCode!: string | null;

  /** For operators; without personal data. */
  @Column('text', { nullable: true })
  words!: string | null;

  @Column('timestamptz')
  at!: Date;

  @Column('timestamptz')
  createdAt!: Date;
}
