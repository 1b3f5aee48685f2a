import type { Tenant } from '../tenants/tenant.js';
import { UNANSWERED, type TicketState } from '../tickets/transitions.js';
import { EARLIER_LEFT_OUT } from './public-tickets.js';
import type { PublicTicketEvent, PublicTicketView, Said } from './public-tickets.js';
import { inWords } from './words.js';
import type { Words } from './words.js';

export interface StoryStep {
  at: string;
  text: string;
  /** The office or an agency, never a person of theirs; absent where the text says so itself. */
  who?: string;
  note?: string;
  said?: Said;
  /** Index of the answer that was given, in the ticket's `replies`. */
  reply?: number;
}

export interface TicketStory {
  /** Where it stands. */
  state: string;
  /** What comes next and by when; absent where nothing does any more. */
  next?: string;
  late: boolean;
  facts: { label: string; value: string }[];
  steps: StoryStep[];
}

type StoryTenant = Pick<Tenant, 'zone' | 'name' | 'closeAfterDays' | 'reopenWithinDays' | 'waitForCitizenDays'>;

const DAY_MS = 86_400_000;
/** States in which the office owes an answer. */
const OWED: ReadonlySet<TicketState> = new Set(UNANSWERED);

/** A ticket in words, for its reporter. */
export function ticketStory(ticket: PublicTicketView, now: Date, tenant: StoryTenant, words: Words): TicketStory {
  const late = OWED.has(ticket.state) && ticket.state !== 'awaiting-citizen' && ticket.dueAt.getTime() < now.getTime();
  const next = nextStep(ticket, late, tenant, now, words);
  return {
    state: words(`states.${ticket.state}`),
    ...(next !== undefined && { next }),
    late,
    facts: facts(ticket, tenant, words),
    steps: ticket.events.flatMap((event) => stepOf(event, tenant, words) ?? []),
  };
}

function nextStep(
  ticket: PublicTicketView,
  late: boolean,
  tenant: StoryTenant,
  now: Date,
  words: Words,
): string | undefined {
  const { state, verdict } = ticket;
  const agency = ticket.agencyName ?? words('events.somebody');
  const say = (key: string, more: Record<string, string | number> = {}): string =>
    startingLarge(words(`next.${key}`, { due: inWords(words, ticket.dueAt, tenant.zone), agency, ...more }));
  const after = (from: Date | null | undefined, days: number): Date | undefined =>
    from ? new Date(from.getTime() + days * DAY_MS) : undefined;
  if (state === 'archived') return say(ticket.events.some(({ kind }) => kind === 'cancelled') ? 'cancelled' : 'archived');
  if (state === 'awaiting-citizen') return say('awaiting', { days: tenant.waitForCitizenDays });
  if (state === 'answered') {
    const closes = after(verdict?.answeredAt, tenant.closeAfterDays);
    return closes && closes > now ? say('answered', { closes: inWords(words, closes, tenant.zone) }) : undefined;
  }
  if (state === 'closed') {
    const until = after(verdict?.closedAt, tenant.reopenWithinDays);
    return until && until > now ? say('closed', { until: inWords(words, until, tenant.zone) }) : undefined;
  }
  if (!OWED.has(state)) return undefined;
  if (late) return say('late');
  if (state === 'responded') return say('responded');
  return say(state === 'dispatched' || state === 'in-progress' ? 'agency' : 'office');
} // prettier-ignore

function facts(ticket: PublicTicketView, { zone }: StoryTenant, words: Words): TicketStory['facts'] {
  const all: [string, string | undefined][] = [
    ['opened', inWords(words, ticket.openedAt, zone)],
    // While the clock stands still, when it would run out is not known.
    [
      'due',
      OWED.has(ticket.state) && ticket.state !== 'awaiting-citizen' ? inWords(words, ticket.dueAt, zone) : undefined,
    ],
    ['agency', ticket.agencyName],
    ['category', ticket.category],
  ];
  return all.flatMap(([key, value]) => (value ? [{ label: words(`tracking.${key}`), value }] : []));
}

/** Undefined for what is the office's own affair, and for kinds that an older page does not know. */
function stepOf(event: PublicTicketEvent, tenant: StoryTenant, words: Words): StoryStep | undefined {
  const key = keyOf(event);
  if (key === undefined || !words.has(`events.${key}`)) return undefined;
  const agency = event.agencyName ?? words('events.somebody');
  const reason = event.reason !== undefined && words.has(`reasons.${event.reason}`) ? event.reason : 'other';
  const { moved, said, reply } = event;
  const at = (date: Date | undefined): string => (date ? inWords(words, date, tenant.zone) : '');
  const text = words(`events.${key}`, {
    agency: event.unitName ? `${agency}, ${event.unitName}` : agency,
    category: event.category ?? '',
    mark: event.mark ?? '',
    reason: words(`reasons.${reason}`),
    from: at(moved?.from),
    to: at(moved?.to),
  });
  const who = whoOf(event, tenant, words);
  const note = event.text ?? (event.waits === true ? words('events.waits') : undefined);
  return {
    at: at(event.at),
    text: startingLarge(text),
    ...(who !== undefined && { who }),
    ...(note !== undefined && { note }),
    ...(said && { said }),
    ...(reply !== undefined && { reply }),
  };
}

/** Below `events`: `message-added` is `messageAdded` there; some kinds are told in more ways than one. */
function keyOf({ kind, by, category, withdrawn, mark, reason, whole, moved }: PublicTicketEvent): string | undefined {
  // Of steps on the way only the office knows.
  if (kind === 'deadline-breached' && !whole) return undefined;
  if (kind === 'deadlines-recomputed' && !moved) return undefined;
  if (kind === 'recategorised' && category === undefined) return undefined;
  const key = kind.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
  if (kind === 'rated' && mark === undefined) return 'surveyed';
  if (kind === 'returned' && withdrawn) return 'withdrawn';
  if (kind === 'closed' && by === 'gateway') return 'closedBySilence';
  // Who wrote abuse is told no reason.
  if (kind === 'archived' && (reason === undefined || reason === 'abusive')) return 'archivedPlain';
  return key;
}

function whoOf({ kind, by }: PublicTicketEvent, { name }: StoryTenant, words: Words): string | undefined {
  // Their steps begin with "Anda" and with the agency's name.
  if (by === 'citizen' || (by === 'officer' && kind !== 'asked')) return undefined;
  if (kind === EARLIER_LEFT_OUT) return undefined;
  // What merely happens by itself is nobody's deed; what the gateway does otherwise it does for the office.
  return kind.startsWith('deadline') ? words('tracking.byItself') : name;
}

function startingLarge(text: string): string {
  return text.charAt(0).toLocaleUpperCase() + text.slice(1);
}
