import { Controller, Get, Inject, Param, ParseUUIDPipe, Post, Res, UseGuards } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AccountDirectory } from '../../accounts/account-directory.js';
import type { ConsoleUser } from '../../accounts/console-user.js';
import { OwnAccount } from '../../accounts/own-account.js';
import { SecondFactor } from '../../accounts/second-factor.js';
import { Sessions } from '../../accounts/sessions.js';
import { ConsoleGuard } from '../frame/console.guard.js';
import { ConsoleSender } from '../frame/console-sender.js';
import { textField } from '../frame/form-body.js';
import type { FieldError } from '../frame/form-parts.js';
import { Needs } from '../frame/needs.js';
import { visitOf } from '../frame/visit.js';
import { OwnPart } from './pages/own-part.js';

/** One's own account: name, password, second factor, where one is signed in. */
@Controller('console/akun')
@UseGuards(ConsoleGuard)
export class OwnController {
  constructor(
    @Inject(OwnAccount) private readonly own: OwnAccount,
    @Inject(AccountDirectory) private readonly directory: AccountDirectory,
    @Inject(SecondFactor) private readonly factor: SecondFactor,
    @Inject(Sessions) private readonly sessions: Sessions,
    @Inject(ConsoleSender) private readonly pages: ConsoleSender,
  ) {}

  @Get()
  @Needs('account:use')
  async look(@Res() reply: FastifyReply): Promise<void> {
    const { request, user } = visitOf(reply);
    await this.show(request, reply, user, user.name, []);
  }

  @Post()
  @Needs('account:use')
  async rename(@Res() reply: FastifyReply): Promise<void> {
    const { request, user } = visitOf(reply);
    const words = this.pages.words(request, user);
    const name = textField(request, 'nama');
    if (name === '' || name.length > 100) {
      await this.show(request, reply, user, name, [{ field: 'nama', text: words('own.nameFault') }]);
      return;
    }
    await this.own.rename(user.id, name);
    await this.pages.redirect(reply, '/console/akun', words('own.renamed'));
  }

  @Post('sesi/semua')
  @Needs('account:use')
  async endOthers(@Res() reply: FastifyReply): Promise<void> {
    const { request, user } = visitOf(reply);
    await this.sessions.endAll(user.id, user.sessionId);
    await this.pages.redirect(reply, '/console/akun', this.pages.words(request, user)('own.othersEnded'));
  }

  @Post('sesi/:id')
  @Needs('account:use')
  async endOne(@Res() reply: FastifyReply, @Param('id', ParseUUIDPipe) id: string): Promise<void> {
    const { request, user } = visitOf(reply);
    await this.sessions.end(user.id, id);
    await this.pages.redirect(reply, '/console/akun', this.pages.words(request, user)('own.oneEnded'));
  }

  private async show(
    request: FastifyRequest,
    reply: FastifyReply,
    user: ConsoleUser,
    name: string,
    errors: readonly FieldError[],
  ): Promise<void> {
    const words = this.pages.words(request, user);
    const [account, factor, sessions] = await Promise.all([
      this.directory.byId(user.id),
      this.factor.state(user.id),
      this.sessions.list(user.id),
    ]);
    const body = OwnPart({ words, user, account, name, errors, factor, sessions, csrf: this.pages.csrf(user) });
    const status = errors.length > 0 ? 422 : 200;
    await this.pages.page(request, reply, { user, title: words('frame.account'), active: null, body, status });
  }
}
