import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import type { TaskMethod } from '../messaging/inbound-event.js';

/** `given-up`: tried often enough; the citizen was not reached. */
export type TaskState = 'open' | 'done' | 'given-up';

/** What people have to do so that a reply reaches the citizen; the words are the outbound message's. */
@Entity('reply_task')
@Index('ix_reply_task_open', ['tenant', 'id'], { where: "state = 'open'" })
@Index('ix_reply_task_ticket', ['ticketId'])
export class ReplyTask {
  /** The outbound message's. */
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_reply_task' })
  @ForeignKey('outbound_message', { name: 'fk_reply_task_outbound' })
  id!: string;

  @Column('uuid')
  @ForeignKey('ticket', { name: 'fk_reply_task_ticket' })
  ticketId!: string;

  @Column('text')
  tenant!: string;

  @Column('text')
  method!: TaskMethod;

  @Column('text')
  state!: TaskState;

  /** Times that somebody tried, the last one included. */
  @Column('smallint', { default: 0 })
  attempts!: number;

  @Column('timestamptz', { nullable: true })
  lastAttemptAt!: Date | null;

  @Column('text')
  keyId!: string;

  /** Whom to call, where the letter goes, what the report is called elsewhere. */
  @Column('bytea')
  recipientSealed!: Buffer;

  @Column('timestamptz')
  createdAt!: Date;

  @Column('timestamptz', { nullable: true })
  closedAt!: Date | null;

  /** Who closed it: `cli`, or an account's or key's id; never a name. */
  @Column('text', { nullable: true })
  closedBy!: string | null;
}
