import { keywordsIn } from '../folded-keywords.js';
import { mayAnswer } from '../may-answer.js';
import { ownTicket } from '../thread/own-ticket.js';
import { vouchedFor } from '../thread/vouched.js';
import type { Ending, ReplyDraft, StepInput, StepOutput } from '../types.js';
import type { CancellableTicket } from '../ticket-ref.js';

/**
 * A citizen takes a report of theirs back: BATAL, CANCEL. It counts for the sender's own ticket only, if the channel
 * vouches for them (promise 8), and while it has not been answered; it is done and confirmed in one message. Only
 * where several could be meant is the citizen asked which. A clerk's entry and the tracking page vouch for whom they
 * speak for. What speaks for the reports of others goes on, and its reporter hears that.
 */
export function cancel(input: StepInput): StepOutput {
  const { message, identity, known } = input;
  const { cancels, tenant } = identity;
  if (!cancels || !tenant) return {};
  const vouched = vouchedFor(input);
  if (!vouched && (message.event.form || !identity.proven)) return {};
  // Whoever tells of danger is heard first.
  if (cancels.tells && keywordsIn(identity.folded, tenant.dangerKeywords).length > 0) return {};
  const open = known.cancellable ?? [];
  const meant = vouched ?? namedOrQuoted(input);
  if (meant) {
    // What a clerk or the page brings to a ticket that is over stays with it.
    const ticket = open.find(({ id }) => id === meant.id);
    if (!ticket && vouched) return {};
    return ticket ? takeBack(input, ticket) : answer(input, 'over', input.compose.status(meant));
  }
  if (identity.ticketNumber !== undefined)
    return answer(input, 'not-found', input.compose.plain('statusNotFound', identity.ticketNumber));
  const [first, ...others] = open;
  if (!first) return answer(input, 'none', input.compose.plain('cancelNone'));
  return others.length > 0 ? answer(input, 'which', input.compose.cancelWhich(open)) : takeBack(input, first);
}

/** The sender's own ticket that the message names, else the one that it quotes or answers. */
function namedOrQuoted({ identity, known }: StepInput) {
  const linked = known.links.find(
    ({ how, ticket }) =>
      how !== 'foreign-address' && how !== 'same-mail' && ownTicket(ticket, known.contactId) !== undefined,
  );
  return identity.ticketNumber === undefined ? linked?.ticket : ownTicket(known.namedTicket, known.contactId);
}

function takeBack(input: StepInput, ticket: CancellableTicket): StepOutput {
  const { message } = input;
  const { id: ticketId, leaderId, leads } = ticket;
  // What they write next is no part of it.
  const burst = { from: message.receivedAt, until: message.receivedAt, settles: false };
  const ending: Ending = {
    outcome: 'follow-up',
    ticketId,
    event: 'message-added',
    burst,
    ...(leaderId !== undefined && { leaderId }),
    action: { action: 'cancel', told: replies(input) },
  };
  return {
    decisions: [{ step: 'cancel', outcome: leads ? 'noted' : 'cancelled', rule: `${ticket.number}, ${ticket.state}`, score: 1 }],
    ending,
  };
} // prettier-ignore

/** Nothing is taken back, and the sender hears why. On a page and at a desk it is seen. */
function answer(input: StepInput, outcome: string, text: string): StepOutput {
  const reply: ReplyDraft = { purpose: 'status', text };
  return {
    decisions: [{ step: 'command', outcome: `cancel-${outcome}`, score: 0 }],
    ending: { outcome: 'command', command: 'cancel', ...(replies(input) && { reply }) },
  };
}

function replies({ message, known, limits, identity }: StepInput): boolean {
  return !message.event.form && mayAnswer(known, limits, identity.tenant);
}
