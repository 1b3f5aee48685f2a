import type { VNode } from 'preact';
import { MOST_EVENTS } from '../read/facts.js';
import { eventText } from '../words/event-words.js';
import { listed } from '../words/ticket-words.js';
import type { TicketPageProps } from './page-props.js';

/** Lines that stand there without asking. */
const SHOWN = 8;

/** What happened, newest first, each in one sentence. */
export function TimelinePart(props: TicketPageProps): VNode {
  const { words, view } = props;
  const events = view.facts.events.slice(0, MOST_EVENTS);
  const more = events.slice(SHOWN);
  return (
    <section class="card" aria-labelledby="riwayat">
      <div class="card-body">
        <h2 id="riwayat">{words('ticket.timeline')}</h2>
        <Lines {...props} events={events.slice(0, SHOWN)} />
        {more.length > 0 && (
          <details class="ticket-more">
            <summary>{words('ticket.timelineMore', { count: more.length })}</summary>
            <Lines {...props} events={more} />
            {view.facts.events.length > MOST_EVENTS && <p class="text-secondary">{words('ticket.timelineCut', { count: MOST_EVENTS })}</p>}
          </details>
        )}
      </div>
    </section>
  );
} // prettier-ignore

function Lines({ events, ...props }: TicketPageProps & { events: TicketPageProps['view']['facts']['events'] }): VNode {
  const { words } = props;
  return (
    <ol class="ticket-timeline">
      {events.map((event) => (
        <li key={event.id}>
          <time class="text-secondary" dateTime={event.at.toISOString()}>
            {words.dateTime(event.at)}
          </time>
          <span dir="auto">
            {eventText(props, event)}
            {remarksOf(event.data).map((remark) => ` ${listed(words, 'remark', remark)}`)}
          </span>
        </li>
      ))}
    </ol>
  );
}

function remarksOf({ remarks }: Record<string, unknown>): string[] {
  return Array.isArray(remarks) ? remarks.filter((each) => typeof each === 'string') : [];
}
