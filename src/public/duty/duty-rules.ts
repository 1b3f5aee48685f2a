import type { AgencyView } from '../../dispatch/agency-view.js';
import { decideResponse, type ResponseRefusal } from '../../dispatch/response-rules.js';
import type { Tenant } from '../../tenants/tenant.js';
import { decideTransition, type TicketState } from '../../tickets/transitions.js';

/** What an officer does on a page, and the last part of its address. */
export const DUTY_PATHS = {
  accept: 'terima',
  respond: 'selesai',
  ask: 'tanya',
  assign: 'bidang',
  return: 'bukan',
  drop: 'buang',
} as const;
export type DutyAction = keyof typeof DUTY_PATHS;
/** Done on the ticket's own page, without a form on another. */
export type DutyActionOnPage = Extract<DutyAction, 'accept' | 'drop'>;
export const DUTY_ACTIONS = Object.keys(DUTY_PATHS) as DutyAction[];

/** Where a dispatch stands, as its officer sees it; each has its sentence. */
export type DutyState = 'new' | 'accepted' | 'awaiting-citizen' | 'responded' | Exclude<ResponseRefusal, 'no-response'>;

export interface DutyOffers {
  state: DutyState;
  /** Nothing can be done any more. */
  ended: boolean;
  /** The one thing to do next; null where somebody else is to move. */
  primary: DutyAction | null;
  others: readonly DutyAction[];
}

export function isOnPage(action: DutyAction): action is DutyActionOnPage {
  return action === 'accept' || action === 'drop';
}

/** Words are kept and drafts dropped even when nothing else can be done any more. */
export function isLateAction(action: DutyAction): boolean {
  return action === 'respond' || action === 'drop';
}

/** By the last part of an address. */
export function dutyActionOf(path: string): DutyAction | undefined {
  return DUTY_ACTIONS.find((action) => DUTY_PATHS[action] === path);
}

export function isOffered({ primary, others }: DutyOffers, action: DutyAction): boolean {
  return primary === action || others.includes(action);
}

type Seen = Pick<AgencyView, 'state' | 'ticketState' | 'agency' | 'unit'>;

/** What the page says and offers. A dispatch or a ticket that has ended offers nothing. */
export function dutyOffers(view: Seen, tenant: Pick<Tenant, 'agencies'>): DutyOffers {
  const ended = endOf(view);
  if (ended !== undefined) return { state: ended, ended: true, primary: null, others: [] };
  const state = stateOf(view);
  const possible = (action: DutyAction): boolean => {
    if (action === 'accept') return state === 'new';
    // It stands beside each draft.
    if (action === 'drop') return false;
    if (action === 'ask') return decideTransition(view.ticketState as TicketState, 'ask', 'officer').ok;
    if (action === 'return') return view.state !== 'responded';
    return action === 'respond' || assignable(view, tenant).length > 0;
  };
  const primary = state === 'new' ? 'accept' : state === 'accepted' ? 'respond' : null;
  return { state, ended: false, primary, others: DUTY_ACTIONS.filter((each) => each !== primary && possible(each)) };
}

/** Units of the agency that don't have it yet. */
export function assignable(
  { agency, unit }: Pick<AgencyView, 'agency' | 'unit'>,
  { agencies }: Pick<Tenant, 'agencies'>,
): readonly { slug: string; name: string }[] {
  const units = agencies.find(({ slug }) => slug === agency)?.units ?? [];
  return units.filter(({ slug }) => slug !== unit);
}

function endOf({ state, ticketState }: Seen): Exclude<ResponseRefusal, 'no-response'> | undefined {
  const facts = { ticket: ticketState as TicketState, before: null, dispatch: state, others: [] };
  const verdict = decideResponse('submit', { ...facts, checked: true, sendable: false });
  return verdict.ok || verdict.code === 'no-response' ? undefined : verdict.code;
}

function stateOf({
  state,
  ticketState,
}: Seen): Extract<DutyState, 'new' | 'accepted' | 'awaiting-citizen' | 'responded'> {
  if (state === 'responded') return 'responded';
  if (ticketState === 'awaiting-citizen') return 'awaiting-citizen';
  return state === 'sent' ? 'new' : 'accepted';
}
