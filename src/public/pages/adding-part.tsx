import type { VNode } from 'preact';
import type { Tenant } from '../../tenants/tenant.js';
import type { PublicTicketView } from '../public-tickets.js';
import type { Words } from '../words.js';
import { Field } from './fields.js';
import type { SummaryItem } from './fields.js';

/** What was just added or typed, and what went wrong with it. */
export interface AddingDraft {
  sent?: boolean;
  text?: string;
  /** A text, not a key. */
  error?: string;
}

interface AddingProps {
  words: Words;
  tenant: Tenant;
  ticket: PublicTicketView;
  draft: AddingDraft;
}

/** For the page's error summary. */
export function addingItems({ error }: AddingDraft = {}): SummaryItem[] {
  return error === undefined ? [] : [{ text: error, href: '#tambahan' }];
}

/** Words of the reporter's own: open where they were asked something, folded away otherwise. */
export function AddingPart(props: AddingProps): VNode {
  const { words, tenant, ticket, draft } = props;
  if (draft.sent)
    return (
      <p class="heard" role="status">
        {words('adding.heard')} <a href={`/${tenant.slug}/lacak`}>{words('verdict.look')}</a>
      </p>
    );
  if (ticket.state === 'awaiting-citizen') {
    const question = ticket.events.findLast(({ kind, said }) => kind === 'asked' && said)?.said?.text;
    return (
      <section aria-labelledby="pertanyaan" class="verdict">
        <h2 id="pertanyaan">{words('adding.askedTitle')}</h2>
        {question !== undefined && (
          <blockquote class="said" dir="auto">
            {question}
          </blockquote>
        )}
        <AddingForm {...props} label={words('adding.answer')} send={words('adding.sendAnswer')} main />
      </section>
    );
  }
  return (
    <details id="tambah" open={draft.error !== undefined}>
      <summary>{words('adding.title')}</summary>
      <AddingForm {...props} label={words('adding.label')} send={words('adding.send')} />
    </details>
  );
}

function AddingForm({
  words,
  tenant,
  ticket,
  draft,
  label,
  send,
  main = false,
}: AddingProps & { label: string; send: string; main?: boolean }): VNode {
  return (
    <form method="post" action={`/${tenant.slug}/lacak/keterangan`} noValidate>
      <input type="hidden" name="after" value={String(ticket.events.length)} />
      <Field
        words={words}
        name="tambahan"
        label={label}
        hint={words('adding.hint')}
        errors={draft.error === undefined ? [] : [draft.error]}
        need="none"
      >
        {(attributes) => (
          <textarea {...attributes} rows={3} dir="auto" required>
            {draft.text ?? ''}
          </textarea>
        )}
      </Field>
      <button type="submit" class={main ? undefined : 'secondary'}>
        {send}
      </button>
    </form>
  );
}
