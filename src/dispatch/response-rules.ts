import type { TicketAction, TicketState } from '../tickets/transitions.js';
import type { DispatchState } from './dispatch.entity.js';

/** Why a response is not taken, not sent back or not forwarded; each has its words for staff. */
export type ResponseRefusal =
  | 'ticket-answered'
  | 'ticket-closed'
  | 'ticket-archived'
  | 'ticket-merged'
  | 'dispatch-withdrawn'
  | 'dispatch-returned'
  | 'dispatch-done'
  | 'no-response';

export interface ResponseFacts {
  ticket: TicketState;
  /** The state that the ticket had before it was paused. */
  before: TicketState | null;
  dispatch: DispatchState;
  /** The ticket's other dispatches. */
  others: readonly DispatchState[];
  /** Whether the tenant's admin checks what agencies say before the citizen reads it. */
  checked: boolean;
  /** Whether what the agencies said so far, this included, can go out as it stands. */
  sendable: boolean;
}

/** What follows for the ticket. */
export interface ResponseConsequence {
  /** The citizen was asked something and what they say is not waited for any more. */
  resumes: boolean;
  /** Null: it is only noted on the timeline. */
  action: Extract<TicketAction, 'respond' | 'ask-again'> | null;
  /** What the agencies said goes out as the answer now. */
  answers: boolean;
}

export type ResponseVerdict = ({ ok: true } & ResponseConsequence) | { ok: false; code: ResponseRefusal };

const ENDED_TICKET: Partial<Record<TicketState, ResponseRefusal>> = {
  answered: 'ticket-answered',
  closed: 'ticket-closed',
  archived: 'ticket-archived',
  merged: 'ticket-merged',
};
const ENDED_DISPATCH: Partial<Record<DispatchState, ResponseRefusal>> = {
  withdrawn: 'dispatch-withdrawn',
  returned: 'dispatch-returned',
  done: 'dispatch-done',
};
/** Dispatches whose agency has not said anything yet. */
const AT_WORK: readonly DispatchState[] = ['sent', 'accepted'];
const WITH_AGENCY: readonly TicketState[] = ['dispatched', 'in-progress'];

/** Why nothing that an agency says of it is taken any more; undefined: it is. */
export function endedBy(ticket: TicketState, dispatch: DispatchState): ResponseRefusal | undefined {
  return ENDED_TICKET[ticket] ?? ENDED_DISPATCH[dispatch];
}

/**
 * What an agency's response, the admin's question about it, or its forwarding means for the ticket. Of several
 * agencies the last one to respond makes the ticket `responded`; where nobody checks, the answer goes out then.
 */
export function decideResponse(action: 'submit' | 'send-back' | 'forward', facts: ResponseFacts): ResponseVerdict {
  const { ticket, before, dispatch, others, checked, sendable } = facts;
  const ended = endedBy(ticket, dispatch);
  if (ended) return { ok: false, code: ended };
  if (action === 'submit') {
    const complete = !others.some((state) => AT_WORK.includes(state));
    const resumes = complete && ticket === 'awaiting-citizen' && before !== null && WITH_AGENCY.includes(before);
    const responds = complete && (resumes || WITH_AGENCY.includes(ticket));
    return { ok: true, resumes, action: responds ? 'respond' : null, answers: complete && !checked && sendable };
  }
  if (dispatch !== 'responded') return { ok: false, code: 'no-response' };
  if (action === 'forward') return { ok: true, resumes: false, action: null, answers: true };
  return { ok: true, resumes: false, action: ticket === 'responded' ? 'ask-again' : null, answers: false };
}
