import type { VNode } from 'preact';
import { HAND_REASONS } from '../../../watch/failed-inbound.js';
import type { Ownerless } from '../../../watch/ownerless.js';
import type { ConsoleWords } from '../../frame/console-words.js';
import { Csrf } from '../../frame/csrf-field.js';
import { described, ErrorSummary, Field, type FieldError } from '../../frame/form-parts.js';
import type { Choice } from './filter-form.js';

export const OWNERLESS_PATH = '/console/tanpa-instansi';

interface OwnerlessProps {
  words: ConsoleWords;
  message: Ownerless;
  offices: readonly Choice[];
  errors: readonly FieldError[];
  csrf: string;
}

/** A message that names no office: what was written, and the two ways on. */
export function OwnerlessPage(props: OwnerlessProps): VNode {
  const { words, message, offices, errors, csrf } = props;
  const path = `${OWNERLESS_PATH}/${message.id}`;
  const reasons = HAND_REASONS.map((value) => ({ value, text: words(`channels.reason.${value}`) }));
  return (
    <div class="ownerless">
      <h1>{words('ownerless.title')}</h1>
      <ErrorSummary words={words} errors={errors} />
      <blockquote class="ownerless-said" dir="auto">
        {message.text || words('inbox.noText')}
      </blockquote>
      <p class="text-secondary">
        {words('ownerless.came', { channel: message.channelId, at: words.dateTime(message.receivedAt) })}
        {message.attachments > 0 && ` ${words('ownerless.files', { count: message.attachments })}`}
      </p>
      <form method="post" action={`${path}/serahkan`}>
        <Csrf token={csrf} />
        <Choose words={words} id="kepada" label="ownerless.to" hint="ownerless.toHint" choices={offices} errors={errors} />
        <button class="btn btn-primary">{words('ownerless.hand')}</button>
      </form>
      <form method="post" action={`${path}/abaikan`}>
        <Csrf token={csrf} />
        <h2>{words('ownerless.none')}</h2>
        <Choose words={words} id="alasan" label="ownerless.reason" hint="ownerless.ignoreHint" choices={reasons} errors={errors} />
        <button class="btn">{words('ownerless.ignore')}</button>
      </form>
      <p>
        <a href="/console">{words('ownerless.back')}</a>
      </p>
    </div>
  );
} // prettier-ignore

interface ChooseProps {
  words: ConsoleWords;
  id: string;
  label: string;
  hint: string;
  choices: readonly Choice[];
  errors: readonly FieldError[];
}

function Choose({ words, id, label, hint, choices, errors }: ChooseProps): VNode {
  const wrong = errors.some(({ field }) => field === id);
  return (
    <Field id={id} label={words(label)} hint={words(hint)} errors={errors}>
      <select class="form-select" id={id} name={id} {...described(id, true, wrong)}>
        <option value="">{words('ownerless.choose')}</option>
        {choices.map(({ value, text }) => (
          <option key={value} value={value}>
            {text}
          </option>
        ))}
      </select>
    </Field>
  );
}
