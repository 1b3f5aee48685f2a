import type { ChannelKind, MessageEvent, StoredEvent } from '../messaging/inbound-event.js';
import type { OutboundPurpose } from '../messaging/outbound-message.js';
import type { Channel } from '../messaging/ports.js';
import type { Category, Duration, ReportKind, Tenant } from '../tenants/tenant.js';
import type { TicketState } from '../tickets/transitions.js';

/** A row of `inbound_message`, opened. */
export interface PipelineMessage {
  id: string;
  channel: Channel;
  event: StoredEvent;
  /** Null for a message without a sender. */
  senderHash: Buffer | null;
  receivedAt: Date;
}

/** A citizen's message: what the steps behind `identify` work on. */
export interface CitizenMessage extends PipelineMessage {
  event: MessageEvent;
}

/** What `identify` found out, without a database. */
export interface Identity {
  /** Absent: a shared number and no known keyword. */
  tenant?: Tenant;
  keyword?: { keyword: string; score: number };
  /** What the citizen wrote, keyword removed. */
  text: string;
  folded: string;
  /** A ticket number that the text names, in full (`TBU-000123`). */
  ticketNumber?: string;
  /**
   * Whether the channel vouches for the sender. A form takes anybody's word for a number: what it sends
   * never joins, shows or asks about an earlier ticket of that number (promise 8).
   */
  proven: boolean;
}

export interface TicketRef {
  id: string;
  number: string;
  contactId: string | null;
  state: TicketState;
  agency: string | null;
  dueAt: Date;
  budget: Duration;
}

/** What the database knows of the sender and of what the text names; one look-up a message. */
export interface Known {
  contactId?: string;
  addressId?: string;
  namedTicket?: TicketRef;
  lastTicket?: TicketRef;
  /** The ticket that the same sender's same text became within the window. */
  sameText?: TicketRef;
  /** Automatic messages to this sender in the last 24 hours. */
  automaticToday: number;
  /** Help texts without a tenant among them. */
  sharedHelpToday: number;
}

/** A row of `decision` to be. */
export interface DecisionDraft {
  step: 'identify' | 'thread' | 'command' | 'dedupe' | 'categorise' | 'route';
  outcome: string;
  rule?: string;
  score?: number;
  runnerUp?: string;
}

/** A reply to the sender; its text is made by `replies/`. */
export interface ReplyDraft {
  purpose: OutboundPurpose;
  text: string;
}

export interface Categorised {
  category?: Category;
  kind: ReportKind;
  level: string;
  danger: boolean;
  score: number;
}

export interface Routed {
  agency?: string;
  unit?: string;
}

/** How a message ends: the bucket it is counted in and what is written. */
export type Ending =
  | { outcome: 'ignored'; reason: string }
  | { outcome: 'command'; command: string; reply?: ReplyDraft; ticketId?: string }
  | { outcome: 'follow-up'; ticketId: string; event: 'message-added' | 'thanked'; reply?: ReplyDraft }
  | { outcome: 'duplicate'; ticketId: string; reply?: ReplyDraft }
  | { outcome: 'ticket'; tenant: Tenant; categorised: Categorised; routed: Routed };

export interface StepInput {
  message: CitizenMessage;
  identity: Identity;
  known: Known;
  categorised?: Categorised;
  routed?: Routed;
  /** Makes the texts of replies, for this tenant, channel and length. */
  compose: Composer;
  limits: PipelineLimits;
}

/** Texts of replies that steps decide on; pure. */
export interface Composer {
  helpShared(): string;
  plain(key: 'help' | 'keywordAlone' | 'statusNone' | 'statusNotFound', number?: string): string;
  status(ticket: TicketRef): string;
  duplicate(ticket: TicketRef): string;
}

export interface StepOutput {
  decisions?: DecisionDraft[];
  ending?: Ending;
  categorised?: Categorised;
  routed?: Routed;
}

/** Pure: no database, no clock but `now`. An ending ends the list. */
export type Step = (input: StepInput) => StepOutput;

export interface PipelineLimits {
  /** Over all tenants; a tenant may set a lower one. */
  automaticMessagesPerDay: number;
}

/** Text channels carry a keyword; forms and clerks name the tenant. */
export const KEYWORD_KINDS: readonly ChannelKind[] = ['sms', 'whatsapp', 'email'];
