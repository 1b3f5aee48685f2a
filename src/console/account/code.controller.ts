import { Controller, Get, Inject, Post, Res, UseGuards } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { ConsoleUser } from '../../accounts/console-user.js';
import { SecondFactor } from '../../accounts/second-factor.js';
import { Sessions } from '../../accounts/sessions.js';
import { ConsoleGuard } from '../frame/console.guard.js';
import { ConsoleSender } from '../frame/console-sender.js';
import { queryField, textField } from '../frame/form-body.js';
import type { FieldError } from '../frame/form-parts.js';
import { Needs } from '../frame/needs.js';
import { visitOf } from '../frame/visit.js';
import { returnPath } from '../frame/return-path.js';
import { setSessionCookie } from '../frame/session-cookie.js';
import { themeOf } from '../frame/theme.js';
import { secretErrors, statusOfSecret } from './own-secret.js';
import { CodePage } from './pages/code-page.js';

/** The second step of signing in. */
@Controller('console/masuk/kode')
@UseGuards(ConsoleGuard)
export class CodeController {
  constructor(
    @Inject(SecondFactor) private readonly factor: SecondFactor,
    @Inject(Sessions) private readonly sessions: Sessions,
    @Inject(ConsoleSender) private readonly pages: ConsoleSender,
  ) {}

  @Get()
  @Needs('account:use', ['code'])
  async form(@Res() reply: FastifyReply): Promise<void> {
    const { request, user } = visitOf(reply);
    const wanted = returnPath(queryField(request, 'kembali'));
    await this.show(request, reply, user, { wanted, errors: [] }, 200);
  }

  @Post()
  @Needs('account:use', ['code'])
  async check(@Res() reply: FastifyReply): Promise<void> {
    const { request, user } = visitOf(reply);
    const words = this.pages.words(request, user);
    const wanted = returnPath(textField(request, 'kembali'));
    const result = await this.factor.take(user.id, textField(request, 'kode').slice(0, 40));
    if (result.kind === 'right') {
      const token = await this.sessions.raise(user.sessionId);
      setSessionCookie(request, reply, token, this.sessions.lifetimeSeconds);
      await this.pages.redirect(reply, wanted);
      return;
    }
    const errors = secretErrors(words, 'kode', result, 'code.wrong');
    await this.show(request, reply, user, { wanted, errors }, statusOfSecret(result));
  }

  private async show(
    request: FastifyRequest,
    reply: FastifyReply,
    user: ConsoleUser,
    form: { wanted: string; errors: readonly FieldError[] },
    status: number,
  ): Promise<void> {
    const words = this.pages.words(request, user);
    const csrf = this.pages.csrf(user);
    await this.pages.bare(reply, CodePage({ words, theme: themeOf(request), csrf, ...form }), status);
  }
}
