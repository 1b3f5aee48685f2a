import { isStatusQuestion } from '../command/status-question.js';
import type { StepInput, StepOutput, TicketRef } from '../types.js';
import { ownTicket } from './own-ticket.js';
import { isThanks } from './thanks.js';

/**
 * Step 1: does the message belong to a ticket? Here by an explicit number, which attaches only for the
 * ticket's own reporter: a number is no key (promise 8). Someone else's number opens a new ticket, and
 * only the operator sees the link.
 */
export function thread({ message, identity, known }: StepInput): StepOutput {
  const vouched = vouchedFor(message, identity, known);
  if (vouched) {
    return {
      decisions: [{ step: 'thread', outcome: vouched.number, rule: 'a clerk says so', score: 1 }],
      ending: { outcome: 'follow-up', ticketId: vouched.id, event: 'message-added' },
    };
  }
  const own = identity.proven ? ownTicket(known.namedTicket, known.contactId) : undefined;
  if (identity.ticketNumber && !(identity.proven && isStatusQuestion(identity))) {
    if (own && identity.folded !== '') {
      return {
        decisions: [{ step: 'thread', outcome: own.number, rule: 'number', score: 1 }],
        ending: { outcome: 'follow-up', ticketId: own.id, event: 'message-added' },
      };
    }
    return {
      decisions: [
        { step: 'thread', outcome: 'new', rule: `names ${identity.ticketNumber}, not the sender's`, score: 0 },
      ],
    };
  }
  if (identity.proven && known.lastTicket && isThanks(message, identity)) {
    return {
      decisions: [{ step: 'thread', outcome: known.lastTicket.number, rule: 'thanks', score: 1 }],
      ending: { outcome: 'follow-up', ticketId: known.lastTicket.id, event: 'thanked' },
    };
  }
  return {};
}

/** The ticket that a clerk named, who asked the reporter who they are; of the tenant that the entry is for. */
function vouchedFor(
  { event }: StepInput['message'],
  { tenant }: StepInput['identity'],
  { namedTicket }: StepInput['known'],
): TicketRef | undefined {
  const number = event.form?.followUpTo;
  if (number === undefined || namedTicket?.number !== number) return undefined;
  return number.startsWith(`${tenant?.ticketPrefix ?? ''}-`) ? namedTicket : undefined;
}
