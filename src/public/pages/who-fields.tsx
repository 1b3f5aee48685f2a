import type { VNode } from 'preact';
import { Choices, errorTexts, Field } from './fields.js';
import type { FormPageProps } from './form-page-props.js';

/** How much of a name, the name, and where to reach the reporter. */
export function WhoFields({ words, tenant, values, errors, replyWays }: FormPageProps): VNode {
  const identities = ['named', 'confidential', ...(tenant.anonymousAllowed ? ['anonymous'] : [])];
  const need = tenant.requirements.identity === 'required' ? ('required' as const) : ('optional' as const);
  const askEmail = replyWays.includes('email') || values.email !== '';
  return (
    <section aria-labelledby="siapa">
      <h2 id="siapa">{words('form.whoTitle')}</h2>
      <Choices
        words={words}
        name="identity"
        label={words('form.identity')}
        errors={errorTexts(words, errors, 'identity')}
        value={values.identity}
        choices={identities.map((value) => ({
          value,
          label: words(`form.identity-${value}`),
          hint: words(`form.identity-${value}-hint`),
        }))}
      />
      <div data-who>
        <Field
          words={words}
          name="name"
          label={words('form.name')}
          errors={errorTexts(words, errors, 'name')}
          need={need}
        >
          {(attributes) => <input {...attributes} type="text" autoComplete="name" dir="auto" value={values.name} />}
        </Field>
        <Field
          words={words}
          name="phone"
          label={words('form.phone')}
          hint={words('form.phoneHint')}
          errors={errorTexts(words, errors, 'phone')}
          need={need}
        >
          {(attributes) => <input {...attributes} type="tel" autoComplete="tel" inputMode="tel" value={values.phone} />}
        </Field>
        {askEmail && (
          <Field
            words={words}
            name="email"
            label={words('form.email')}
            errors={errorTexts(words, errors, 'email')}
            need="optional"
          >
            {(attributes) => <input {...attributes} type="email" autoComplete="email" value={values.email} />}
          </Field>
        )}
      </div>
    </section>
  );
}

/** By what the answer goes out. */
export function ReplyFields({ words, values, errors, replyWays }: FormPageProps): VNode {
  return (
    <section aria-labelledby="dijawab">
      <h2 id="dijawab">{words('form.replyTitle')}</h2>
      <Choices
        words={words}
        name="replyBy"
        label={words('form.replyBy')}
        errors={errorTexts(words, errors, 'replyBy')}
        value={values.replyBy}
        choices={replyWays.map((value) => ({
          value,
          label: words(`form.replyBy-${value}`),
          hint: words(`form.replyBy-${value}-hint`),
        }))}
      />
    </section>
  );
}
