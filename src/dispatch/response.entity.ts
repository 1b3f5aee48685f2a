import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** `sent-back`: the admin asked again; `used`: it became the answer, or a part of it. */
export type ResponseState = 'draft' | 'submitted' | 'sent-back' | 'used' | 'withdrawn';
export type ResponseVia = 'link' | 'email' | 'whatsapp' | 'sms' | 'api' | 'cli' | 'console';

/** What an agency says to the admin of a ticket that it was handed. */
@Entity('response')
@Index('ix_response_ticket', ['ticketId'])
@Index('ix_response_dispatch', ['dispatchId'])
@Index('uq_response_inbound', ['inboundId'], { unique: true, where: 'inbound_id IS NOT NULL' })
@Index('uq_response_nonce', ['dispatchId', 'nonce'], { unique: true, where: 'nonce IS NOT NULL' })
export class ResponseRow {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_response' })
  id!: string;

  @Column('uuid')
  @ForeignKey('dispatch', { name: 'fk_response_dispatch' })
  dispatchId!: string;

  @Column('uuid')
  @ForeignKey('ticket', { name: 'fk_response_ticket' })
  ticketId!: string;

  @Column('text')
  state!: ResponseState;

  @Column('text')
  via!: ResponseVia;

  @Column('uuid', { nullable: true })
  @ForeignKey('officer', { name: 'fk_response_officer' })
  officerId!: string | null;

  /** The mail or message that it came as. */
  @Column('uuid', { nullable: true })
  @ForeignKey('inbound_message', { name: 'fk_response_inbound' })
  inboundId!: string | null;

  /** The caller's own name for it: given again, nothing more is written. */
  @Column('text', { nullable: true })
  nonce!: string | null;

  @Column('text')
  keyId!: string;

  @Column('bytea')
  bodySealed!: Buffer;

  /** What the admin wants to know, where it was sent back. */
  @Column('bytea', { nullable: true })
  remarkSealed!: Buffer | null;

  @Column('timestamptz')
  createdAt!: Date;

  @Column('timestamptz', { nullable: true })
  submittedAt!: Date | null;

  @Column('timestamptz', { nullable: true })
  checkedAt!: Date | null;

  /** `gateway` where the tenant wants no checking, `cli`, or an account's or key's id. */
  @Column('text', { nullable: true })
  checkedBy!: string | null;

  /** The outbound message that it went out with, as it stood or edited. */
  @Column('uuid', { nullable: true })
  answerId!: string | null;
}
