import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/**
 * What a step of the pipeline decided and why; shown beside the ticket, and what overruling corrects. A human's
 * decision stands beside the machine's, which stays as it was.
 */
@Entity('decision')
@Check('ck_decision_machine', "inbound_id IS NOT NULL OR decided_by = 'human'")
@Index('ix_decision_inbound', ['inboundId'])
@Index('ix_decision_ticket', ['ticketId'], { where: 'ticket_id IS NOT NULL' })
export class Decision {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_decision' })
  id!: string;

  /** Null: a human's, which follows from no message. */
  @Column('uuid', { nullable: true })
  @ForeignKey('inbound_message', { name: 'fk_decision_inbound' })
  inboundId!: string | null;

  @Column('uuid', { nullable: true })
  ticketId!: string | null;

  /** `identify`, `thread`, `command`, `dedupe`, `categorise`, `route`. */
  @Column('text')
  step!: string;

  @Column('text')
  outcome!: string;

  /** The rule or the words that decided. */
  @Column('text', { nullable: true })
  rule!: string | null;

  @Column('real', { nullable: true })
  score!: number | null;

  @Column('text', { nullable: true })
  runnerUp!: string | null;

  /** Of the rules or the model. */
  @Column('text')
  version!: string;

  @Column('timestamptz')
  at!: Date;

  /** `machine` or `human`. */
  @Column('text', { default: 'machine' })
  decidedBy!: string;

  /** The human: `cli`, or an account's or key's id. */
  @Column('text', { nullable: true })
  actor!: string | null;

  /** The timeline's event of an overruling. */
  @Column('uuid', { nullable: true })
  eventId!: string | null;

  /** When a human took their decision back. */
  @Column('timestamptz', { nullable: true })
  undoneAt!: Date | null;
}
