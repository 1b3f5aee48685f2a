import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** Time in which a ticket's clock stands still: the office waits for the citizen. */
@Entity('ticket_pause')
@Index('ix_ticket_pause_ticket', ['ticketId', 'fromAt'])
@Index('uq_ticket_pause_open', ['ticketId'], { unique: true, where: 'until_at IS NULL' })
export class TicketPause {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_ticket_pause' })
  id!: string;

  @Column('uuid')
  @ForeignKey('ticket', { name: 'fk_ticket_pause_ticket' })
  ticketId!: string;

  @Column('timestamptz')
  fromAt!: Date;

  /** Null: it still stands. */
  @Column('timestamptz', { nullable: true })
  untilAt!: Date | null;
}
