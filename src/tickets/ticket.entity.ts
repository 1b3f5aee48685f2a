import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { sqlStates, UNANSWERED, type TicketState } from './transitions.js';

@Entity('ticket')
@Index('uq_ticket_number', ['number'], { unique: true })
@Index('uq_ticket_tracking', ['trackingHash'], { unique: true })
@Index('uq_ticket_opening_message', ['openingMessageId'], { unique: true, where: 'split_from IS NULL' })
@Index('ix_ticket_contact', ['contactId', 'openedAt'])
@Index('ix_ticket_wake', ['wakeAt'], { where: 'wake_at IS NOT NULL' })
@Index('ix_ticket_new', ['openedAt'], { where: 'taken_up_at IS NULL' })
@Index('ix_ticket_unannounced', ['tenant', 'openedAt'], { where: 'announced_at IS NULL' })
@Index('ix_ticket_ask', ['askAt'], { where: 'ask_at IS NOT NULL' })
@Index('ix_ticket_answered', ['answeredAt'], { where: "state = 'answered'" })
@Index('ix_ticket_merged_into', ['mergedInto'], { where: 'merged_into IS NOT NULL' })
@Index('ix_ticket_ended', ['tenant', 'closedAt'], { where: 'closed_at IS NOT NULL AND erased_at IS NULL' })
@Index('ix_ticket_list', ['tenant', 'state', 'openedAt'])
@Index('ix_ticket_opened', ['tenant', 'openedAt', 'id'])
@Index('ix_ticket_assigned', ['assignedTo', 'openedAt', 'id'], { where: 'assigned_to IS NOT NULL' })
@Index('ix_ticket_category', ['tenant', 'category', 'openedAt', 'id'])
@Index('ix_ticket_agency', ['tenant', 'agency', 'openedAt', 'id'])
@Index('ix_ticket_due', ['tenant', 'dueAt', 'id'], { where: `state IN (${sqlStates(UNANSWERED)})` })
@Index('ix_ticket_danger', ['tenant', 'openedAt', 'id'], {
  where: `urgency = 'danger' AND state IN (${sqlStates(UNANSWERED)})`,
})
@Index('ix_ticket_words', { synchronize: false })
export class Ticket {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_ticket' })
  id!: string;

  @Column('text')
  tenant!: string;

  /** `TBU-000123`: unique in the gateway; no key (promise 8). */
  @Column('text')
  number!: string;

  /** Keyed hash of the tracking code; the code is derived from the opening message's id, of a split-off ticket from its own. */
  @Column('bytea')
  trackingHash!: Buffer;

  /** A ticket that was split off has that of the one that it comes from: whoever reported is known by it. */
  @Column('uuid')
  @ForeignKey('inbound_message', { name: 'fk_ticket_opening_message' })
  openingMessageId!: string;

  @Column('uuid', { nullable: true })
  @ForeignKey('contact', { name: 'fk_ticket_contact' })
  contactId!: string | null;

  @Column('text')
  channelId!: string;

  /** Where replies go: the channel it came by, unless the reporter chose another. */
  @Column('text')
  replyChannelId!: string;

  /** Null: replies are published on the tracking page. */
  @Column('uuid', { nullable: true })
  @ForeignKey('contact_address', { name: 'fk_ticket_reply_address' })
  replyAddressId!: string | null;

  /** `call`, `letter` or `relay` where people carry the replies; null where the gateway sends or publishes them. */
  @Column('text', { nullable: true })
  replyMethod!: string | null;

  @Column('text')
  kind!: string;

  @Column('text')
  state!: TicketState;

  @Column('text', { nullable: true })
  category!: string | null;

  @Column('text')
  level!: string;

  /** `normal`, `high` (said not to be fixed), or `danger` (to life). */
  @Column('text')
  urgency!: string;

  @Column('text', { nullable: true })
  agency!: string | null;

  @Column('text', { nullable: true })
  unit!: string | null;

  @Column('text')
  description!: string;

  @Column('text', { nullable: true })
  districtCode!: string | null;

  @Column('text', { nullable: true })
  villageCode!: string | null;

  @Column('text', { nullable: true })
  landmark!: string | null;

  @Column('double precision', { nullable: true })
  latitude!: number | null;

  @Column('double precision', { nullable: true })
  longitude!: number | null;

  @Column('boolean')
  anonymous!: boolean;

  @Column('boolean')
  confidential!: boolean;

  /** The standard's version that its deadline comes from, and the deadline's inputs. */
  @Column('text')
  standardVersion!: string;

  @Column('text')
  calendarVersion!: string;

  @Column('integer')
  budgetAmount!: number;

  @Column('text')
  budgetUnit!: string;

  @Column('timestamptz')
  openedAt!: Date;

  @Column('timestamptz')
  dueAt!: Date;

  @Column('timestamptz')
  updatedAt!: Date;

  /**
   * When the present burst of messages began; null while there has been none but the opening message, whose own
   * time it is then (pipeline/burst).
   */
  @Column('timestamptz', { nullable: true })
  burstFrom!: Date | null;

  /** Until when a message that quotes nothing still joins. */
  @Column('timestamptz', { nullable: true })
  burstUntil!: Date | null;

  /** When the sweep looks at it: a burst that is quiet by then is categorised as a whole. Null: nothing waits. */
  @Column('timestamptz', { nullable: true })
  wakeAt!: Date | null;

  /** When deadlines, the office's notice and the question for what is missing were seen to (tickets/take-up.ts). */
  @Column('timestamptz', { nullable: true })
  takenUpAt!: Date | null;

  /** When the office's admins were told of it, or would have been if there were any (dispatch/announcements.ts). */
  @Column('timestamptz', { nullable: true })
  announcedAt!: Date | null;

  /** When it is looked at for what its citizen should still be asked; null: that is done, or never was due. */
  @Column('timestamptz', { nullable: true })
  askAt!: Date | null;

  /** The state to come back to from `awaiting-citizen` and `merged`. */
  @Column('text', { nullable: true })
  stateBefore!: TicketState | null;

  /** The ticket that speaks for this one while it is merged; this one keeps its number and its reporter. */
  @Column('uuid', { nullable: true })
  @ForeignKey('ticket', { name: 'fk_ticket_merged_into' })
  mergedInto!: string | null;

  @Column('uuid', { nullable: true })
  @ForeignKey('ticket', { name: 'fk_ticket_split_from' })
  splitFrom!: string | null;

  /** Who of the office is on it. */
  @Column('uuid', { nullable: true })
  @ForeignKey('user_account', { name: 'fk_ticket_assigned_to' })
  assignedTo!: string | null;

  @Column('timestamptz', { nullable: true })
  assignedAt!: Date | null;

  /** Times that agencies handed it back. */
  @Column('smallint', { default: 0 })
  bounces!: number;

  /** Times that it was opened again; with it begins another round of deadlines and of the citizen's word. */
  @Column('smallint', { default: 0 })
  round!: number;

  /** Of the last answer. */
  @Column('timestamptz', { nullable: true })
  answeredAt!: Date | null;

  @Column('timestamptz', { nullable: true })
  closedAt!: Date | null;

  /** Why it was archived: `incomplete`, `outside-authority`, `duplicate`, `abusive`, `already-answered`. */
  @Column('text', { nullable: true })
  archiveReason!: string | null;

  /** When its people's data was taken from it; what is left serves the statistics. */
  @Column('timestamptz', { nullable: true })
  erasedAt!: Date | null;
}
