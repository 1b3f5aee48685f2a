import type { SentFile } from '../outbox/sent-files.js';
import type { Survey } from '../replies/surveys.js';
import type { Actor, TicketState } from '../tickets/transitions.js';

/** In place of the steps before it, of a story that has too many. */
export const EARLIER_LEFT_OUT = 'earlier-left-out';

/** One step of a ticket's story as the reporter may read it. */
export interface PublicTicketEvent {
  at: Date;
  /** The timeline's kind (`opened`, `dispatched`, `answered`, ...); unknown kinds are not shown. */
  kind: string;
  /** Who did it; people are never named. */
  by: Actor;
  /** The agency that it is about, and of an officer's step whose they are. */
  agencyName?: string;
  unitName?: string;
  /** What it was sorted as, by name. */
  category?: string;
  /** Code of why an agency handed it back, or why it was archived. */
  reason?: string;
  /** The office took it back from the agency. */
  withdrawn?: true;
  /** A single mark, 1 to 4; absent on the form of the nine elements. */
  mark?: number;
  /** The time for the answer stands still until the reporter replies. */
  waits?: boolean;
  /** It speaks of the time for the answer, and not of a step on the way. */
  whole?: true;
  /** When the answer was due before, and is now. */
  moved?: { from: Date; to: Date };
  /** What the reporter wrote or was asked. */
  said?: Said;
  /** Index of the answer that was given, in `replies`. */
  reply?: number;
  /** Short and fit for the reporter; internal notes never come here. */
  text?: string;
}

/** Words of the reporter, or to them. */
export interface Said {
  text: string;
  /** The words are left out: of a story with very much to read, those of the newest messages are shown. */
  leftOut?: true;
  /** Ids of the reporter's own photos that can be shown, oldest first. */
  photos?: string[];
}

export interface PublicTicketReply {
  at: Date;
  text: string;
  /** In the office's order. */
  files?: PublicFile[];
}

/** A file of an answer; its receiver knows it by the office's name for it. */
export type PublicFile = Omit<SentFile, 'carried'>;

/** How an answer is judged: what decides whether it still can be, and what was said of it. */
export interface PublicVerdict {
  /** The ticket's round that it speaks of. */
  round: number;
  answeredAt: Date;
  closedAt: Date | null;
  fixed: boolean | null;
  mark: number | null;
  /** The form of the nine elements was filled in. */
  surveyed: boolean;
}

/** What a reporter sees of a ticket. No name, number or address of anyone. */
export interface PublicTicketView {
  /** `TBU-000123`. */
  number: string;
  /** The tenant's slug. */
  tenant: string;
  /** The message that opened the ticket, or a split-off ticket's own id: the pages' cookies name it, never the number. */
  inboundId: string;
  state: TicketState;
  openedAt: Date;
  dueAt: Date;
  /** The category's name in words. */
  category?: string;
  categorySlug?: string;
  agencyName?: string;
  danger?: boolean;
  /** Oldest first. */
  events: PublicTicketEvent[];
  /** Answers published or sent, and why it was set aside; oldest first. */
  replies: PublicTicketReply[];
  /** Absent before the first answer. */
  verdict?: PublicVerdict;
  /** Of which round it would be taken back; absent where it can't be (any more). */
  cancellable?: { round: number };
}

/** The public pages' only look at tickets. It shows what a reporter may see and checks the code in constant time. */
export interface PublicTickets {
  /** The ticket that the message opened or was attached to; undefined until a worker has handled it. */
  byInbound(inboundId: string): Promise<PublicTicketView | undefined>;
  /**
   * Number and code as typed: `123` and `tbu 123` mean `TBU-000123`, the code's case, spaces, dashes
   * and O/0, I/1 don't matter. Undefined alike for a wrong number and a wrong code.
   */
  byNumberAndCode(tenant: string, number: string, code: string): Promise<PublicTicketView | undefined>;
  /** `XXXX-XXXX-XXXX`, derived from the id: known before the ticket is. */
  trackingCode(inboundId: string): string;
}

/** Takes the form of the nine elements for a reporter whose code the pages have seen. */
export interface PublicSurveys {
  /** @returns false where its answer can't be judged any more (or yet) */
  take(number: string, survey: Survey): Promise<boolean>;
}

/** The views of photos; it is asked only for ids that a signed link names. */
export interface PublicPhotos {
  /** Undefined where there is none (any more). @throws CodedError where the storage is away */
  view(id: string): Promise<{ bytes: Buffer; contentType: string } | undefined>;
}

export const PUBLIC_TICKETS = Symbol('PublicTickets');
export const PUBLIC_SURVEYS = Symbol('PublicSurveys');
export const PUBLIC_PHOTOS = Symbol('PublicPhotos');
