import type { TicketState } from '../tickets/transitions.js';
import type { DispatchState } from './dispatch.entity.js';

export const RETURN_REASONS = ['not-ours', 'no-authority', 'incomplete', 'duplicate', 'other'] as const;
/** Why an agency hands a ticket back. */
export type ReturnReason = (typeof RETURN_REASONS)[number];

/** Times that a ticket may be handed back before the office's head is told, and again after as many more. */
export const BOUNCES_BEFORE_HEAD = 3;

/** A dispatch that is neither ended nor done. */
export interface OpenDispatch {
  id: string;
  agency: string;
  unit: string | null;
  lead: boolean;
  state: Extract<DispatchState, 'sent' | 'accepted' | 'responded'>;
}

const AT_AGENCY: readonly TicketState[] = ['dispatched', 'in-progress'];
const OUT: readonly TicketState[] = [...AT_AGENCY, 'responded'];

export interface EndedDispatch {
  how: 'return' | 'withdraw';
  /** It was the one in the lead. */
  lead: boolean;
  ticket: TicketState;
  /** The state that the ticket comes back to, where it waits for its citizen. */
  before: TicketState | null;
  /** Those that are left, oldest first. */
  rest: readonly OpenDispatch[];
}

/** What follows for the ticket. */
export interface EndVerdict {
  /** The change of its state. */
  action: 'return' | 'respond' | null;
  /** Where it comes back to once its citizen has replied, where that changes. */
  before: 'returned' | 'responded' | null;
  /** The dispatch that leads from now on. */
  lead: OpenDispatch | null;
}

/**
 * Of several agencies one leads. A ticket is the office's again when its leading agency hands it back, or when nobody is
 * left; the others' dispatches stay open, and a new one leads. It is responded once all that are left have responded.
 * Where the office takes the lead's dispatch back the next agency leads: it is the office's own wish.
 */
export function decideEnd({ how, lead, ticket, before, rest }: EndedDispatch): EndVerdict {
  const back = rest.length === 0 || (lead && how === 'return');
  const next = !back && lead ? (rest[0] ?? null) : null;
  const complete = !back && rest.every(({ state }) => state === 'responded');
  if (ticket === 'awaiting-citizen') {
    const out = before !== null && OUT.includes(before);
    return { action: null, before: out && back ? 'returned' : out && complete ? 'responded' : null, lead: next };
  }
  if (back) return { action: OUT.includes(ticket) ? 'return' : null, before: null, lead: next };
  return { action: complete && AT_AGENCY.includes(ticket) ? 'respond' : null, before: null, lead: next };
}

interface TicketStates {
  state: TicketState;
  stateBefore: TicketState | null;
}

/**
 * From the office's hands dispatching changes a ticket's state; beside other agencies that are at work, or that have
 * asked its citizen and wait, a further one is noted only.
 */
export function addsToOthers({ state, stateBefore }: TicketStates): boolean {
  return AT_AGENCY.includes(state) || (state === 'awaiting-citizen' && waitsAtAgency(stateBefore));
}

/** The office itself has asked the citizen, and hands the ticket on all the same. */
export function resumesFirst({ state, stateBefore }: TicketStates): boolean {
  return state === 'awaiting-citizen' && !waitsAtAgency(stateBefore);
}

function waitsAtAgency(before: TicketState | null): boolean {
  return before !== null && AT_AGENCY.includes(before);
}
