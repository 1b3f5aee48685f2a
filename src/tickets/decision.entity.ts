import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** What a step of the pipeline decided and why; shown beside the ticket, and what overruling corrects. */
@Entity('decision')
@Index('ix_decision_inbound', ['inboundId'])
@Index('ix_decision_ticket', ['ticketId'], { where: 'ticket_id IS NOT NULL' })
export class Decision {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_decision' })
  id!: string;

  @Column('uuid')
  @ForeignKey('inbound_message', { name: 'fk_decision_inbound' })
  inboundId!: string;

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
}
