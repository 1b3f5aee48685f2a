import type { TicketRef } from '../ticket-ref.js';

/** The ticket, if the sender is its reporter. A ticket without a contact (anonymous) is nobody's. */
export function ownTicket(ticket: TicketRef | undefined, contactId: string | undefined): TicketRef | undefined {
  return ticket && contactId !== undefined && ticket.contactId === contactId ? ticket : undefined;
}
