import type { StepInput } from '../types.js';
import type { TicketRef } from '../ticket-ref.js';

/**
 * The ticket that a form names for its reporter: a clerk did, who asked them who they are, or the tracking page, which
 * had seen the code; of the tenant that the entry is for.
 */
export function vouchedFor({ message, identity, known }: StepInput): TicketRef | undefined {
  const number = message.event.form?.followUpTo;
  if (number === undefined || known.namedTicket?.number !== number) return undefined;
  return number.startsWith(`${identity.tenant?.ticketPrefix ?? ''}-`) ? known.namedTicket : undefined;
}
