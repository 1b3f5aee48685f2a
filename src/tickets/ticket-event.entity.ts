import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** A ticket's timeline; rows are only ever added. */
@Entity('ticket_event')
@Index('ix_ticket_event_ticket', ['ticketId', 'at'])
@Index('ix_ticket_event_at', ['at'], { type: 'brin' })
@Index('ix_ticket_event_inbound', ['inboundId'], { where: 'inbound_id IS NOT NULL' })
export class TicketEvent {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_ticket_event' })
  id!: string;

  @Column('uuid')
  @ForeignKey('ticket', { name: 'fk_ticket_event_ticket' })
  ticketId!: string;

  /** `opened`, `message-added`, `duplicate-added`, `thanked`, `answered`, ... (tickets/timeline.ts). */
  @Column('text')
  type!: string;

  /** `citizen`, `gateway`, or an operator's id. */
  @Column('text')
  actor!: string;

  @Column('uuid', { nullable: true })
  inboundId!: string | null;

  @Column('uuid', { nullable: true })
  outboundId!: string | null;

  /** Codes and ids, never texts of people. */
  @Column('jsonb', { default: {} })
  data!: Record<string, unknown>;

  @Column('timestamptz')
  at!: Date;
}
