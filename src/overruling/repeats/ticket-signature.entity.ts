import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/**
 * By what a ticket's words are found among thousands (repeats/signature.ts): keyed, so that it says nothing of them. It
 * goes when the ticket's words go.
 */
@Entity('ticket_signature')
@Index('ix_ticket_signature_bands', { synchronize: false })
export class TicketSignature {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_ticket_signature' })
  @ForeignKey('ticket', { name: 'fk_ticket_signature_ticket', onDelete: 'CASCADE' })
  ticketId!: string;

  /** Empty: too few words to be compared. */
  @Column('integer', { array: true })
  bands!: number[];
}
