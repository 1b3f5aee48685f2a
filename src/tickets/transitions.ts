/** A ticket's states (design, section 9). */
export const TICKET_STATES = [
  'received', 'triage', 'dispatched', 'in-progress', 'awaiting-citizen', 'returned', 'responded', 'answered', 'closed',
  'reopened', 'merged', 'archived',
] as const; // prettier-ignore
export type TicketState = (typeof TICKET_STATES)[number];

/** Who acts on a ticket: the citizen, the office's own people, an agency's, or the gateway by itself. */
export type Actor = 'citizen' | 'gateway' | 'operator' | 'officer';

export type TicketAction =
  | 'open'
  | 'open-unrouted'
  | 'sort'
  | 'sort-unrouted'
  | 'dispatch'
  | 'accept'
  | 'return'
  | 'ask'
  | 'citizen-reply'
  | 'resume'
  | 'respond'
  | 'ask-again'
  | 'answer'
  | 'confirm-fixed'
  | 'close'
  | 'not-fixed'
  | 'reopen'
  | 'archive'
  | 'cancel'
  | 'merge'
  | 'unmerge';

/** The timeline's event of each action; what the citizen reads of it is in config/locales (`events`). */
export type TransitionEvent =
  | 'opened'
  | 'sorted'
  | 'dispatched'
  | 'accepted'
  | 'returned'
  | 'asked'
  | 'citizen-replied'
  | 'resumed'
  | 'responded'
  | 'asked-again'
  | 'answered'
  | 'confirmed-fixed'
  | 'closed'
  | 'not-fixed'
  | 'reopened'
  | 'archived'
  | 'cancelled'
  | 'merged'
  | 'unmerged';

export interface Transition {
  from: readonly (TicketState | 'none')[];
  /** `before`: the state that it had when it was paused or merged. */
  to: TicketState | 'before';
  who: readonly Actor[];
  /** The timeline's event. */
  event: TransitionEvent;
  /** What the citizen hears: a purpose of an outbound message; absent: nothing. */
  hears?: 'acknowledgement' | 'answer' | 'question' | 'notice';
}

/** With the office: nobody outside has it in hand. */
const AT_OFFICE = ['received', 'triage', 'returned', 'reopened'] as const satisfies readonly TicketState[];
const AT_AGENCY = ['dispatched', 'in-progress'] as const satisfies readonly TicketState[];
/** Somebody still owes an answer. */
export const UNANSWERED = [
  ...AT_OFFICE, ...AT_AGENCY, 'awaiting-citizen', 'responded',
] as const satisfies readonly TicketState[]; // prettier-ignore

/** As a list of SQL's, for conditions that an index has too. */
export function sqlStates(states: readonly TicketState[]): string {
  return states.map((state) => `'${state}'`).join(', ');
}

/** Every change of state there is; what is not in it is refused. */
export const TRANSITIONS: Record<TicketAction, Transition> = {
  open: { from: ['none'], to: 'received', who: ['gateway'], event: 'opened', hears: 'acknowledgement' },
  'open-unrouted': { from: ['none'], to: 'triage', who: ['gateway'], event: 'opened', hears: 'acknowledgement' },
  // More was written before anybody took it in hand: it is categorised and routed as a whole.
  sort: { from: ['received', 'triage'], to: 'received', who: ['gateway', 'operator'], event: 'sorted' },
  'sort-unrouted': { from: ['received', 'triage'], to: 'triage', who: ['gateway', 'operator'], event: 'sorted' },
  // A further agency may be asked while others are at work, and after one of them has responded.
  dispatch: {
    from: [...AT_OFFICE, ...AT_AGENCY, 'responded'],
    to: 'dispatched',
    who: ['operator', 'gateway'],
    event: 'dispatched',
  },
  accept: { from: ['dispatched'], to: 'in-progress', who: ['officer', 'operator'], event: 'accepted' },
  // Also where the office takes it back from the only agency that had it.
  return: { from: [...AT_AGENCY, 'responded'], to: 'returned', who: ['officer', 'operator'], event: 'returned' },
  ask: {
    from: [...AT_OFFICE, ...AT_AGENCY],
    to: 'awaiting-citizen',
    who: ['operator', 'officer', 'gateway'],
    event: 'asked',
    hears: 'question',
  },
  'citizen-reply': { from: ['awaiting-citizen'], to: 'before', who: ['citizen'], event: 'citizen-replied' },
  // No answer came, or none is needed any more.
  resume: { from: ['awaiting-citizen'], to: 'before', who: ['operator', 'gateway'], event: 'resumed' },
  respond: { from: AT_AGENCY, to: 'responded', who: ['officer', 'operator'], event: 'responded' },
  'ask-again': { from: ['responded'], to: 'in-progress', who: ['operator'], event: 'asked-again' },
  // A second answer to an answered ticket is a correction; the citizen hears that one too.
  answer: { from: [...UNANSWERED, 'answered'], to: 'answered', who: ['operator', 'gateway'], event: 'answered', hears: 'answer' },
  'confirm-fixed': { from: ['answered'], to: 'closed', who: ['citizen'], event: 'confirmed-fixed' },
  // The gateway's: the citizen said nothing for as long as the tenant waits.
  close: { from: ['answered'], to: 'closed', who: ['operator', 'gateway'], event: 'closed' },
  'not-fixed': { from: ['answered', 'closed'], to: 'reopened', who: ['citizen'], event: 'not-fixed' },
  reopen: { from: ['answered', 'closed', 'archived'], to: 'reopened', who: ['operator'], event: 'reopened' },
  archive: { from: [...UNANSWERED, 'answered', 'closed'], to: 'archived', who: ['operator'], event: 'archived', hears: 'notice' },
  // The reporter takes it back. One that follows another ticket is theirs alone to take back: its leader goes on.
  cancel: { from: [...UNANSWERED, 'merged'], to: 'archived', who: ['citizen'], event: 'cancelled' },
  merge: { from: [...UNANSWERED, 'answered'], to: 'merged', who: ['operator'], event: 'merged' },
  unmerge: { from: ['merged'], to: 'before', who: ['operator'], event: 'unmerged' },
}; // prettier-ignore

export type TransitionResult = { ok: true; transition: Transition; to: TicketState } | { ok: false; reason: string };

/**
 * Whether an action may happen in a state, and what follows from it; a refusal says why.
 * @param before the state that the ticket had before it was paused or merged
 */
export function decideTransition(
  state: TicketState | 'none',
  action: TicketAction,
  who: Actor,
  before?: TicketState | null,
): TransitionResult {
  const transition = TRANSITIONS[action];
  if (!transition.who.includes(who))
    return { ok: false, reason: `"${action}" is done by ${transition.who.join(' or ')}, not by ${who}` };
  if (!transition.from.includes(state)) {
    return { ok: false, reason: `"${action}" is possible from ${transition.from.join(', ')}; the ticket is ${state}` };
  }
  // What it was before is always kept; should it be missing, a human sorts it out.
  return { ok: true, transition, to: transition.to === 'before' ? (before ?? 'triage') : transition.to };
}
