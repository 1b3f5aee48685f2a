import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** What the office's own people write to one another about a ticket; nobody outside reads it. */
@Entity('ticket_note')
@Index('ix_ticket_note_ticket', ['ticketId', 'createdAt'])
@Index('uq_ticket_note_nonce', ['ticketId', 'nonce'], { unique: true })
export class TicketNote {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_ticket_note' })
  id!: string;

  @Column('uuid')
  @ForeignKey('ticket', { name: 'fk_ticket_note_ticket' })
  ticketId!: string;

  /** The form's own name for it: sent twice, it is written once. */
  @Column('text')
  nonce!: string;

  @Column('text')
  keyId!: string;

  @Column('bytea')
  bodySealed!: Buffer;

  /** `cli`, or an account's or key's id; never a name. */
  @Column('text')
  by!: string;

  @Column('timestamptz')
  createdAt!: Date;
}
