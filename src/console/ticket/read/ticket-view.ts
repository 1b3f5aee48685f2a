import type { AgencyPlace } from '../../../dispatch/agency-view.js';
import type { Address } from '../../../messaging/inbound-event.js';
import type { ConversationPage } from './conversation.js';
import type { TicketFactsRead } from './facts.js';
import type { ActorNames } from './names.js';
import type { RepeatFact } from './repeats.js';
import type { ReplyWay } from './reply-way.js';
import type { TicketHead } from './ticket-head.js';

/** What is known of who reported, without saying it. */
export interface ReporterHint {
  anonymous: boolean;
  confidential: boolean;
  /** An address with all but its end or its host left out: enough to tell two people apart, and no more. */
  address: { kind: Address['kind']; masked: string } | null;
  /** What else there is to ask for. */
  has: readonly ('name' | 'postal-address' | 'document')[];
  erased: boolean;
}

/** All that the ticket's page shows, for one reader. */
export interface TicketView {
  head: TicketHead;
  conversation: ConversationPage;
  facts: TicketFactsRead;
  repeats: readonly RepeatFact[];
  names: ActorNames;
  way: ReplyWay;
  place: AgencyPlace;
  reporter: ReporterHint;
  /** Texts and files are shown without what says who wrote them. */
  withheld: boolean;
  now: Date;
}
