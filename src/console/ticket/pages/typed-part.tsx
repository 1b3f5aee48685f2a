import type { VNode } from 'preact';
import { TICKET_FORMS, type FilledForm, type TicketPageProps } from './page-props.js';

const LINES = 8;

/** What was typed into a form that the page has no more: the ticket has gone on meanwhile, and nothing typed is lost. */
export function TypedPart(props: TicketPageProps): VNode | null {
  const { words, filled } = props;
  const text = filled?.values['teks'] ?? '';
  if (!filled || text === '' || isThere(props, filled)) return null;
  return (
    <div class="mb-3" id={TICKET_FORMS[filled.form]}>
      <label class="form-label" for="tulisan">
        {words('error.kept')}
      </label>
      <textarea class="form-control" id="tulisan" readOnly rows={LINES} dir="auto">
        {text}
      </textarea>
    </div>
  );
}

function isThere({ actions, view }: TicketPageProps, { form, values }: FilledForm): boolean {
  switch (form) {
    case 'answer':
    case 'ask':
    case 'note':
    case 'archive':
    case 'split':
      return actions.allowed.has(form);
    case 'forward':
    case 'send-back':
      return actions.primary === 'check';
    case 'submit-draft':
      return view.facts.drafts.some(({ id }) => id === values['draf']);
    default:
      return true;
  }
}
