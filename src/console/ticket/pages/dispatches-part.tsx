import type { VNode } from 'preact';
import type { DispatchFact } from '../read/facts.js';
import { agencyText, byText, listed, placeOfWork } from '../words/ticket-words.js';
import { TicketFormFrame } from './form-frame.js';
import { pathOf, type TicketPageProps } from './page-props.js';

const OPEN = ['sent', 'accepted', 'responded'];

/** Who has it or had it, how far they are, and why it came back. */
export function DispatchesPart(props: TicketPageProps): VNode | null {
  const { words, view } = props;
  const { dispatches } = view.facts;
  if (dispatches.length === 0) return null;
  return (
    <section class="card" aria-labelledby="instansi-judul">
      <div class="card-body">
        <h2 id="instansi-judul">{words('ticket.dispatches')}</h2>
        <ul class="ticket-items">
          {dispatches.map((dispatch) => (
            <Line key={dispatch.id} dispatch={dispatch} {...props} />
          ))}
        </ul>
      </div>
    </section>
  );
}

function Line({ dispatch, ...props }: TicketPageProps & { dispatch: DispatchFact; key?: string }): VNode {
  const { words, actions, view } = props;
  const { id, agency, unit, lead, state, at, by, dueAt, note, returnReason, returnTo, returnWords } = dispatch;
  const open = OPEN.includes(state);
  return (
    <li>
      <p>
        <strong>{placeOfWork(props, agency, unit)}</strong>
        {lead && dispatchesMany(props) && ` (${words('ticket.dispatch.leads')})`}: {words(`ticket.dispatchState.${state}`)}
      </p>
      <p class="text-secondary">
        {words('ticket.dispatch.by', { who: byText(props, by), at: words.dateTime(at) })}
        {open && dueAt && state !== 'responded' && ` · ${words('ticket.due', { at: words.dateTime(dueAt) })}`}
      </p>
      {note !== null && (
        <p>
          {words('ticket.dispatch.noted')} <q dir="auto">{note}</q>
        </p>
      )}
      {returnReason !== null && (
        <p>
          {words('ticket.dispatch.returned', { reason: listed(words, 'returnReason', returnReason) })}
          {returnTo !== null && ` ${words('ticket.dispatch.returnTo', { agency: agencyText(props, returnTo) })}`}
          {returnWords !== null && (
            <>
              {' '}
              <q dir="auto">{returnWords}</q>
            </>
          )}
        </p>
      )}
      <div class="ticket-buttons">
        <a href={`${pathOf({ view })}/pratinjau/${id}`}>{words('ticket.preview.link')}</a>
        {open && actions.allowed.has('withdraw') && (
          <TicketFormFrame page={props} form="withdraw" own={{ disposisi: id }}>
            <button class="btn btn-sm btn-outline-secondary">{words('ticket.dispatch.withdraw')}</button>
          </TicketFormFrame>
        )}
      </div>
    </li>
  );
} // prettier-ignore

function dispatchesMany({ view }: TicketPageProps): boolean {
  return view.facts.dispatches.filter(({ state }) => OPEN.includes(state)).length > 1;
}
