import { Column, Entity, PrimaryColumn } from 'typeorm';

/**
 * Who has a ticket's page open now: a row a connection of the live feed. It is renewed while the connection lives;
 * what was not seen for a minute is gone, whatever became of its process.
 */
@Entity('console_presence')
export class ConsolePresence {
  /** The connection. */
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_console_presence' })
  id!: string;

  @Column('uuid')
  ticketId!: string;

  @Column('uuid')
  userId!: string;

  @Column('timestamptz')
  seenAt!: Date;
}
