import type { VNode } from 'preact';
import type { Account } from '../../../accounts/account-directory.js';
import { agencyName } from '../../../tenants/names.js';
import type { Tenant } from '../../../tenants/tenant.js';
import type { ConsoleWords } from '../../frame/console-words.js';
import { Icon } from '../../frame/icons.js';

interface UsersPartProps {
  words: ConsoleWords;
  tenant: Tenant;
  accounts: readonly Account[];
  /** Whose page it is. */
  own: string;
}

const PATH = '/console/pengaturan/pengguna';

export function UsersPart(props: UsersPartProps): VNode {
  const { words, tenant, accounts } = props;
  return (
    <section>
      <div class="users-head">
        <div>
          <h1>{words('users.title')}</h1>
          <p>{words('users.intro', { tenant: tenant.name })}</p>
        </div>
        <a class="btn btn-primary" href={`${PATH}/baru`}>
          <Icon name="plus" size={18} /> {words('users.new')}
        </a>
      </div>
      {accounts.length === 0 ? <p>{words('users.none')}</p> : <Table {...props} />}
    </section>
  );
}

function Table({ words, tenant, accounts, own }: UsersPartProps): VNode {
  return (
    <table class="table table-vcenter stacked-table">
      <thead>
        <tr>
          <th scope="col">{words('users.column.name')}</th>
          <th scope="col">{words('users.column.role')}</th>
          <th scope="col">{words('users.column.known')}</th>
          <th scope="col">{words('users.column.last')}</th>
          <th scope="col">{words('users.column.state')}</th>
        </tr>
      </thead>
      <tbody>
        {accounts.map((account) => (
          <tr key={account.id}>
            <th scope="row">
              <a href={account.id === own ? '/console/akun' : `${PATH}/${account.id}`}>{account.name}</a>
            </th>
            <td data-label={words('users.column.role')}>
              {words(`role.${account.role}`)}
              {account.agency !== null && <div class="form-hint">{placeName(tenant, account)}</div>}
            </td>
            <td data-label={words('users.column.known')}>{account.username ?? account.email}</td>
            <td data-label={words('users.column.last')}>
              {account.lastSignedInAt ? words.dateTime(account.lastSignedInAt) : words('users.never')}
            </td>
            <td data-label={words('users.column.state')}>{stateText(words, account)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function placeName(tenant: Tenant, { agency, unit }: Account): string {
  const name = agencyName(tenant, agency ?? '');
  const found = tenant.agencies.find(({ slug }) => slug === agency)?.units.find(({ slug }) => slug === unit);
  return found ? `${name}, ${found.name}` : name;
}

function stateText(words: ConsoleWords, { disabledAt, passwordTemporary, factor }: Account): string {
  if (disabledAt) return words('users.state.disabled');
  if (passwordTemporary) return words('users.state.waiting');
  return words(factor ? 'users.state.factor' : 'users.state.active');
}
