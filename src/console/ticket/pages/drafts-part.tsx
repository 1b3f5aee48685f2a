import type { VNode } from 'preact';
import { may } from '../../../accounts/console-user.js';
import { MAX_RESPONSE_LENGTH } from '../../../dispatch/response-records.js';
import { endedBy } from '../../../dispatch/response-rules.js';
import type { OpenResponse } from '../read/facts.js';
import { agencyText, byText, listed, placeOfWork } from '../words/ticket-words.js';
import { Disclosure, TicketFormFrame } from './form-frame.js';
import { isRefused, typed, type TicketPageProps } from './page-props.js';

/** What agencies kept and did not submit: whoever checks responses submits it for them, or drops it. */
export function DraftsPart(props: TicketPageProps): VNode | null {
  const { view, user } = props;
  if (!may(user, 'responses:check')) return null;
  return (
    <>
      {view.facts.drafts.map((draft) => (
        <Draft key={draft.id} draft={draft} {...props} />
      ))}
    </>
  );
}

function Draft({ draft, ...props }: TicketPageProps & { draft: OpenResponse; key?: string }): VNode {
  const { words, view, filled } = props;
  const { id, agency, unit, by, via, at, text, dispatchState } = draft;
  const own = { draf: id };
  const ended = endedBy(view.head.state, dispatchState);
  const open = isRefused(filled, 'submit-draft', own) || isRefused(filled, 'drop-draft', own);
  return (
    <Disclosure id={`draf-${id}`} title={words('ticket.draft.title', { agency: agencyText(props, agency), at: words.dateTime(at) })} open={open}>
      <p class="text-secondary">
        {placeOfWork(props, agency, unit)}
        {by !== null && ` · ${byText(props, by)}`} · {words('ticket.response.via', { via: listed(words, 'via', via) })}
      </p>
      {text === '' && <p>{words('ticket.draft.noText')}</p>}
      {ended ? (
        <>
          <p class="said" dir="auto">
            {text}
          </p>
          <p>
            {words(`ticket.refused.${ended}`)} {words('ticket.draft.late')}
          </p>
        </>
      ) : (
        <SubmitForm draft={draft} {...props} />
      )}
      <TicketFormFrame page={props} form="drop-draft" own={own}>
        <button class="btn btn-outline-secondary">{words('ticket.draft.drop')}</button>
      </TicketFormFrame>
    </Disclosure>
  );
} // prettier-ignore

function SubmitForm({ draft: { id, text }, ...props }: TicketPageProps & { draft: OpenResponse }): VNode {
  const { words, tenant, filled } = props;
  const own = { draf: id };
  return (
    <TicketFormFrame page={props} form="submit-draft" own={own} keepDraft>
      <p class="text-secondary">{words(tenant.responsesCheckedByAdmin ? 'ticket.draft.thenChecked' : 'ticket.draft.thenAnswer')}</p>
      <label class="form-label" for={`draf-${id}-teks`}>
        {words('ticket.draft.text')}
      </label>
      <textarea class="form-control" id={`draf-${id}-teks`} name="teks" rows={6} required maxLength={MAX_RESPONSE_LENGTH} dir="auto">
        {isRefused(filled, 'submit-draft', own) ? typed(props, 'submit-draft', 'teks') : text}
      </textarea>
      <button class="btn btn-primary">{words('ticket.draft.submit')}</button>
    </TicketFormFrame>
  );
} // prettier-ignore
