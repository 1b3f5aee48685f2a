import { burstAfter, inBurst } from '../burst/burst.js';
import { mayAnswer } from '../may-answer.js';
import { ownTicket } from '../thread/own-ticket.js';
import { vouchedFor } from '../thread/vouched.js';
import type { Ending, ReplyDraft, StepInput, StepOutput } from '../types.js';
import type { TicketRef } from '../ticket-ref.js';
import type { CitizenWord } from './citizen-word.js';
import { isMeantFor, isOpenToWord } from './open-to-word.js';

/**
 * The citizen's word on an answer: SUDAH, BELUM, a mark. It counts for the sender's own ticket only, if the channel
 * vouches for them (promise 8), and where an answered ticket of theirs is meant; else the message is what it would
 * be without it. A clerk's entry and the tracking page vouch for whom they speak for.
 */
export function word(input: StepInput): StepOutput {
  const { message, identity, known } = input;
  const { word: said, tenant } = identity;
  if (!said || !tenant) return {};
  const vouched = vouchedFor(input);
  if (!vouched && (message.event.form || !identity.proven)) return {};
  const named = vouched ?? ownTicket(known.namedTicket, known.contactId);
  if (!named && identity.ticketNumber !== undefined) return said.tells ? {} : notFound(input, identity.ticketNumber);
  const ticket = named ?? unnamed(input, said);
  if (!ticket) return {};
  if (isOpenToWord(ticket, tenant, message.receivedAt)) return judge(input, ticket, said);
  // Nothing is answered any more, but it is no complaint of its own either.
  return named === undefined && said.sure && !said.tells && !['merged', 'archived', 'closed'].includes(ticket.state)
    ? noted(input, ticket)
    : {};
}

/** The ticket that the message quotes or answers, else the one that its sender was last answered on. */
function unnamed(input: StepInput, said: CitizenWord): TicketRef | undefined {
  const { identity, known } = input;
  const own = (ticket: TicketRef | undefined): TicketRef | undefined => ownTicket(ticket, known.contactId);
  const linked = known.links.find(({ how, ticket }) => how !== 'foreign-address' && how !== 'same-mail' && own(ticket));
  if (linked) return linked.ticket;
  const answered = own(known.answeredTicket);
  // We asked about another one since: it is that one's answer.
  const asked = own(known.askedTicket);
  if (!answered || (asked && asked.id !== answered.id)) return undefined;
  const keyword = identity.keyword !== undefined;
  return isMeantFor(said, answered, { spoken: known.spokenTicket, keyword }) ? answered : undefined;
}

function judge(input: StepInput, ticket: TicketRef, said: CitizenWord): StepOutput {
  const { message, compose, limits } = input;
  const { says, mark, tells } = said;
  const decisions: StepOutput['decisions'] = [
    { step: 'word', outcome: says, rule: `${ticket.number}, ${ticket.state}`, score: said.sure ? 1 : 0.8 },
  ];
  // Said again, it changes nothing and wants no answer.
  if (says === 'fixed' && ticket.state === 'closed' && mark === undefined)
    return { decisions, ending: { outcome: 'follow-up', ticketId: ticket.id, event: 'thanked' } };
  const reply: ReplyDraft =
    says === 'not-fixed'
      ? { purpose: tells ? 'follow-up' : 'question', text: compose.notFixed(ticket, tells) }
      : { purpose: 'command', text: says === 'fixed' ? compose.fixed(ticket, mark) : compose.rated(ticket, mark ?? 4) };
  const ending: Ending = {
    outcome: 'follow-up',
    ticketId: ticket.id,
    event: 'message-added',
    burst: burstAfter(ticket, message.receivedAt, limits),
    ...(ticket.leaderId !== undefined && { leaderId: ticket.leaderId }),
    verdict: { ...(says !== 'mark' && { fixed: says === 'fixed' }), ...(mark !== undefined && { mark }) },
    ...(message.event.location && !ticket.hasPlace && { place: message.event.location }),
  };
  return { decisions, ending: withReply(input, ending, reply) };
}

function noted(input: StepInput, ticket: TicketRef): StepOutput {
  const { message, compose, limits } = input;
  const ending: Ending = {
    outcome: 'follow-up',
    ticketId: ticket.id,
    event: 'message-added',
    burst: burstAfter(ticket, message.receivedAt, limits),
    ...(ticket.leaderId !== undefined && { leaderId: ticket.leaderId }),
  };
  const running = inBurst(ticket, message.receivedAt, limits);
  return {
    decisions: [{ step: 'word', outcome: 'noted', rule: `${ticket.number}, ${ticket.state}`, score: 0.8 }],
    ending: running ? ending : withReply(input, ending, { purpose: 'follow-up', text: compose.followUp(ticket) }),
  };
}

/** At a desk the clerk confirms it; the tracking page shows it. */
function withReply({ message, known, limits, identity }: StepInput, ending: Ending, reply: ReplyDraft): Ending {
  return message.event.form || !mayAnswer(known, limits, identity.tenant) ? ending : ({ ...ending, reply } as Ending);
}

/** The same words whether the ticket is another's or does not exist (promise 8). */
function notFound({ message, known, limits, identity, compose }: StepInput, number: string): StepOutput {
  if (message.event.form) return {};
  const answer = mayAnswer(known, limits, identity.tenant);
  return {
    decisions: [{ step: 'command', outcome: 'word', rule: `names ${number}, not the sender's`, score: 0 }],
    ending: {
      outcome: 'command',
      command: 'word',
      ...(answer && { reply: { purpose: 'status', text: compose.plain('statusNotFound', number) } }),
    },
  };
}
