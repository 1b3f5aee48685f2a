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

  @Column('text')
  state!: string;

  @Column('text', { nullable: true })
  errorCode!: string | null;

  @Column('timestamptz')
  at!: Date;

  @Column('timestamptz')
  createdAt!: Date;
}
