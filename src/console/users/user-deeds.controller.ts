import {
  Controller,
  ForbiddenException,
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
import { ConsoleGuard } from '../frame/console.guard.js';
import { CurrentUser, Needs } from '../frame/needs.js';
import { UserPages } from './user-pages.js';
import { USERS_PATH } from './users.controller.js';

/** What is done to one account at a button. */
@Controller('console/pengaturan/pengguna/:id')
@UseGuards(ConsoleGuard)
export class UserDeedsController {
  constructor(
    @Inject(AccountAdmin) private readonly admin: AccountAdmin,
    @Inject(UserPages) private readonly pages: UserPages,
  ) {}

  @Post('sandi')
  @Needs('users:manage')
  async password(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @CurrentUser() by: ConsoleUser,
    @Param('id', ParseUUIDPipe) id: string,
  ): Promise<void> {
    const account = await this.another(by, id);
    await this.pages.handed({ request, reply, by }, id, await this.admin.resetPassword(by, account), 'reset');
  }

  @Post('keluarkan')
  @Needs('users:manage')
  async signOut(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @CurrentUser() by: ConsoleUser,
    @Param('id', ParseUUIDPipe) id: string,
  ): Promise<void> {
    await this.admin.endSessions(by, await this.another(by, id));
    await this.pages.done({ request, reply, by }, `${USERS_PATH}/${id}`, 'signedOut');
  }

  @Post('faktor')
  @Needs('users:manage')
  async factor(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @CurrentUser() by: ConsoleUser,
    @Param('id', ParseUUIDPipe) id: string,
  ): Promise<void> {
    await this.admin.removeFactor(by, await this.another(by, id));
    await this.pages.done({ request, reply, by }, `${USERS_PATH}/${id}`, 'factorRemoved');
  }

  @Post('nonaktif')
  @Needs('users:manage')
  async disable(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @CurrentUser() by: ConsoleUser,
    @Param('id', ParseUUIDPipe) id: string,
  ): Promise<void> {
    try {
      await this.admin.disable(by, await this.another(by, id));
    } catch (error) {
      if (errorCode(error) !== 'account-last-admin') throw error;
      await this.pages.done({ request, reply, by }, `${USERS_PATH}/${id}`, 'lastAdmin', 'warning');
      return;
    }
    await this.pages.done({ request, reply, by }, USERS_PATH, 'disabled');
  }

  @Post('aktif')
  @Needs('users:manage')
  async enable(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @CurrentUser() by: ConsoleUser,
    @Param('id', ParseUUIDPipe) id: string,
  ): Promise<void> {
    await this.admin.enable(by, await this.another(by, id));
    await this.pages.done({ request, reply, by }, `${USERS_PATH}/${id}`, 'enabled');
  }

  /** One's own account has a page of its own, where nothing is done that one can't take back. */
  private async another(by: ConsoleUser, id: string): Promise<Account> {
    const account = await this.admin.find(by, id);
    if (!account) throw new NotFoundException('there is no such account');
    if (id === by.id) throw new ForbiddenException('not to the own account');
    return account;
  }
}
