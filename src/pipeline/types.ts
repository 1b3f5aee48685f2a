import type { ChannelKind, GeoLocation, MessageEvent, StoredEvent } from '../messaging/inbound-event.js';
import type { OutboundPurpose } from '../messaging/outbound-message.js';
import type { Channel } from '../messaging/ports.js';
import type { Category, ReportKind, Tenant } from '../tenants/tenant.js';
import type { TicketAction } from '../tickets/transitions.js';
import type { CancellableTicket, TicketRef } from './ticket-ref.js';
import type { Composer } from './composer.types.js';
import type { Cancellation } from './cancel/cancellation.js';
import type { CitizenWord, Mark } from './word/citizen-word.js';
import type { OfficerSaying } from './officer/officer-word.js';

/** A row of `inbound_message`, opened. */
export interface PipelineMessage {
  id: string;
  channel: Channel;
  event: StoredEvent;
  /** Null for a message without a sender. */
  senderHash: Buffer | null;
  receivedAt: Date;
  /** The office that a central admin says it is for. */
  handedTo?: string;
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
  /** What the text says of an answer, if it may be meant so. */
  word?: CitizenWord;
  /** That it takes a report back; then it says nothing of an answer. */
  cancels?: Cancellation;
  /**
   * Whether the channel vouches for the sender: only then may a message join a ticket (promise 8). A form takes
   * anybody's word for a number, and a mail its sender's for their mailbox unless our own server vouches for it.
   */
  proven: boolean;
}

/** A dispatch that the sender, an officer, was told of at this very address. */
export interface StaffDispatch {
  dispatchId: string;
  officerId: string;
  ticketId: string;
  number: string;
  tenant: string;
  /** The agency has not handed it back, and the office neither took it back nor answered. */
  open: boolean;
}

/** How a message refers to an earlier one. */
export type LinkHow = 'reply-address' | 'foreign-address' | 'answer' | 'quote' | 'same-mail';

/** An earlier message that this one refers to, found in the database. */
export interface Link {
  how: LinkHow;
  /** Absent where that message belongs to none. */
  ticket?: TicketRef;
  /** Whether this sender wrote that message or was sent it. */
  toSender: boolean;
  /** What an earlier message of a citizen came to. */
  outcome?: string;
  /** The dispatch that the message told this sender of, an officer. */
  staff?: StaffDispatch;
}

/** What the database knows of the sender and of what the text names; one look-up a message. */
export interface Known {
  contactId?: string;
  addressId?: string;
  namedTicket?: TicketRef;
  lastTicket?: TicketRef;
  /** The ticket that the same sender's same text became within the window. */
  sameText?: TicketRef;
  /** The ticket that the sender last heard of on this channel. */
  spokenTicket?: TicketRef;
  /** A ticket that we asked the sender about, and that they have not written on since. */
  askedTicket?: TicketRef;
  /** The ticket that the sender was last answered on; looked for where the message may be their word on it. */
  answeredTicket?: TicketRef;
  /**
   * What the sender has with the office and has not been answered, newest first, and the named ticket if it is not over;
   * looked for where the message takes a report back.
   */
  cancellable?: readonly CancellableTicket[];
  /** Of an officer: the open dispatches that they were told of, and that of the named ticket. */
  dispatches?: readonly StaffDispatch[];
  /** Earlier messages that this one refers to, the surest first. */
  links: readonly Link[];
  /** The last answer to the ticket that a question about a status means. */
  answer?: { ticketId: string; text: string };
  /** The sender has said STOP on this channel. */
  optedOut: boolean;
  /** It is a tap on the button of a template of ours. */
  tapsTemplate?: boolean;
  /** Automatic messages to this sender in the last 24 hours. */
  automaticToday: number;
  /** Help texts without a tenant among them. */
  sharedHelpToday: number;
}

/** A row of `decision` to be. */
export interface DecisionDraft {
  step: 'identify' | 'word' | 'cancel' | 'thread' | 'command' | 'dedupe' | 'categorise' | 'route';
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
  | { outcome: 'follow-up'; ticketId: string; event: 'thanked' }
  | {
      outcome: 'follow-up';
      ticketId: string;
      event: 'message-added';
      reply?: ReplyDraft;
      /** How the ticket's burst goes on. */
      burst: BurstWindow;
      /** It speaks of danger to life and the ticket did not. */
      danger?: boolean;
      /** Where it is, which the ticket did not know. */
      place?: GeoLocation;
      /** What it changes of the ticket's state. */
      action?: CitizenAction;
      /** What it says of the answer. */
      verdict?: { fixed?: boolean; mark?: Mark };
      /** The ticket that speaks for this one, where it is merged. */
      leaderId?: string;
    }
  | {
      /** Not a citizen's: it is no part of the ticket's conversation with its reporter. */
      outcome: 'follow-up';
      ticketId: string;
      event: 'officer-replied';
      dispatch: StaffDispatch;
      saying: OfficerSaying;
    }
  | { outcome: 'duplicate'; ticketId: string; reply?: ReplyDraft }
  | { outcome: 'ticket'; tenant: Tenant; categorised: Categorised; routed: Routed };

/** A change of the ticket's state that its citizen's message brings about. */
export interface CitizenAction {
  action: Extract<TicketAction, 'citizen-reply' | 'cancel'>;
  /** The sender hears what came of it, in words that are made when it has. */
  told?: boolean;
  /** Codes for the timeline. */
  data?: Record<string, unknown>;
}

/** The time in which messages that quote nothing join a ticket. */
export interface BurstWindow {
  from: Date;
  until: Date;
  /** Whether the ticket is categorised as a whole once it is quiet. */
  settles: boolean;
}

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
  /** Seconds of silence after which a burst of messages is over. */
  burstQuietSeconds: number;
  /** Seconds that a burst lasts at most. */
  burstMostSeconds: number;
}

/** Text channels carry a keyword; forms and clerks name the tenant. */
export const KEYWORD_KINDS: readonly ChannelKind[] = ['sms', 'whatsapp', 'email'];
