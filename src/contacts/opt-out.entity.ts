import { Column, Entity, PrimaryColumn } from 'typeorm';

/** An address that asked us to be silent on a channel (STOP). Deleted by START. */
@Entity('opt_out')
export class OptOut {
  @PrimaryColumn('text', { primaryKeyConstraintName: 'pk_opt_out' })
  channelId!: string;

  /** Gateway-wide keyed hash of the address. */
  @PrimaryColumn('bytea', { primaryKeyConstraintName: 'pk_opt_out' })
  addressHash!: Buffer;

  @Column('timestamptz')
  at!: Date;
}
