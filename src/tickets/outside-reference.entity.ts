import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** What another system calls a ticket: SP4N-LAPOR!'s number, a post's address. One ticket has it, and no other. */
@Entity('outside_reference')
@Index('uq_outside_reference', ['system', 'referenceHash'], { unique: true })
@Index('ix_outside_reference_ticket', ['ticketId'])
export class OutsideReference {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_outside_reference' })
  id!: string;

  @Column('uuid')
  @ForeignKey('ticket', { name: 'fk_outside_reference_ticket' })
  ticketId!: string;

  /** The id of the manual channel that stands for that system. */
  @Column('text')
  system!: string;

  /** Keyed: a post's address names who wrote it. */
  @Column('bytea')
  referenceHash!: Buffer;

  @Column('text')
  keyId!: string;

  @Column('bytea')
  referenceSealed!: Buffer;

  @Column('timestamptz')
  createdAt!: Date;
}
