/** A ticket's states (design, section 9). */
export type TicketState =
  | 'received'
  | 'triage'
  | 'dispatched'
  | 'in-progress'
  | 'awaiting-citizen'
  | 'returned'
  | 'responded'
  | 'answered'
  | 'closed'
  | 'reopened'
  | 'merged'
  | 'archived';

export type TicketAction = 'open' | 'open-unrouted' | 'sort' | 'sort-unrouted' | 'answer';
export type Actor = 'gateway' | 'operator';

interface Transition {
  from: readonly (TicketState | 'none')[];
  to: TicketState;
  who: Actor;
  /** The timeline's event. */
  event: 'opened' | 'sorted' | 'answered';
  /** What the citizen hears: a purpose of an outbound message; absent: nothing. */
  hears?: 'acknowledgement' | 'answer';
}

const OPEN_STATES = [
  'received', 'triage', 'dispatched', 'in-progress', 'awaiting-citizen', 'returned', 'responded', 'reopened', 'answered',
] as const satisfies readonly TicketState[]; // prettier-ignore

/** Every change of state there is; what is not in it is refused. */
export const TRANSITIONS: Record<TicketAction, Transition> = {
  open: { from: ['none'], to: 'received', who: 'gateway', event: 'opened', hears: 'acknowledgement' },
  'open-unrouted': { from: ['none'], to: 'triage', who: 'gateway', event: 'opened', hears: 'acknowledgement' },
  // More was written before anybody took it in hand: it is categorised and routed as a whole.
  sort: { from: ['received', 'triage'], to: 'received', who: 'gateway', event: 'sorted' },
  'sort-unrouted': { from: ['received', 'triage'], to: 'triage', who: 'gateway', event: 'sorted' },
  // A second answer to an answered ticket is a correction; the citizen hears that one too.
  answer: { from: OPEN_STATES, to: 'answered', who: 'operator', event: 'answered', hears: 'answer' },
};

export type TransitionResult = { ok: true; transition: Transition } | { ok: false; reason: string };

/** Whether an action may happen in a state, and what follows from it; a refusal says why. */
export function decideTransition(state: TicketState | 'none', action: TicketAction, who: Actor): TransitionResult {
  const transition = TRANSITIONS[action];
  if (transition.who !== who) return { ok: false, reason: `"${action}" is done by ${transition.who}, not by ${who}` };
  if (!transition.from.includes(state)) {
    return { ok: false, reason: `"${action}" is possible from ${transition.from.join(', ')}; the ticket is ${state}` };
  }
  return { ok: true, transition };
}
