import type { VNode } from 'preact';
import { SATISFACTION_ELEMENTS, type SatisfactionElement } from '../../replies/satisfaction-elements.js';
import type { Tenant } from '../../tenants/tenant.js';
import { ErrorSummary, Field } from './fields.js';
import { Marks } from './marks.js';
import { Page } from './page.js';
import type { PageContext } from './page.js';

/** Texts, not keys. */
export interface SurveyErrors {
  U1?: string;
  comment?: string;
  form?: string;
}

/** The nine elements of PermenPANRB 14/2017, any of which may be left out, and a remark. */
export function SurveyPage({
  number,
  elements,
  comment,
  errors,
  ...context
}: PageContext & {
  tenant: Tenant;
  number: string;
  elements: Partial<Record<SatisfactionElement, number>>;
  comment: string;
  errors: SurveyErrors;
}): VNode {
  const { words, tenant } = context;
  const items = (['form', 'U1', 'comment'] as const).flatMap((field) => {
    const text = errors[field];
    return text ? [{ text, ...(field === 'form' ? {} : { href: `#${field}` }) }] : [];
  });
  return (
    <Page {...context} title={words('survey.title', { number })} here="track" failed={items.length > 0}>
      <h1>{words('survey.title', { number })}</h1>
      <ErrorSummary words={words} items={items} title={words('verdict.notSent')} />
      <p>{words('survey.intro')}</p>
      <form method="post" action={`/${tenant.slug}/lacak/penilaian`} noValidate>
        {SATISFACTION_ELEMENTS.map((element) => (
          <Marks
            key={element}
            words={words}
            name={element}
            legend={words(`survey.${element}`)}
            errors={element === 'U1' && errors.U1 ? [errors.U1] : []}
            mark={elements[element]}
          />
        ))}
        <Field
          words={words}
          name="comment"
          label={words('survey.comment')}
          hint={words('survey.commentHint')}
          errors={errors.comment ? [errors.comment] : []}
          need="optional"
        >
          {(attributes) => (
            <textarea {...attributes} rows={3} dir="auto">
              {comment}
            </textarea>
          )}
        </Field>
        <button type="submit">{words('survey.send')}</button>
      </form>
      <p>
        <a href={`/${tenant.slug}/lacak`}>{words('survey.back')}</a>
      </p>
    </Page>
  );
}
