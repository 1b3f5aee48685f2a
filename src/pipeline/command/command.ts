import type { ReplyKey } from '../../tenants/reply-texts.js';
import { automaticCap, mayAnswer } from '../may-answer.js';
import { ownTicket } from '../thread/own-ticket.js';
import { isThanks } from '../thread/thanks.js';
import type { DecisionDraft, Ending, StepInput, StepOutput } from '../types.js';
import type { TicketRef } from '../ticket-ref.js';
import { isHelpQuestion } from './help-question.js';
import { isStatusQuestion } from './status-question.js';

/**
 * Step 2: messages that want an answer of ours and no ticket: help, status, a keyword alone, and on a
 * shared number a text that belongs to no tenant.
 */
export function command(input: StepInput): StepOutput {
  const { message, identity } = input;
  const empty = identity.folded === '' && message.event.attachments.length === 0 && !message.event.location;
  // Who fills in a form has a page for these, and is shown nothing by claiming a number.
  if (message.event.form) return {};
  if (isThanks(message, identity)) {
    return {
      decisions: [{ step: 'command', outcome: 'thanks', rule: 'thanks, and no ticket to note them on' }],
      ending: { outcome: 'command', command: 'thanks' },
    };
  }
  if (!identity.tenant) return end(input, 'no-tenant', sharedHelp(input));
  if (isStatusQuestion(identity)) return end(input, 'status', status(input));
  if (isHelpQuestion(identity)) return end(input, 'help', reply(input, 'help', 'help'));
  if (empty) return end(input, 'keyword-alone', reply(input, 'help', 'keywordAlone'));
  return {};
}

type Reply = Extract<Ending, { outcome: 'command' }>['reply'];

function end({ known, limits, identity }: StepInput, name: string, wanted: Reply): StepOutput {
  const capped = wanted !== undefined && !mayAnswer(known, limits, identity.tenant);
  const decision: DecisionDraft = {
    step: 'command',
    outcome: wanted && !capped ? name : `${name}-unanswered`,
    rule: capped
      ? `cap of ${String(automaticCap(limits, identity.tenant))} automatic messages a day`
      : wanted
        ? 'grammar'
        : 'answered today already',
  };
  return {
    decisions: [decision],
    ending: { outcome: 'command', command: name, ...(wanted && !capped && { reply: wanted }) },
  };
}

/** At most once a day for a sender: the rest waits in the central admin's triage without a reply. */
function sharedHelp({ known, compose }: StepInput): Reply {
  return known.sharedHelpToday > 0 ? undefined : { purpose: 'help', text: compose.helpShared() };
}

function status(input: StepInput): Reply {
  const { identity, known, compose } = input;
  const about = (ticket: TicketRef): Reply => ({
    purpose: 'status',
    text: compose.status(ticket, known.answer?.ticketId === ticket.id ? known.answer.text : undefined),
  });
  if (identity.ticketNumber) {
    const own = ownTicket(known.namedTicket, known.contactId);
    // The same words whether the ticket is another's or does not exist: a number is no key (promise 8).
    return own ? about(own) : reply(input, 'status', 'statusNotFound', identity.ticketNumber);
  }
  const quoted = known.links.find(({ how }) => how === 'quote' || how === 'reply-address')?.ticket;
  const meant = ownTicket(quoted, known.contactId) ?? known.lastTicket;
  return meant ? about(meant) : reply(input, 'status', 'statusNone');
}

function reply(
  { compose }: StepInput,
  purpose: 'help' | 'status',
  key: Extract<ReplyKey, 'help' | 'keywordAlone' | 'statusNone' | 'statusNotFound'>,
  number?: string,
): Reply {
  return { purpose, text: compose.plain(key, number) };
}
