import type { Permission } from '../../../accounts/permissions.js';
import type { DispatchState } from '../../../dispatch/dispatch.entity.js';
import { decideTransition, type TicketAction, type TicketState } from '../../../tickets/transitions.js';

/** What somebody of the office can do with a ticket from its page. */
export type OfficeAction =
  | 'dispatch'
  | 'withdraw'
  | 'check'
  | 'answer'
  | 'ask'
  | 'resume'
  | 'archive'
  | 'close'
  | 'reopen'
  | 'overrule'
  | 'merge'
  | 'unmerge'
  | 'split'
  | 'undo'
  | 'reference'
  | 'note'
  | 'assign';

/** Why there is nothing to do at present, or what somebody else is to do. */
export type Waiting = 'agency' | 'citizen' | 'verdict' | 'checker' | 'leader' | 'over' | 'reader';

export interface ActionFacts {
  state: TicketState;
  stateBefore: TicketState | null;
  /** Responses that nobody has checked. */
  responsesWaiting: number;
  dispatches: readonly { state: DispatchState }[];
}

export interface NextActions {
  /** The one thing to do now. */
  primary: OfficeAction | null;
  /** What the page says where there is none. */
  waiting: Waiting | null;
  /** All that may be done, the primary one included. */
  allowed: ReadonlySet<OfficeAction>;
}

/** The transition that an action is, and what it needs. */
const TRANSITION_OF: Partial<Record<OfficeAction, TicketAction>> = {
  dispatch: 'dispatch',
  answer: 'answer',
  ask: 'ask',
  resume: 'resume',
  archive: 'archive',
  close: 'close',
  reopen: 'reopen',
  merge: 'merge',
  unmerge: 'unmerge',
};
const NEEDS: Record<OfficeAction, Permission> = {
  dispatch: 'tickets:dispatch',
  withdraw: 'tickets:dispatch',
  check: 'responses:check',
  answer: 'tickets:answer',
  ask: 'tickets:answer',
  resume: 'tickets:answer',
  archive: 'tickets:end',
  close: 'tickets:end',
  reopen: 'tickets:end',
  overrule: 'tickets:overrule',
  merge: 'tickets:overrule',
  unmerge: 'tickets:overrule',
  split: 'tickets:overrule',
  undo: 'tickets:overrule',
  reference: 'tickets:overrule',
  note: 'tickets:note',
  assign: 'tickets:assign',
};

/** States in which an agency can be asked, besides those of the table: the office goes on without its citizen's reply. */
const ALSO_DISPATCHED: readonly TicketState[] = ['awaiting-citizen'];
const AT_AGENCY: readonly TicketState[] = ['dispatched', 'in-progress', 'responded'];
const OPEN_DISPATCH: readonly DispatchState[] = ['sent', 'accepted', 'responded'];

/** What a permission allows an office's person to do with a ticket as it stands, and what of it comes next. Pure. */
export function nextActions(facts: ActionFacts, permissions: ReadonlySet<Permission>): NextActions {
  const allowed = new Set(
    (Object.keys(NEEDS) as OfficeAction[]).filter((action) => permissions.has(NEEDS[action]) && possible(action, facts)),
  );
  const primary = primaryOf(facts, allowed);
  return { primary, waiting: primary === null ? waitingOf(facts, allowed.size > 0) : null, allowed };
} // prettier-ignore

function possible(action: OfficeAction, { state, stateBefore, responsesWaiting, dispatches }: ActionFacts): boolean {
  if (action === 'withdraw') return dispatches.some((each) => OPEN_DISPATCH.includes(each.state));
  if (action === 'check') return responsesWaiting > 0 && state !== 'merged';
  if (action === 'overrule' || action === 'split') return state !== 'merged';
  if (action === 'dispatch' && ALSO_DISPATCHED.includes(state)) return true;
  const transition = TRANSITION_OF[action];
  return transition === undefined || decideTransition(state, transition, 'operator', stateBefore).ok;
}

function primaryOf({ state, responsesWaiting }: ActionFacts, allowed: ReadonlySet<OfficeAction>): OfficeAction | null {
  const first = (...actions: OfficeAction[]): OfficeAction | null =>
    actions.find((action) => allowed.has(action)) ?? null;
  if (responsesWaiting > 0) return first('check');
  switch (state) {
    case 'received':
    case 'triage':
    case 'returned':
    case 'reopened':
      return first('dispatch', 'answer');
    case 'responded':
      return first('answer');
    case 'dispatched':
    case 'in-progress':
    case 'awaiting-citizen':
    case 'answered':
    case 'closed':
    case 'archived':
    case 'merged':
      return null;
  }
}

function waitingOf({ state, stateBefore, responsesWaiting, dispatches }: ActionFacts, acts: boolean): Waiting {
  if (state === 'merged') return 'leader';
  if (state === 'awaiting-citizen') return 'citizen';
  if (state === 'answered') return 'verdict';
  if (state === 'closed' || state === 'archived') return 'over';
  if (responsesWaiting > 0) return 'checker';
  const withAgency = AT_AGENCY.includes(state) || (stateBefore !== null && AT_AGENCY.includes(stateBefore));
  if (withAgency && dispatches.some((each) => OPEN_DISPATCH.includes(each.state))) return 'agency';
  return acts ? 'agency' : 'reader';
}
