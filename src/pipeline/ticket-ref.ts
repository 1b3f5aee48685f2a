import type { Duration } from '../tenants/tenant.js';
import type { TicketState } from '../tickets/transitions.js';

/** A ticket as the steps see it. */
export interface TicketRef {
  id: string;
  number: string;
  tenant: string;
  contactId: string | null;
  channelId: string;
  state: TicketState;
  urgency: string;
  agency: string | null;
  openedAt: Date;
  dueAt: Date;
  budget: Duration;
  hasPlace: boolean;
  /** Of the last answer. */
  answeredAt: Date | null;
  closedAt: Date | null;
  /** Of a merged ticket: the one that speaks for it. State, agency and deadline are that one's then. */
  leaderId?: string;
  /** As in the ticket's row. */
  burstFrom: Date | null;
  burstUntil: Date | null;
  /** Whether the sender opened it; known of tickets that were looked up over all tenants. */
  bySender?: boolean;
}

/** A ticket that can still be taken back. */
export interface CancellableTicket extends TicketRef {
  /** Others reported the same, and it speaks for them. */
  leads: boolean;
}
