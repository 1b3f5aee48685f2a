import type { VNode } from 'preact';
import { SHORTEST_PASSWORD } from '../../../accounts/password-rules.js';
import type { ConsoleWords } from '../../frame/console-words.js';
import { Csrf } from '../../frame/csrf-field.js';
import { ErrorSummary, TextField, type FieldError } from '../../frame/form-parts.js';

interface PasswordPartProps {
  words: ConsoleWords;
  errors: readonly FieldError[];
  csrf: string;
}

export function PasswordPart({ words, errors, csrf }: PasswordPartProps): VNode {
  return (
    <section class="frame-narrow">
      <h1>{words('password.title')}</h1>
      <ErrorSummary words={words} errors={errors} />
      <p>{words('password.intro')}</p>
      <form method="post" action="/console/akun/sandi">
        <Csrf token={csrf} />
        <TextField
          id="sandi-lama"
          label={words('password.current')}
          errors={errors}
          input={{ type: 'password', autocomplete: 'current-password', required: true }}
        />
        <TextField
          id="sandi-baru"
          label={words('password.new')}
          hint={words('password.hint', { letters: SHORTEST_PASSWORD })}
          errors={errors}
          input={{ type: 'password', autocomplete: 'new-password', required: true, minLength: SHORTEST_PASSWORD }}
        />
        <button class="btn btn-primary">{words('password.save')}</button>
      </form>
    </section>
  );
}
