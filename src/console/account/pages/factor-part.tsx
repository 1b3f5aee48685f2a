import type { VNode } from 'preact';
import type { ConsoleWords } from '../../frame/console-words.js';
import { Csrf } from '../../frame/csrf-field.js';
import { ErrorSummary, TextField, type FieldError } from '../../frame/form-parts.js';

interface FactorPartProps {
  words: ConsoleWords;
  errors: readonly FieldError[];
  csrf: string;
  /** What waits for its first code; absent: it is set up. */
  secret?: string;
  recoveryCodes: number;
}

export function FactorPart(props: FactorPartProps): VNode {
  const { words, errors, secret } = props;
  return (
    <section class="frame-narrow">
      <h1>{words('factor.title')}</h1>
      <ErrorSummary words={words} errors={errors} />
      {secret === undefined ? <Remove {...props} /> : <SetUp {...props} secret={secret} />}
    </section>
  );
}

function SetUp({ words, errors, csrf, secret }: FactorPartProps & { secret: string }): VNode {
  return (
    <>
      <p>{words('factor.intro')}</p>
      <ol class="factor-steps">
        <li>{words('factor.step1')}</li>
        <li>
          {words('factor.step2')}
          <img
            class="factor-code"
            src="/console/akun/faktor-kedua/qr.svg"
            width="220"
            height="220"
            alt={words('factor.qr')}
          />
          <span class="form-hint">{words('factor.byHand')}</span>
          <code class="factor-secret">{secret.replace(/(.{4})(?=.)/g, '$1 ')}</code>
        </li>
        <li>{words('factor.step3')}</li>
      </ol>
      <form method="post" action="/console/akun/faktor-kedua">
        <Csrf token={csrf} />
        <TextField
          id="kode"
          label={words('factor.code')}
          errors={errors}
          input={{ autocomplete: 'one-time-code', inputMode: 'numeric', required: true, maxLength: 20 }}
        />
        <button class="btn btn-primary">{words('factor.save')}</button>
      </form>
    </>
  );
}

function Remove({ words, errors, csrf, recoveryCodes }: FactorPartProps): VNode {
  return (
    <>
      <p>{words('factor.isOn', { count: recoveryCodes })}</p>
      <h2>{words('factor.removeTitle')}</h2>
      <p>{words('factor.removeText')}</p>
      <form method="post" action="/console/akun/faktor-kedua/hapus">
        <Csrf token={csrf} />
        <TextField
          id="sandi"
          label={words('password.current')}
          errors={errors}
          input={{ type: 'password', autocomplete: 'current-password', required: true }}
        />
        <button class="btn btn-outline-danger">{words('factor.remove')}</button>
      </form>
    </>
  );
}

/** Shown once. */
export function RecoveryCodesPart({ words, codes }: { words: ConsoleWords; codes: readonly string[] }): VNode {
  return (
    <section class="frame-narrow">
      <h1>{words('factor.codesTitle')}</h1>
      <p>{words('factor.codesText')}</p>
      <ul class="factor-codes">
        {codes.map((code) => (
          <li key={code}>
            <code>{code}</code>
          </li>
        ))}
      </ul>
      <p>
        <a class="btn btn-primary" href="/console">
          {words('factor.codesDone')}
        </a>
      </p>
    </section>
  );
}
