import { Controller, Get, Inject, NotFoundException, Param, ParseUUIDPipe, Post, Res, UseGuards } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { AccountAdmin } from '../../accounts/account-admin.js';
import type { Account } from '../../accounts/account-directory.js';
import type { ConsoleUser } from '../../accounts/console-user.js';
import { errorCode } from '../../messaging/errors.js';
import { TENANTS, type TenantRegistry } from '../../tenants/tenant-registry.js';
import { ConsoleGuard } from '../frame/console.guard.js';
import { Needs } from '../frame/needs.js';
import { visitOf, type Visit } from '../frame/visit.js';
import { checkUserForm, EMPTY_USER, readUserForm, userValues, type UserFormValues } from './user-form.js';
import { UserPages } from './user-pages.js';

export const USERS_PATH = '/console/pengaturan/pengguna';

/** Who may sign in: an admin for the own office, a central admin for all. */
@Controller('console/pengaturan/pengguna')
@UseGuards(ConsoleGuard)
export class UsersController {
  constructor(
    @Inject(AccountAdmin) private readonly admin: AccountAdmin,
    @Inject(UserPages) private readonly pages: UserPages,
    @Inject(TENANTS) private readonly tenants: TenantRegistry,
  ) {}

  @Get()
  @Needs('users:manage')
  async list(@Res() reply: FastifyReply): Promise<void> {
    const visit = visitOf(reply);
    const { slug } = this.pages.tenantOf(visit);
    await this.pages.list(visit, await this.admin.list(visit.user, slug));
  }

  @Get('baru')
  @Needs('users:manage')
  async blank(@Res() reply: FastifyReply): Promise<void> {
    const visit = visitOf(reply);
    await this.pages.form(visit, { values: EMPTY_USER, faults: [] });
  }

  @Post('baru')
  @Needs('users:manage')
  async add(@Res() reply: FastifyReply): Promise<void> {
    const visit = visitOf(reply);
    const values = readUserForm(visit.request);
    const checked = checkUserForm(visit.user, values, this.pages.tenantOf(visit).slug, this.tenants);
    if (!checked.ok) {
      await this.pages.form(visit, { values, faults: checked.faults });
      return;
    }
    const { username, email, ...wanted } = checked.change;
    const made = await this.orKnown(
      this.admin.add(visit.user, {
        ...wanted,
        ...(username !== null && { username }),
        ...(email !== null && { email }),
      }),
    );
    if (made === undefined) await this.known(visit, values);
    else await this.pages.handed(visit, made.id, made.handed, 'added');
  }

  @Get(':id')
  @Needs('users:manage')
  async one(@Res() reply: FastifyReply, @Param('id', ParseUUIDPipe) id: string): Promise<void> {
    const visit = visitOf(reply);
    const account = await this.found(visit.user, id);
    await this.pages.form(visit, { values: userValues(account), faults: [], account });
  }

  @Post(':id')
  @Needs('users:manage')
  async change(@Res() reply: FastifyReply, @Param('id', ParseUUIDPipe) id: string): Promise<void> {
    const visit = visitOf(reply);
    const account = await this.found(visit.user, id);
    const values = readUserForm(visit.request);
    // Nobody takes their own rights away, or gives themselves others.
    if (id === visit.user.id) values.role = account.role;
    const tenant = account.tenant ?? this.pages.tenantOf(visit).slug;
    const checked = checkUserForm(visit.user, values, tenant, this.tenants);
    if (!checked.ok) {
      await this.pages.form(visit, { values, faults: checked.faults, account });
      return;
    }
    const done = await this.orKnown(this.admin.change(visit.user, account, checked.change).then(() => true));
    if (done === undefined) await this.known(visit, values, account);
    else await this.pages.done(visit, USERS_PATH, 'changed');
  }

  private async known(visit: Visit, values: UserFormValues, account?: Account): Promise<void> {
    const field = values.username === '' ? 'surel' : 'nama-pengguna';
    await this.pages.form(visit, { values, faults: [{ field, kind: 'known' }], ...(account && { account }) });
  }

  /** Undefined where the user name or the mailbox is somebody's already. */
  private async orKnown<T>(work: Promise<T>): Promise<T | undefined> {
    try {
      return await work;
    } catch (error) {
      if (errorCode(error) === 'account-known') return undefined;
      throw error;
    }
  }

  private async found(by: ConsoleUser, id: string): Promise<Account> {
    const account = await this.admin.find(by, id);
    if (!account) throw new NotFoundException('there is no such account');
    return account;
  }
}
