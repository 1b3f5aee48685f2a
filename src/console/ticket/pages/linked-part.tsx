import type { VNode } from 'preact';
import type { MessageIn } from '../read/conversation.js';
import type { LinkedTicket } from '../read/facts.js';
import { Disclosure, TicketFormFrame } from './form-frame.js';
import { typed, type TicketPageProps } from './page-props.js';

/** Longest description of what is split off. */
const LONGEST_TEXT = 5_000;

/** Reports about the same thing: those that are one with it, those that may be, and how to say so. */
export function LinkedPart(props: TicketPageProps): VNode {
  const { words, view, actions, filled } = props;
  const { linked } = view.facts;
  const { head } = view;
  const of = (how: LinkedTicket['how']): LinkedTicket[] => linked.filter((each) => each.how === how);
  return (
    <section class="card" aria-labelledby="serupa">
      <div class="card-body">
        <h2 id="serupa">{words('ticket.linked.title')}</h2>
        {head.mergedInto !== null && (
          <p>
            {words('ticket.linked.into')} <TicketLink number={head.mergedInto} />
          </p>
        )}
        {head.splitFrom !== null && (
          <p>
            {words('ticket.linked.splitFrom')} <TicketLink number={head.splitFrom} />
          </p>
        )}
        <Group {...props} title={words('ticket.linked.speaksFor')} tickets={of('merged')} />
        <Group {...props} title={words('ticket.linked.splitOff')} tickets={of('split')} />
        <Group {...props} title={words('ticket.linked.sameCitizen')} tickets={of('same-citizen')} merge />
        {linked.length === 0 && head.mergedInto === null && head.splitFrom === null && (
          <p class="text-secondary">{words('ticket.linked.none')}</p>
        )}
        {actions.allowed.has('unmerge') && (
          <TicketFormFrame page={props} form="unmerge" anchor>
            <button class="btn btn-sm btn-outline-secondary">{words('ticket.linked.unmerge')}</button>
          </TicketFormFrame>
        )}
        {actions.allowed.has('merge') && (
          <Disclosure id="gabung" title={words('ticket.linked.mergeOther')} open={filled?.form === 'merge'}>
            <TicketFormFrame page={props} form="merge">
              <label class="form-label" for="gabung-ke">
                {words('ticket.linked.mergeInto')}
              </label>
              <input class="form-control" id="gabung-ke" name="ke" required maxLength={20} autocomplete="off" value={typed(props, 'merge', 'ke')} />
              <button class="btn btn-outline-secondary">{words('ticket.linked.merge')}</button>
            </TicketFormFrame>
          </Disclosure>
        )}
        {actions.allowed.has('split') && <SplitForm {...props} />}
      </div>
    </section>
  );
} // prettier-ignore

function TicketLink({ number }: { number: string }): VNode {
  return <a href={`/console/aduan/${number}`}>{number}</a>;
}

function Group({ title, tickets, merge, ...props }: TicketPageProps & { title: string; tickets: readonly LinkedTicket[]; merge?: boolean }): VNode | null {
  const { words, actions } = props;
  if (tickets.length === 0) return null;
  return (
    <>
      <h3>{title}</h3>
      <ul class="ticket-items">
        {tickets.map(({ number, state, at }) => (
          <li key={number} class="ticket-buttons">
            <span>
              <TicketLink number={number} /> · {words(`ticket.state.${state}`)} · {words.day(at)}
            </span>
            {merge && actions.allowed.has('merge') && state !== 'closed' && state !== 'archived' && (
              <TicketFormFrame page={props} form="merge">
                <input type="hidden" name="ke" value={number} />
                <button class="btn btn-sm btn-outline-secondary">{words('ticket.linked.merge')}</button>
              </TicketFormFrame>
            )}
          </li>
        ))}
      </ul>
    </>
  );
} // prettier-ignore

/** Messages of the ticket's own citizen that are about something else; the one that opened it stays. */
function SplitForm(props: TicketPageProps): VNode {
  const { words, view, filled } = props;
  const own = view.conversation.entries.filter(
    (entry): entry is MessageIn => entry.kind === 'in' && entry.number === null && !entry.opening,
  );
  const chosen = typed(props, 'split', 'pesan').split(',');
  return (
    <Disclosure id="pisah" title={words('ticket.split.title')} open={filled?.form === 'split'}>
      <TicketFormFrame page={props} form="split" keepDraft>
        <p>{words('ticket.split.intro')}</p>
        {own.length > 0 && (
          <fieldset>
            <legend>{words('ticket.split.messages')}</legend>
            {own.map(({ id, text, at }) => (
              <label class="form-check" key={id}>
                <input class="form-check-input" type="checkbox" name="pesan[]" value={id} checked={chosen.includes(id)} />
                <span class="form-check-label">
                  {words.dateTime(at)}: <bdi>{text.slice(0, 80)}</bdi>
                </span>
              </label>
            ))}
          </fieldset>
        )}
        <label class="form-label" for="pisah-teks">
          {words('ticket.split.text')}
        </label>
        <textarea class="form-control" id="pisah-teks" name="teks" rows={2} maxLength={LONGEST_TEXT} dir="auto">
          {typed(props, 'split', 'teks')}
        </textarea>
        <button class="btn btn-outline-secondary">{words('ticket.split.do')}</button>
      </TicketFormFrame>
    </Disclosure>
  );
} // prettier-ignore
