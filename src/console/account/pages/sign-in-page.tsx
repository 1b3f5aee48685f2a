import type { VNode } from 'preact';
import { ErrorSummary, TextField } from '../../frame/form-parts.js';
import { signInPath } from '../../frame/return-path.js';
import { PlainPage, type PlainPageProps } from './plain-page.js';

interface SignInPageProps extends PlainPageProps {
  /** Where to afterwards. */
  wanted: string;
  name: string;
  /** A new password was chosen just now. */
  chosen?: boolean;
}

export function SignInPage({ wanted, name, chosen = false, ...page }: SignInPageProps): VNode {
  const { words, errors } = page;
  return (
    <PlainPage {...page} title={words('signIn.title')} path={signInPath(wanted)}>
      {chosen && (
        <div class="alert alert-success" role="status">
          {words('signIn.chosen')}
        </div>
      )}
      <ErrorSummary words={words} errors={errors} />
      <form method="post" action="/console/masuk">
        <input type="hidden" name="kembali" value={wanted} />
        <TextField
          id="nama"
          label={words('signIn.name')}
          errors={errors}
          input={{ value: name, autocomplete: 'username', autocapitalize: 'none', spellcheck: false, required: true }}
        />
        <TextField
          id="sandi"
          label={words('signIn.password')}
          errors={errors}
          input={{ type: 'password', autocomplete: 'current-password', required: true }}
        />
        <button class="btn btn-primary w-100">{words('signIn.submit')}</button>
      </form>
      <p class="mt-3 mb-0">
        <a href="/console/lupa-sandi">{words('forgotten.link')}</a>
      </p>
    </PlainPage>
  );
}
