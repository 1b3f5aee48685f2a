import { Inject, Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Handed } from '../../accounts/account-admin.js';
import type { Account } from '../../accounts/account-directory.js';
import type { ConsoleUser } from '../../accounts/console-user.js';
import type { Tenant } from '../../tenants/tenant.js';
import { ConsoleSender } from '../frame/console-sender.js';
import { UserHandedPart } from './pages/user-handed-part.js';
import { UserPart } from './pages/user-part.js';
import { UsersPart } from './pages/users-part.js';
import { rolesFor, type UserFormValues } from './user-form.js';

interface Visit {
  request: FastifyRequest;
  reply: FastifyReply;
  by: ConsoleUser;
}

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

  tenantOf(request: FastifyRequest, by: ConsoleUser): Tenant {
    return this.pages.tenantOf(request, by);
  }

  async list({ request, reply, by }: Visit, accounts: readonly Account[]): Promise<void> {
    const words = this.pages.words(request, by);
    const tenant = this.pages.tenantOf(request, by);
    const body = UsersPart({ words, tenant, accounts, own: by.id });
    await this.pages.page(request, reply, { user: by, title: words('users.title'), active: 'settings', body });
  }

  async form({ request, reply, by }: Visit, { values, faults, account }: UserForm): Promise<void> {
    const words = this.pages.words(request, by);
    const body = UserPart({
      words,
      values,
      tenant: this.pages.tenantOf(request, by),
      errors: faults.map(({ field, kind }) => ({ field, text: words(`users.fault.${kind}`) })),
      roles: rolesFor(by),
      csrf: this.pages.csrf(by),
      own: account?.id === by.id,
      account,
    });
    const title = account ? account.name : words('users.new');
    const status = faults.length > 0 ? 422 : 200;
    await this.pages.page(request, reply, { user: by, title, active: 'settings', body, status });
  }

  /** How the password gets to its owner; one that is shown is shown once, so it follows the post itself. */
  async handed({ request, reply, by }: Visit, id: string, handed: Handed, what: 'added' | 'reset'): Promise<void> {
    const words = this.pages.words(request, by);
    if (handed.kind === 'mailed') {
      await this.pages.redirect(reply, `/console/pengaturan/pengguna/${id}`, words(`users.${what}.mailed`));
      return;
    }
    const body = UserHandedPart({ words, id, password: handed.password });
    await this.pages.page(request, reply, { user: by, title: words('users.handed.title'), active: 'settings', body });
  }

  async done(
    { request, reply, by }: Visit,
    path: string,
    what: string,
    kind: 'done' | 'warning' = 'done',
  ): Promise<void> {
    await this.pages.redirect(reply, path, { kind, text: this.pages.words(request, by)(`users.done.${what}`) });
  }
}
