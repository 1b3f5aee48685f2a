import type { VNode } from 'preact';
import { SHORTEST_PASSWORD } from '../../../accounts/password-rules.js';
import { ErrorSummary, TextField } from '../../frame/form-parts.js';
import { PlainPage, type PlainPageProps } from './plain-page.js';

/** `spent`: the link was used, is too old, or never was. */
export type ForgottenStage = 'ask' | 'sent' | 'spent';

const PATH = '/console/lupa-sandi';

export function ForgottenPage({ stage, ...page }: PlainPageProps & { stage: ForgottenStage }): VNode {
  const { words, errors } = page;
  return (
    <PlainPage {...page} title={words(`forgotten.${stage}.title`)} {...(stage === 'ask' && { path: PATH })}>
      <ErrorSummary words={words} errors={errors} />
      <p>{words(`forgotten.${stage}.text`)}</p>
      {stage === 'ask' && (
        <form method="post" action={PATH}>
          <TextField
            id="nama"
            label={words('signIn.name')}
            errors={errors}
            input={{ autocomplete: 'username', autocapitalize: 'none', spellcheck: false, required: true }}
          />
          <button class="btn btn-primary w-100">{words('forgotten.submit')}</button>
        </form>
      )}
      {stage === 'spent' && (
        <p>
          <a class="btn btn-primary w-100" href={PATH}>
            {words('forgotten.again')}
          </a>
        </p>
      )}
      <p class="mt-3 mb-0">
        <a href="/console/masuk">{words('forgotten.back')}</a>
      </p>
    </PlainPage>
  );
}

export function ChoosePage({ token, ...page }: PlainPageProps & { token: string }): VNode {
  const { words, errors } = page;
  const path = `/console/sandi/${token}`;
  return (
    <PlainPage {...page} title={words('forgotten.choose.title')} path={path}>
      <ErrorSummary words={words} errors={errors} />
      <form method="post" action={path}>
        <TextField
          id="sandi-baru"
          label={words('password.new')}
          hint={words('password.hint', { letters: SHORTEST_PASSWORD })}
          errors={errors}
          input={{ type: 'password', autocomplete: 'new-password', required: true, minLength: SHORTEST_PASSWORD }}
        />
        <button class="btn btn-primary w-100">{words('password.save')}</button>
      </form>
    </PlainPage>
  );
}
