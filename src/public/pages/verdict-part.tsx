import type { ComponentChildren, VNode } from 'preact';
import type { Tenant } from '../../tenants/tenant.js';
import type { PublicTicketView } from '../public-tickets.js';
import type { Words } from '../words.js';
import { Field } from './fields.js';
import type { SummaryItem } from './fields.js';
import { Marks } from './marks.js';

/** Texts, not keys. */
export interface VerdictErrors {
  mark?: string;
  words?: string;
  form?: string;
}

/** What was just said or typed. */
export interface VerdictDraft {
  /** It was taken. */
  sent?: boolean;
  words?: string;
  mark?: number;
  errors?: VerdictErrors;
}

interface VerdictProps {
  words: Words;
  tenant: Tenant;
  ticket: PublicTicketView;
  draft: VerdictDraft;
}

/** For the page's error summary. */
export function verdictItems({ errors = {} }: VerdictDraft): SummaryItem[] {
  return (['form', 'mark', 'words'] as const).flatMap((field) => {
    const text = errors[field];
    return text ? [{ text, ...(field === 'form' ? {} : { href: `#${field}` }) }] : [];
  });
}

/** Whether the answer is enough: forms for who may still say so. */
export function VerdictPart({ words, tenant, ticket, draft }: VerdictProps): VNode | null {
  const { verdict, state } = ticket;
  if (!verdict) return null;
  const action = `/${tenant.slug}/lacak/kabar`;
  const { fixed, mark, round, surveyed } = verdict;
  const { errors = {} } = draft;
  // A worker takes it in a moment; until then the forms would only be filled in twice.
  const waiting = draft.sent === true && fixed === null && mark === null && !surveyed;
  return (
    <section aria-labelledby="kabar" class="verdict">
      <h2 id="kabar">{words(state === 'closed' ? 'verdict.closedTitle' : 'verdict.title')}</h2>
      {waiting && (
        <p class="heard" role="status">
          {words('verdict.heard')} <a href={`/${tenant.slug}/lacak`}>{words('verdict.look')}</a>
        </p>
      )}
      {!waiting && draft.sent && (
        <p class="heard" role="status">
          {words('verdict.thanks')}
        </p>
      )}
      {!waiting && (state === 'answered' || mark === null) && (
        <Says action={action} kabar={state === 'answered' ? 'sudah' : 'nilai'} round={round}>
          {mark === null && (
            <Marks
              words={words}
              name="mark"
              legend={words('verdict.mark')}
              errors={errors.mark ? [errors.mark] : []}
              mark={draft.mark}
              optional={state === 'answered'}
            />
          )}
          <button type="submit">{words(state === 'answered' ? 'verdict.fixed' : 'verdict.rate')}</button>
        </Says>
      )}
      {!waiting && (
        <Says action={action} kabar="belum" round={round}>
          <Field
            words={words}
            name="words"
            label={words(state === 'closed' ? 'verdict.again' : 'verdict.what')}
            hint={words('verdict.whatHint')}
            errors={errors.words ? [errors.words] : []}
            need="none"
          >
            {(attributes) => (
              <textarea {...attributes} rows={3} dir="auto" required>
                {draft.words ?? ''}
              </textarea>
            )}
          </Field>
          <button type="submit" class="secondary">
            {words('verdict.notFixed')}
          </button>
        </Says>
      )}
      {!surveyed && (
        <p>
          <a href={`/${tenant.slug}/lacak/penilaian`}>{words('verdict.survey')}</a>
        </p>
      )}
    </section>
  );
}

function Says({
  action,
  kabar,
  round,
  children,
}: {
  action: string;
  kabar: 'sudah' | 'belum' | 'nilai';
  round: number;
  children: ComponentChildren;
}): VNode {
  return (
    <form method="post" action={action} noValidate>
      <input type="hidden" name="kabar" value={kabar} />
      <input type="hidden" name="round" value={String(round)} />
      {children}
    </form>
  );
}
