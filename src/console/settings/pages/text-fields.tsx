import type { VNode } from 'preact';
import { formsOf, isReplyKey, REPLY_TEXTS } from '../../../tenants/reply-texts.js';
import type { FormProps } from './edit-context.js';
import { TextAreaField } from './fields.js';

const LONGEST_TEXT = 2_000;

/** A reply in its forms, with what may stand in braces. */
export function TextFields({ words, values, errors, item }: FormProps & { item: string }): VNode {
  if (!isReplyKey(item)) return <div class="settings-fields" />;
  return (
    <div class="settings-fields">
      <p>
        {words('settings.variables')}{' '}
        {REPLY_TEXTS[item].map((name) => (
          <code key={name} class="me-1">
            {`{${name}}`}
          </code>
        ))}
      </p>
      {formsOf(item).map((form) => (
        <TextAreaField
          key={form}
          id={form}
          label={words(`settings.form.${form}`)}
          hint={words(`settings.formHint.${form}`)}
          errors={errors}
          value={values[form] ?? ''}
          rows={form === 'long' ? 4 : 3}
          maxLength={LONGEST_TEXT}
        />
      ))}
    </div>
  );
}
