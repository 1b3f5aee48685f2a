import {
  Controller,
  ForbiddenException,
  Inject,
  NotFoundException,
  Param,
  ParseUUIDPipe,
  Post,
  Res,
  UseGuards,
} from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { AccountAdmin } from '../../accounts/account-admin.js';
import type { Account } from '../../accounts/account-directory.js';
import type { ConsoleUser } from '../../accounts/console-user.js';
import { errorCode } from '../../messaging/errors.js';
import { ConsoleGuard } from '../frame/console.guard.js';
import { Needs } from '../frame/needs.js';
import { visitOf } from '../frame/visit.js';
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
  async password(@Res() reply: FastifyReply, @Param('id', ParseUUIDPipe) id: string): Promise<void> {
    const visit = visitOf(reply);
    const account = await this.another(visit.user, id);
    await this.pages.handed(visit, id, await this.admin.resetPassword(visit.user, account), 'reset');
  }

  @Post('keluarkan')
  @Needs('users:manage')
  async signOut(@Res() reply: FastifyReply, @Param('id', ParseUUIDPipe) id: string): Promise<void> {
    const visit = visitOf(reply);
    await this.admin.endSessions(visit.user, await this.another(visit.user, id));
    await this.pages.done(visit, `${USERS_PATH}/${id}`, 'signedOut');
  }

  @Post('faktor')
  @Needs('users:manage')
  async factor(@Res() reply: FastifyReply, @Param('id', ParseUUIDPipe) id: string): Promise<void> {
    const visit = visitOf(reply);
    await this.admin.removeFactor(visit.user, await this.another(visit.user, id));
    await this.pages.done(visit, `${USERS_PATH}/${id}`, 'factorRemoved');
  }

  @Post('nonaktif')
  @Needs('users:manage')
  async disable(@Res() reply: FastifyReply, @Param('id', ParseUUIDPipe) id: string): Promise<void> {
    const visit = visitOf(reply);
    try {
      await this.admin.disable(visit.user, await this.another(visit.user, id));
    } catch (error) {
      if (errorCode(error) !== 'account-last-admin') throw error;
      await this.pages.done(visit, `${USERS_PATH}/${id}`, 'lastAdmin', 'warning');
      return;
    }
    await this.pages.done(visit, USERS_PATH, 'disabled');
  }

  @Post('aktif')
  @Needs('users:manage')
  async enable(@Res() reply: FastifyReply, @Param('id', ParseUUIDPipe) id: string): Promise<void> {
    const visit = visitOf(reply);
    await this.admin.enable(visit.user, await this.another(visit.user, id));
    await this.pages.done(visit, `${USERS_PATH}/${id}`, 'enabled');
  }

  /** One's own account has a page of its own, where nothing is done that one can't take back. */
  private async another(by: ConsoleUser, id: string): Promise<Account> {
    const account = await this.admin.find(by, id);
    if (!account) throw new NotFoundException('there is no such account');
    if (id === by.id) throw new ForbiddenException('not to the own account');
    return account;
  }
}
