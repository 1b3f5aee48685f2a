import { isHelpQuestion } from '../command/help-question.js';
import { isStatusQuestion } from '../command/status-question.js';
import { inBurst } from '../burst/burst.js';
import { ownTicket } from '../thread/own-ticket.js';
import type { StaffDispatch, StepInput, StepOutput } from '../types.js';
import { readOfficerWord } from './officer-word.js';

/** How a message is known to be an officer's about a dispatch. */
interface Meant {
  dispatch: StaffDispatch;
  rule: string;
  /** The text names the ticket. */
  numbered: boolean;
  /** Nothing in it says which dispatch is meant: only its whole text can. */
  onlyOpen: boolean;
}

/**
 * Is it an officer's word about a ticket that their agency was handed? Only of the very person who was told of it, at
 * the address where they were told, and only if the channel vouches for them (promise 8 holds for officers too). It
 * has to answer the notice, or to name the ticket; on a chat, and for a command in an SMS, it is enough that just one
 * dispatch is open. Whatever else an officer writes is a citizen's message like any other.
 */
export function officer(input: StepInput): StepOutput {
  const { message, identity } = input;
  if (message.event.form || !identity.proven) return {};
  const meant = meantDispatch(input);
  if (!meant) return {};
  if (input.known.links.some(({ how }) => how === 'same-mail')) {
    return {
      decisions: [{ step: 'thread', outcome: 'repeat', rule: 'the same mail', score: 1 }],
      ending: { outcome: 'ignored', reason: 'same-mail' },
    };
  }
  const { dispatch, rule, numbered, onlyOpen } = meant;
  const files = message.event.attachments.length > 0;
  const read = readOfficerWord(numbered ? identity.text : message.event.text, numbered);
  const saying = read.says === 'unclear' && files ? ({ says: 'response', text: '' } as const) : read;
  // An SMS that says nothing of a ticket may as well be about the street where the officer lives.
  if (onlyOpen && message.channel.kind === 'sms' && saying.says !== 'accept' && saying.says !== 'return') return {};
  return {
    decisions: [{ step: 'thread', outcome: dispatch.number, rule: `an officer's ${saying.says}: ${rule}`, score: 1 }],
    ending: { outcome: 'follow-up', event: 'officer-replied', ticketId: dispatch.ticketId, dispatch, saying },
  };
}

function meantDispatch({ message, identity, known, limits }: StepInput): Meant | undefined {
  const answered = known.links.find(
    ({ how, toSender, staff }) => staff && toSender && how !== 'foreign-address',
  )?.staff;
  if (answered) return { dispatch: answered, rule: 'answers the notice', numbered: false, onlyOpen: false };
  const { dispatches = [] } = known;
  if (isStatusQuestion(identity)) return undefined;
  if (identity.ticketNumber !== undefined) {
    const named = dispatches.find(({ number }) => number === identity.ticketNumber);
    // Of their own complaint they speak as a citizen.
    if (!named || ownTicket(known.namedTicket, known.contactId)) return undefined;
    return { dispatch: named, rule: 'names the ticket', numbered: true, onlyOpen: false };
  }
  const { kind } = message.channel;
  if (kind !== 'whatsapp' && kind !== 'sms') return undefined;
  const [only, ...more] = dispatches.filter(({ open }) => open);
  if (!only || more.length > 0 || identity.keyword || isHelpQuestion(identity)) return undefined;
  // They are in a conversation of their own with us.
  const own = [known.askedTicket, ...known.links.map(({ ticket }) => ticket)];
  if (own.some((ticket) => ownTicket(ticket, known.contactId) ?? ticket?.bySender)) return undefined;
  const writing = [known.spokenTicket, known.lastTicket].some(
    (ticket) => ticket && ticket.channelId === message.channel.id && inBurst(ticket, message.receivedAt, limits),
  );
  return writing ? undefined : { dispatch: only, rule: 'the only one that is open', numbered: false, onlyOpen: true };
}
