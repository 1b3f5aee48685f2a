import type { VNode } from 'preact';
import { reasonsOf } from '../../../overruling/repeats/likeness.js';
import type { RepeatFact } from '../read/repeats.js';
import { reasonText } from '../words/decision-words.js';
import { scoreText } from '../words/ticket-words.js';
import { TicketFormFrame } from './form-frame.js';
import type { TicketPageProps } from './page-props.js';

/** What others reported that may be the same thing, with why, and a way to make one of two. */
export function RepeatsPart(props: TicketPageProps): VNode | null {
  const { words, view } = props;
  // Its leader's page has those.
  if (view.head.mergedInto !== null) return null;
  return (
    <section class="card" aria-labelledby="mirip">
      <div class="card-body">
        <h2 id="mirip">{words('ticket.repeats.title')}</h2>
        {view.repeats.length === 0 && <p class="text-secondary">{words('ticket.repeats.none')}</p>}
        <ul class="ticket-items">
          {view.repeats.map((repeat) => (
            <Repeat key={repeat.number} repeat={repeat} page={props} />
          ))}
        </ul>
      </div>
    </section>
  );
}

function Repeat({ repeat, page }: { repeat: RepeatFact; page: TicketPageProps; key?: string }): VNode {
  const { words } = page;
  const { number, state, openedAt, text, mergedInto, likeness } = repeat;
  const why = reasonsOf(likeness).map((reason) => reasonText(page, 'dedupe', reason));
  return (
    <li>
      <p>
        <a href={`/console/aduan/${number}`}>{number}</a> · <strong>{words(`ticket.repeats.${sureness(likeness.score)}`)}</strong> ·{' '}
        {scoreText(words, likeness.score)}
      </p>
      <p>
        <bdi>{text}</bdi>
      </p>
      <p class="text-secondary">
        {[words.day(openedAt), words(`ticket.state.${state}`), ...why].join(' · ')}
        {mergedInto !== null && (
          <>
            {' · '}
            {words('ticket.linked.into')} <a href={`/console/aduan/${mergedInto}`}>{mergedInto}</a>
          </>
        )}
      </p>
      <MergeButton repeat={repeat} page={page} />
    </li>
  );
} // prettier-ignore

/** The older one speaks for both; a merged one's leader for all. Who is closed or archived speaks for nobody. */
function MergeButton({ repeat, page }: { repeat: RepeatFact; page: TicketPageProps }): VNode | null {
  const { words, view, actions } = page;
  const { number, state, mergedInto, openedAt } = repeat;
  if (!actions.allowed.has('merge') || state === 'closed' || state === 'archived') return null;
  const here = mergedInto === null && openedAt > view.head.openedAt && !OVER.includes(view.head.state);
  return (
    <TicketFormFrame page={page} form="merge">
      <input type="hidden" name={here ? 'dari' : 'ke'} value={number} />
      <button class="btn btn-sm btn-outline-secondary">
        {words(here ? 'ticket.repeats.mergeHere' : 'ticket.repeats.mergeThere', { number: mergedInto ?? number })}
      </button>
    </TicketFormFrame>
  );
}

const OVER: readonly string[] = ['closed', 'archived'];

function sureness(score: number): 'sure' | 'probable' | 'possible' {
  if (score >= 0.8) return 'sure';
  return score >= 0.65 ? 'probable' : 'possible';
}
