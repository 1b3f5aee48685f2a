import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** A part of a message that the provider has taken, other than its last: the id of that stands in the message's row. */
@Entity('outbound_part')
@Index('uq_outbound_part_provider', ['channelId', 'providerHash'], { unique: true })
export class OutboundPart {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_outbound_part' })
  @ForeignKey('outbound_message', { name: 'fk_outbound_part_outbound' })
  outboundId!: string;

  /** From 0. */
  @PrimaryColumn('smallint', { primaryKeyConstraintName: 'pk_outbound_part' })
  part!: number;

  @Column('text')
  channelId!: string;

  @Column('bytea')
  providerHash!: Buffer;
}
