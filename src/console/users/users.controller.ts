import {
  Controller,
  Get,
  Inject,
  NotFoundException,
  Param,
  ParseUUIDPipe,
  Post,
  Req,
  Res,
  UseGuards,
} from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AccountAdmin } from '../../accounts/account-admin.js';
import type { Account } from '../../accounts/account-directory.js';
import type { ConsoleUser } from '../../accounts/console-user.js';
import { errorCode } from '../../messaging/errors.js';
import { TENANTS, type TenantRegistry } from '../../tenants/tenant-registry.js';
import { ConsoleGuard } from '../frame/console.guard.js';
import { CurrentUser, Needs } from '../frame/needs.js';
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
  async list(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @CurrentUser() by: ConsoleUser,
  ): Promise<void> {
    const { slug } = this.pages.tenantOf(request, by);
    await this.pages.list({ request, reply, by }, await this.admin.list(by, slug));
  }

  @Get('baru')
  @Needs('users:manage')
  async blank(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @CurrentUser() by: ConsoleUser,
  ): Promise<void> {
    await this.pages.form({ request, reply, by }, { values: EMPTY_USER, faults: [] });
  }

  @Post('baru')
  @Needs('users:manage')
  async add(@Req() request: FastifyRequest, @Res() reply: FastifyReply, @CurrentUser() by: ConsoleUser): Promise<void> {
    const values = readUserForm(request);
    const checked = checkUserForm(by, values, this.pages.tenantOf(request, by).slug, this.tenants);
    if (!checked.ok) {
      await this.pages.form({ request, reply, by }, { values, faults: checked.faults });
      return;
    }
    const { username, email, ...wanted } = checked.change;
    const made = await this.orKnown(
      this.admin.add(by, { ...wanted, ...(username !== null && { username }), ...(email !== null && { email }) }),
    );
    if (made === undefined) await this.known({ request, reply, by }, values);
    else await this.pages.handed({ request, reply, by }, made.id, made.handed, 'added');
  }

  @Get(':id')
  @Needs('users:manage')
  async one(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @CurrentUser() by: ConsoleUser,
    @Param('id', ParseUUIDPipe) id: string,
  ): Promise<void> {
    const account = await this.found(by, id);
    await this.pages.form({ request, reply, by }, { values: userValues(account), faults: [], account });
  }

  @Post(':id')
  @Needs('users:manage')
  async change(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @CurrentUser() by: ConsoleUser,
    @Param('id', ParseUUIDPipe) id: string,
  ): Promise<void> {
    const account = await this.found(by, id);
    const values = readUserForm(request);
    // Nobody takes their own rights away, or gives themselves others.
    if (id === by.id) values.role = account.role;
    const tenant = account.tenant ?? this.pages.tenantOf(request, by).slug;
    const checked = checkUserForm(by, values, tenant, this.tenants);
    if (!checked.ok) {
      await this.pages.form({ request, reply, by }, { values, faults: checked.faults, account });
      return;
    }
    const done = await this.orKnown(this.admin.change(by, account, checked.change).then(() => true));
    if (done === undefined) await this.known({ request, reply, by }, values, account);
    else await this.pages.done({ request, reply, by }, USERS_PATH, 'changed');
  }

  private async known(
    visit: { request: FastifyRequest; reply: FastifyReply; by: ConsoleUser },
    values: UserFormValues,
    account?: Account,
  ): Promise<void> {
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
