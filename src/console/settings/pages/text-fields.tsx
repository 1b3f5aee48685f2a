import type { VNode } from 'preact';
import { ANSWER_TEXT_PARAMS } from '../../../tenants/answer-texts.js';
import { formsOf, isReplyKey, REPLY_TEXTS } from '../../../tenants/reply-texts.js';
import { TextField } from '../../frame/form-parts.js';
import type { FormProps } from './edit-context.js';
import { TextAreaField } from './fields.js';

const LONGEST_TEXT = 2_000;

/** A reply in its forms, with what may stand in braces. */
export function TextFields({ words, values, errors, item }: FormProps & { item: string }): VNode {
  if (!isReplyKey(item)) return <div class="settings-fields" />;
  return (
    <div class="settings-fields">
      <Variables words={words} names={REPLY_TEXTS[item]} />
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

/** A text that is chosen by typing `:` when somebody answers. */
export function AnswerFields({ words, values, errors }: FormProps): VNode {
  return (
    <div class="settings-fields">
      <TextField
        id="nama"
        label={words('settings.field.namaJawaban')}
        hint={words('settings.hint.namaJawaban')}
        errors={errors}
        input={{ value: values['nama'] ?? '', maxLength: 60, autocomplete: 'off' }}
      />
      <Variables words={words} names={ANSWER_TEXT_PARAMS} />
      <TextAreaField
        id="isi"
        label={words('settings.field.isiJawaban')}
        hint={words('settings.hint.isiJawaban')}
        errors={errors}
        value={values['isi'] ?? ''}
        rows={6}
        maxLength={LONGEST_TEXT}
      />
    </div>
  );
}

function Variables({ words, names }: Pick<FormProps, 'words'> & { names: readonly string[] }): VNode {
  return (
    <p>
      {words('settings.variables')}{' '}
      {names.map((name) => (
        <code key={name} class="me-1">
          {`{${name}}`}
        </code>
      ))}
    </p>
  );
}
