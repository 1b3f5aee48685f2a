import type { VNode } from 'preact';
import type { Account } from '../../../accounts/account-directory.js';
import type { ConsoleUser } from '../../../accounts/console-user.js';
import type { OpenSession } from '../../../accounts/sessions.js';
import type { ConsoleWords } from '../../frame/console-words.js';
import { Csrf } from '../../frame/csrf-field.js';
import { ErrorSummary, TextField, type FieldError } from '../../frame/form-parts.js';
import { Icon } from '../../frame/icons.js';

interface OwnPartProps {
  words: ConsoleWords;
  user: ConsoleUser;
  account: Account | undefined;
  /** As it was typed. */
  name: string;
  errors: readonly FieldError[];
  factor: { on: boolean; recoveryCodes: number };
  sessions: readonly OpenSession[];
  csrf: string;
}

export function OwnPart(props: OwnPartProps): VNode {
  const { words, user, account, name, errors, factor, csrf } = props;
  return (
    <section class="frame-narrow">
      <h1>{words('frame.account')}</h1>
      <ErrorSummary words={words} errors={errors} />
      <dl class="own-facts">
        <dt>{words('own.role')}</dt>
        <dd>{words(`role.${user.role}`)}</dd>
        {account?.username && <Fact term={words('own.username')} text={account.username} />}
        {account?.email && <Fact term={words('own.email')} text={account.email} />}
      </dl>
      <form method="post" action="/console/akun" class="mb-4">
        <Csrf token={csrf} />
        <TextField
          id="nama"
          label={words('own.name')}
          hint={words('own.nameHint')}
          errors={errors}
          input={{ value: name, autocomplete: 'name', required: true, maxLength: 100 }}
        />
        <button class="btn btn-primary">{words('own.save')}</button>
      </form>
      <h2>{words('own.security')}</h2>
      <ul class="own-links">
        <li>
          <a href="/console/akun/sandi">{words('password.title')}</a>
        </li>
        <li>
          <a href="/console/akun/faktor-kedua">{words('factor.title')}</a>:{' '}
          {factor.on ? words('own.factorOn', { count: factor.recoveryCodes }) : words('own.factorOff')}
        </li>
      </ul>
      <Sessions {...props} />
    </section>
  );
}

function Fact({ term, text }: { term: string; text: string }): VNode {
  return (
    <>
      <dt>{term}</dt>
      <dd>{text}</dd>
    </>
  );
}

function Sessions({ words, user, sessions, csrf }: OwnPartProps): VNode {
  return (
    <>
      <h2>{words('own.sessions')}</h2>
      <ul class="own-sessions">
        {sessions.map(({ id, device, createdAt, lastSeenAt }) => (
          <li key={id}>
            <div>
              <strong>{device === '' ? words('own.deviceUnknown') : device}</strong>
              {id === user.sessionId && <span class="badge bg-secondary-lt ms-2">{words('own.thisOne')}</span>}
              <div class="form-hint">
                {words('own.since', { at: words.dateTime(createdAt) })}
                <br />
                {words('own.seen', { at: words.dateTime(lastSeenAt) })}
              </div>
            </div>
            {id !== user.sessionId && (
              <form method="post" action={`/console/akun/sesi/${id}`}>
                <Csrf token={csrf} />
                <button class="btn btn-sm">{words('own.endOne')}</button>
              </form>
            )}
          </li>
        ))}
      </ul>
      {sessions.length > 1 && (
        <form method="post" action="/console/akun/sesi/semua">
          <Csrf token={csrf} />
          <button class="btn">
            <Icon name="logout" size={18} /> {words('own.endOthers')}
          </button>
        </form>
      )}
    </>
  );
}
