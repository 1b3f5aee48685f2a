import { Inject, Injectable } from '@nestjs/common';
import type { Handed } from '../../accounts/account-admin.js';
import type { Account } from '../../accounts/account-directory.js';
import type { Tenant } from '../../tenants/tenant.js';
import { ConsoleSender } from '../frame/console-sender.js';
import type { Visit } from '../frame/visit.js';
import { UserHandedPart } from './pages/user-handed-part.js';
import { UserPart } from './pages/user-part.js';
import { UsersPart } from './pages/users-part.js';
import { rolesFor, type UserFormValues } from './user-form.js';

interface UserForm {
  values: UserFormValues;
  faults: readonly { field: string; kind: string }[];
  /** Absent: a new one. */
  account?: Account;
}

/** Sends the pages of the users' administration. */
@Injectable()
export class UserPages {
  constructor(@Inject(ConsoleSender) private readonly pages: ConsoleSender) {}

  tenantOf({ request, user }: Visit): Tenant {
    return this.pages.tenantOf(request, user);
  }

  async list({ request, reply, user }: Visit, accounts: readonly Account[]): Promise<void> {
    const words = this.pages.words(request, user);
    const tenant = this.pages.tenantOf(request, user);
    const body = UsersPart({ words, tenant, accounts, own: user.id });
    await this.pages.page(request, reply, { user, title: words('users.title'), active: 'settings', body });
  }

  async form({ request, reply, user }: Visit, { values, faults, account }: UserForm): Promise<void> {
    const words = this.pages.words(request, user);
    const body = UserPart({
      words,
      values,
      tenant: this.pages.tenantOf(request, user),
      errors: faults.map(({ field, kind }) => ({ field, text: words(`users.fault.${kind}`) })),
      roles: rolesFor(user),
      csrf: this.pages.csrf(user),
      own: account?.id === user.id,
      account,
    });
    const title = account ? account.name : words('users.new');
    const status = faults.length > 0 ? 422 : 200;
    await this.pages.page(request, reply, { user, title, active: 'settings', body, status });
  }

  /** How the password gets to its owner; one that is shown is shown once, so it follows the post itself. */
  async handed({ request, reply, user }: Visit, id: string, handed: Handed, what: 'added' | 'reset'): Promise<void> {
    const words = this.pages.words(request, user);
    if (handed.kind === 'mailed') {
      await this.pages.redirect(reply, `/console/pengaturan/pengguna/${id}`, words(`users.${what}.mailed`));
      return;
    }
    const body = UserHandedPart({ words, id, password: handed.password });
    await this.pages.page(request, reply, { user, title: words('users.handed.title'), active: 'settings', body });
  }

  async done(
    { request, reply, user }: Visit,
    path: string,
    what: string,
    kind: 'done' | 'warning' = 'done',
  ): Promise<void> {
    await this.pages.redirect(reply, path, { kind, text: this.pages.words(request, user)(`users.done.${what}`) });
  }
}
