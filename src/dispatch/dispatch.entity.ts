import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** `withdrawn`: the office took it back; `done`: its response went out with an answer. */
export type DispatchState = 'sent' | 'accepted' | 'returned' | 'responded' | 'withdrawn' | 'done';

/** A ticket handed to an agency or a unit of it. Of several that work on one ticket, one leads. */
@Entity('dispatch')
@Index('ix_dispatch_ticket', ['ticketId'])
@Index('ix_dispatch_agency', ['tenant', 'agency', 'state', 'dueAt'])
@Index('uq_dispatch_open', ['ticketId', 'agency'], {
  unique: true,
  where: "state IN ('sent', 'accepted', 'responded')",
})
export class Dispatch {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_dispatch' })
  id!: string;

  @Column('uuid')
  @ForeignKey('ticket', { name: 'fk_dispatch_ticket' })
  ticketId!: string;

  @Column('text')
  tenant!: string;

  @Column('text')
  agency!: string;

  @Column('text', { nullable: true })
  unit!: string | null;

  @Column('boolean')
  lead!: boolean;

  @Column('text')
  state!: DispatchState;

  @Column('text')
  keyId!: string;

  /** What the admin writes to the agency. */
  @Column('bytea', { nullable: true })
  noteSealed!: Buffer | null;

  /** When the agency shall have responded. */
  @Column('timestamptz', { nullable: true })
  dueAt!: Date | null;

  /** The office named that time; else it follows from the standard. */
  @Column('boolean', { default: false })
  dueGiven!: boolean;

  /** `gateway`, `cli`, or an account's or key's id. */
  @Column('text')
  dispatchedBy!: string;

  @Column('timestamptz')
  dispatchedAt!: Date;

  @Column('timestamptz', { nullable: true })
  acceptedAt!: Date | null;

  @Column('timestamptz', { nullable: true })
  respondedAt!: Date | null;

  /** When it was returned, withdrawn or done. */
  @Column('timestamptz', { nullable: true })
  endedAt!: Date | null;

  /** `not-ours`, `no-authority`, `incomplete`, `duplicate`, `other`. */
  @Column('text', { nullable: true })
  returnReason!: string | null;

  /** The agency whose it is, as the one that returned it says. */
  @Column('text', { nullable: true })
  returnTo!: string | null;

  @Column('bytea', { nullable: true })
  returnWordsSealed!: Buffer | null;
}
