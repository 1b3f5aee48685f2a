import { burstAfter, inBurst } from '../burst/burst.js';
import { isHelpQuestion } from '../command/help-question.js';
import { isStatusQuestion } from '../command/status-question.js';
import { keywordsIn } from '../folded-keywords.js';
import { mayAnswer } from '../may-answer.js';
import type { DecisionDraft, Ending, Link, LinkHow, StepInput, StepOutput } from '../types.js';
import type { TicketRef } from '../ticket-ref.js';
import { ownTicket } from './own-ticket.js';
import { isThanks } from './thanks.js';
import { vouchedFor } from './vouched.js';

/** How each kind of reference is called in the decisions. */
const WORDS: Record<LinkHow, string> = {
  'reply-address': 'reply address of',
  'foreign-address': 'reply address of',
  answer: 'answers',
  quote: 'quotes',
  'same-mail': 'the same mail as',
};

/** Kinds of channel on which people write in pieces. */
const BURST_KINDS = ['sms', 'whatsapp'];

/**
 * Step 1: does the message belong to a ticket? By an explicit number, a reply address or what it answers or quotes:
 * only for the ticket's own reporter, and only if the channel vouches for them. A number is no key (promise 8): for
 * anybody else a new ticket opens, and only the operator sees the link. What quotes nothing joins if we asked for it
 * or if it belongs to what is just being written. A ticket takes messages in whatever state it is.
 */
export function thread(input: StepInput): StepOutput {
  const { message, identity, known } = input;
  const vouched = vouchedFor(input);
  if (vouched) return attach(input, vouched, 'a clerk says so', 1);
  const repeated = known.links.find(({ how }) => how === 'same-mail');
  if (repeated) return sameMail(repeated);
  const asks = isStatusQuestion(identity);
  if (!asks || !identity.proven) {
    const explicit = explicitTicket(input);
    if (explicit) return explicit;
  }
  if (!identity.proven || asks) return {};
  if (isThanks(message, identity)) {
    const ticket = ownTicket(known.spokenTicket, known.contactId) ?? known.lastTicket;
    return ticket ? thanked(ticket, 'thanks') : {};
  }
  // A keyword begins something new.
  if (identity.keyword || isHelpQuestion(identity)) return {};
  const asked = ownTicket(known.askedTicket, known.contactId);
  if (asked) return attach(input, asked, 'answers our question', 1);
  if (!BURST_KINDS.includes(message.channel.kind) || known.sameText) return {};
  const writing = [known.spokenTicket, known.lastTicket].find(
    (ticket) =>
      ownTicket(ticket, known.contactId)?.channelId === message.channel.id &&
      ticket &&
      inBurst(ticket, message.receivedAt, input.limits),
  );
  return writing ? attach(input, writing, 'burst', 0.9) : {};
}

/** The ticket that the message names, or the note that it named one which is not the sender's. */
function explicitTicket(input: StepInput): StepOutput | undefined {
  const { message, identity, known } = input;
  const named = identity.proven ? ownTicket(known.namedTicket, known.contactId) : undefined;
  if (named && identity.folded !== '') return attach(input, named, 'number', 1);
  const linked = known.links.find(({ how, ticket }) => how !== 'foreign-address' && isOwn(input, ticket));
  if (linked?.ticket) {
    const rule = `${WORDS[linked.how]} ${linked.ticket.number}`;
    return isThanks(message, identity) ? thanked(linked.ticket, rule) : attach(input, linked.ticket, rule, 1);
  }
  const [strange] = known.links;
  const rule = strange?.ticket
    ? `${WORDS[strange.how]} ${strange.ticket.number}, ${isOwnOfClaimed(input, strange) ? 'sender not proven' : "not the sender's"}`
    : identity.ticketNumber &&
      `names ${identity.ticketNumber}, ${unprovenName(input) ? 'sender not proven' : "not the sender's"}`;
  return rule ? { decisions: [{ step: 'thread', outcome: 'new', rule, score: 0 }] } : undefined;
}

function isOwn({ identity, known }: StepInput, ticket: TicketRef | undefined): boolean {
  return identity.proven && ownTicket(ticket, known.contactId) !== undefined;
}

function isOwnOfClaimed({ identity, known }: StepInput, { how, ticket }: Link): boolean {
  return !identity.proven && how !== 'foreign-address' && ownTicket(ticket, known.contactId) !== undefined;
}

function unprovenName({ identity, known }: StepInput): boolean {
  return !identity.proven && ownTicket(known.namedTicket, known.contactId) !== undefined;
}

/** One mail in two mailboxes of a tenant is one message: what it has become, it has become, and has been answered. */
function sameMail({ ticket }: Link): StepOutput {
  const decision = (outcome: string): DecisionDraft => ({ step: 'thread', outcome, rule: 'the same mail', score: 1 });
  return ticket
    ? { decisions: [decision(ticket.number)], ending: { outcome: 'duplicate', ticketId: ticket.id } }
    : { decisions: [decision('repeat')], ending: { outcome: 'ignored', reason: 'same-mail' } };
}

function thanked(ticket: TicketRef, rule: string): StepOutput {
  return {
    decisions: [{ step: 'thread', outcome: ticket.number, rule, score: 1 }],
    ending: { outcome: 'follow-up', ticketId: ticket.id, event: 'thanked' },
  };
}

/** Danger to life is answered at once; anything else is confirmed, unless more of it is being written. */
function attach(input: StepInput, ticket: TicketRef, rule: string, score: number): StepOutput {
  const { message, identity, known, limits, compose } = input;
  const { tenant } = identity;
  const word = tenant && keywordsIn(identity.folded, tenant.dangerKeywords)[0];
  const danger = word !== undefined && ticket.urgency !== 'danger';
  const decisions: DecisionDraft[] = [{ step: 'thread', outcome: ticket.number, rule, score }];
  if (danger) decisions.push({ step: 'categorise', outcome: 'danger', rule: `danger: ${word}`, score: 1 });
  const ending: Ending = {
    outcome: 'follow-up',
    ticketId: ticket.id,
    event: 'message-added',
    burst: burstAfter(ticket, message.receivedAt, limits),
    ...(danger && { danger }),
    ...(message.event.location && !ticket.hasPlace && { place: message.event.location }),
    ...(ticket.state === 'awaiting-citizen' && !ticket.leaderId && { action: { action: 'citizen-reply' } }),
    ...(ticket.leaderId !== undefined && { leaderId: ticket.leaderId }),
  };
  // At a desk the clerk confirms it.
  if (message.event.form || !mayAnswer(known, limits, tenant)) return { decisions, ending };
  if (danger) return { decisions, ending: { ...ending, reply: { purpose: 'danger', text: compose.danger(ticket) } } };
  return inBurst(ticket, message.receivedAt, limits)
    ? { decisions, ending }
    : { decisions, ending: { ...ending, reply: { purpose: 'follow-up', text: compose.followUp(ticket) } } };
}
