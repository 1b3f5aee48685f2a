import type { VNode } from 'preact';
import { dispatchTargets, suggestedTarget } from '../rules/dispatch-targets.js';
import { placeOfWork } from '../words/ticket-words.js';
import { TicketFormFrame } from './form-frame.js';
import { pathOf, typed, type TicketPageProps } from './page-props.js';

const OPEN = ['sent', 'accepted', 'responded'];

/** Hands the ticket on: whom the gateway would choose first, the rest for those who want more than that. */
export function DispatchForm(props: TicketPageProps & { primary?: boolean }): VNode {
  const { words, view, tenant, primary, filled } = props;
  const { head, facts } = view;
  const suggestion = suggestedTarget(head, facts.dispatches, facts.decisions);
  const chosen = typed(props, 'dispatch', 'kepada') || (suggestion ?? '');
  const others = tenant.agencies.filter(({ slug }) => !facts.dispatches.some(({ agency, state }) => agency === slug && OPEN.includes(state)));
  return (
    <TicketFormFrame page={props} form="dispatch" anchor={primary ?? false} keepDraft>
      <label class="form-label" for="disposisi-kepada">
        {words('ticket.dispatch.to')}
      </label>
      <select class="form-select" id="disposisi-kepada" name="kepada" required>
        <option value="">{words('ticket.choose')}</option>
        {dispatchTargets(tenant, suggestion).map(({ value, agency, unit }) => (
          <option key={value} value={value} selected={value === chosen}>
            {placeOfWork(props, agency, unit)}
            {value === suggestion && ` (${words('ticket.dispatch.suggested')})`}
          </option>
        ))}
      </select>
      <details class="ticket-more" open={filled?.form === 'dispatch'}>
        <summary>{words('ticket.dispatch.more')}</summary>
        <div class="ticket-more-body">
          <label class="form-label" for="disposisi-catatan">
            {words('ticket.dispatch.note')}
          </label>
          <textarea class="form-control" id="disposisi-catatan" name="catatan" rows={2} maxLength={2_000} dir="auto">
            {typed(props, 'dispatch', 'catatan')}
          </textarea>
          <label class="form-label" for="disposisi-batas">
            {words('ticket.dispatch.due', { zone: tenant.zone })}
          </label>
          <input class="form-control" id="disposisi-batas" type="datetime-local" name="batas" value={typed(props, 'dispatch', 'batas')} />
          {!primary && (
            <label class="form-check">
              <input class="form-check-input" type="checkbox" name="koordinator" value="1" checked={typed(props, 'dispatch', 'koordinator') === '1'} />
              <span class="form-check-label">{words('ticket.dispatch.lead')}</span>
            </label>
          )}
          <fieldset class="ticket-others">
            <legend>{words('ticket.dispatch.others')}</legend>
            {others.map(({ slug, shortName }) => (
              <label class="form-check" key={slug}>
                <input class="form-check-input" type="checkbox" name="juga[]" value={slug} checked={typed(props, 'dispatch', 'juga').split(',').includes(slug)} />
                <span class="form-check-label">{shortName}</span>
              </label>
            ))}
          </fieldset>
        </div>
      </details>
      <button class={primary ? 'btn btn-primary' : 'btn btn-outline-secondary'} {...(primary && { 'data-key': 'e' })}>
        {words('ticket.dispatch.do')}
        {primary && <kbd aria-hidden="true">e</kbd>}
      </button>{' '}
      <button class="btn btn-outline-secondary" formAction={`${pathOf(props)}/pratinjau`}>
        {words('ticket.preview.link')}
      </button>
    </TicketFormFrame>
  );
} // prettier-ignore
