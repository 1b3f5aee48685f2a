import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/**
 * Intake's own count of what it took in: one row per batch and channel, written in the statement that
 * stores the messages. Reconciliation holds it against what became of them.
 */
@Entity('intake_ledger')
@Index('ix_intake_ledger_channel', ['channelId', 'at'])
export class IntakeLedger {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_intake_ledger' })
  id!: string;

  @Column('text')
  channelId!: string;

  @Column('integer')
  received!: number;

  @Column('timestamptz')
  at!: Date;
}
