import type { ZoneName } from '../tenants/tenant.js';
import type { TicketState } from '../tickets/transitions.js';
import type { PublicTicketView } from './public-tickets.js';
import { inWords } from './words.js';
import type { Words } from './words.js';

export interface TicketStory {
  facts: { label: string; value: string }[];
  events: { at: string; text: string; note?: string }[];
  /** What to say while there is no answer. */
  waiting: string;
  late: boolean;
  /** What comes next and by when; absent where nothing is owed any more. */
  next?: string;
}

/** States in which the office owes nothing more by the deadline. */
const SETTLED: ReadonlySet<TicketState> = new Set(['answered', 'closed', 'merged', 'archived']);

/** A ticket in words. */
export function ticketStory(ticket: PublicTicketView, now: Date, zone: ZoneName, words: Words): TicketStory {
  const due = inWords(words, ticket.dueAt, zone);
  const late = ticket.replies.length === 0 && ticket.dueAt.getTime() < now.getTime();
  const cancelled = ticket.events.some(({ kind }) => kind === 'cancelled');
  const owed = !SETTLED.has(ticket.state);
  const story: TicketStory = {
    facts: facts(ticket, zone, words),
    events: ticket.events.flatMap((event) => {
      const text = eventText(event.kind, ticket.agencyName, words);
      return text ? [{ at: inWords(words, event.at, zone), text, ...(event.text ? { note: event.text } : {}) }] : [];
    }),
    waiting: words(waitingKey(ticket.state, late, cancelled), { due }),
    late: late && owed,
  };
  if (owed && !late) story.next = words('tracking.next', { due });
  return story;
}

function waitingKey(state: TicketState, late: boolean, cancelled: boolean): string {
  if (state === 'archived' && cancelled) return 'tracking.noAnswersCancelled';
  if (state === 'archived') return 'tracking.noAnswersArchived';
  return late ? 'tracking.noAnswersLate' : 'tracking.noAnswers';
}

function facts(ticket: PublicTicketView, zone: ZoneName, words: Words): TicketStory['facts'] {
  const all: [string, string | undefined][] = [
    ['state', words(`states.${ticket.state}`)],
    ['opened', inWords(words, ticket.openedAt, zone)],
    ['due', SETTLED.has(ticket.state) ? undefined : inWords(words, ticket.dueAt, zone)],
    ['agency', ticket.agencyName],
    ['category', ticket.category],
  ];
  return all.flatMap(([key, value]) => (value ? [{ label: words(`tracking.${key}`), value }] : []));
}

function eventText(kind: string, agency: string | undefined, words: Words): string | undefined {
  if (kind === 'dispatched') return agency ? words('events.dispatched', { agency }) : words('events.dispatchedPlain');
  // `message-added` is `messageAdded` in the locale files.
  const key = `events.${kind.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase())}`;
  return words.has(key) ? words(key) : undefined;
}
