import type { VNode } from 'preact';
import type { Account } from '../../../accounts/account-directory.js';
import type { Role } from '../../../accounts/permissions.js';
import type { Tenant } from '../../../tenants/tenant.js';
import type { ConsoleWords } from '../../frame/console-words.js';
import { Csrf } from '../../frame/csrf-field.js';
import { described, ErrorSummary, Field, TextField, type FieldError } from '../../frame/form-parts.js';
import type { UserFormValues } from '../user-form.js';

interface UserPartProps {
  words: ConsoleWords;
  tenant: Tenant;
  values: UserFormValues;
  errors: readonly FieldError[];
  roles: readonly Role[];
  csrf: string;
  account: Account | undefined;
  /** It is one's own: the role stays. */
  own: boolean;
}

const PATH = '/console/pengaturan/pengguna';

export function UserPart(props: UserPartProps): VNode {
  const { words, account, errors, csrf, own } = props;
  return (
    <section class="frame-narrow">
      <p>
        <a href={PATH}>{words('users.title')}</a>
      </p>
      <h1>{account ? account.name : words('users.new')}</h1>
      <ErrorSummary words={words} errors={errors} />
      {account?.disabledAt && <p class="alert alert-warning">{words('users.isDisabled')}</p>}
      <form method="post" action={account ? `${PATH}/${account.id}` : `${PATH}/baru`}>
        <Csrf token={csrf} />
        <Fields {...props} />
        <button class="btn btn-primary">{words(account ? 'users.save' : 'users.add')}</button>
      </form>
      {account && !own && <Deeds {...props} account={account} />}
    </section>
  );
}

function Fields({ words, values, errors, roles, own, tenant }: UserPartProps): VNode {
  return (
    <>
      <TextField
        id="nama"
        label={words('users.field.name')}
        errors={errors}
        input={{ value: values.name, autocomplete: 'off', required: true, maxLength: 100 }}
      />
      {!own && (
        <Field id="peran" label={words('users.field.role')} errors={errors}>
          <select class="form-select" id="peran" name="peran" {...described('peran', false, has(errors, 'peran'))}>
            {roles.map((role) => (
              <option key={role} value={role} selected={role === values.role}>
                {words(`role.${role}`)}: {words(`users.roleDoes.${role}`)}
              </option>
            ))}
          </select>
        </Field>
      )}
      <Field id="tempat" label={words('users.field.place')} hint={words('users.field.placeHint')} errors={errors}>
        <select class="form-select" id="tempat" name="tempat" {...described('tempat', true, has(errors, 'tempat'))}>
          <option value="">{words('users.noPlace')}</option>
          {tenant.agencies.flatMap(({ slug, name, units }) => [
            <option key={slug} value={slug} selected={slug === values.place}>
              {name}
            </option>,
            ...units.map((unit) => (
              <option
                key={`${slug}/${unit.slug}`}
                value={`${slug}/${unit.slug}`}
                selected={`${slug}/${unit.slug}` === values.place}
              >
                {`${name}: ${unit.name}`}
              </option>
            )),
          ])}
        </select>
      </Field>
      <TextField
        id="surel"
        label={words('users.field.email')}
        hint={words('users.field.emailHint')}
        errors={errors}
        input={{ type: 'email', value: values.email, autocomplete: 'off', maxLength: 254 }}
      />
      <TextField
        id="nama-pengguna"
        label={words('users.field.username')}
        hint={words('users.field.usernameHint')}
        errors={errors}
        input={{
          value: values.username,
          autocomplete: 'off',
          autocapitalize: 'none',
          spellcheck: false,
          maxLength: 64,
        }}
      />
    </>
  );
}

function Deeds({ words, account, csrf }: UserPartProps & { account: Account }): VNode {
  const deeds = [
    'sandi',
    'keluarkan',
    ...(account.factor ? ['faktor'] : []),
    account.disabledAt === null ? 'nonaktif' : 'aktif',
  ];
  return (
    <>
      <h2 class="mt-4">{words('users.more')}</h2>
      <ul class="users-deeds">
        {deeds.map((deed) => (
          <li key={deed}>
            <form method="post" action={`${PATH}/${account.id}/${deed}`}>
              <Csrf token={csrf} />
              <button class={deed === 'nonaktif' ? 'btn btn-outline-danger' : 'btn'}>
                {words(`users.deed.${deed}.do`)}
              </button>
              <span class="form-hint">{words(`users.deed.${deed}.means`)}</span>
            </form>
          </li>
        ))}
      </ul>
    </>
  );
}

function has(errors: readonly FieldError[], id: string): boolean {
  return errors.some(({ field }) => field === id);
}
