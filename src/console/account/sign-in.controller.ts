import { Controller, ForbiddenException, Get, Inject, Post, Req, Res, UseGuards } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { deviceOf } from '../../accounts/device.js';
import { LONGEST_PASSWORD } from '../../accounts/password-rules.js';
import { Sessions } from '../../accounts/sessions.js';
import { SignIn } from '../../accounts/sign-in.js';
import { visitorNetwork } from '../../public/attempt-limiter.js';
import { fromElsewhere } from '../../public/same-origin.js';
import { ConsoleGuard } from '../frame/console.guard.js';
import { ConsoleSender } from '../frame/console-sender.js';
import { exactField, queryField, textField } from '../frame/form-body.js';
import type { FieldError } from '../frame/form-parts.js';
import { Needs } from '../frame/needs.js';
import { visitOf } from '../frame/visit.js';
import { returnPath } from '../frame/return-path.js';
import { sessionToken, setSessionCookie } from '../frame/session-cookie.js';
import { themeOf } from '../frame/theme.js';
import { SignInPage } from './pages/sign-in-page.js';

/** The way in and the way out. */
@Controller('console')
export class SignInController {
  constructor(
    @Inject(SignIn) private readonly signIn: SignIn,
    @Inject(Sessions) private readonly sessions: Sessions,
    @Inject(ConsoleSender) private readonly pages: ConsoleSender,
  ) {}

  @Get('masuk')
  async form(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const wanted = returnPath(queryField(request, 'kembali'));
    if (await this.sessions.find(sessionToken(request))) await this.pages.redirect(reply, wanted);
    else
      await this.show(
        request,
        reply,
        { wanted, name: '', errors: [], chosen: queryField(request, 'hasil') === 'sandi' },
        200,
      );
  }

  @Post('masuk')
  async enter(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    // Nobody is signed in with another's account by a page elsewhere.
    if (fromElsewhere(request)) throw new ForbiddenException('the form is from another site');
    const words = this.pages.guestWords(request);
    const wanted = returnPath(textField(request, 'kembali'));
    const name = textField(request, 'nama').slice(0, LONGEST_PASSWORD);
    const password = exactField(request, 'sandi');
    if (name === '' || password === '' || password.length > LONGEST_PASSWORD) {
      const errors = [
        ...(name === '' ? [{ field: 'nama', text: words('signIn.nameMissing') }] : []),
        ...(password === '' ? [{ field: 'sandi', text: words('signIn.passwordMissing') }] : []),
        ...(password.length > LONGEST_PASSWORD ? [{ text: words('signIn.refused') }] : []),
      ];
      await this.show(request, reply, { wanted, name, errors }, 422);
      return;
    }
    const device = deviceOf(request.headers['user-agent']);
    const result = await this.signIn.attempt({ name, password, network: visitorNetwork(request.ip), device });
    if (result.kind === 'in') {
      setSessionCookie(request, reply, result.token, this.sessions.lifetimeSeconds);
      await this.pages.redirect(reply, wanted);
      return;
    }
    if (result.kind === 'wait') void reply.header('retry-after', String(result.seconds));
    const text =
      result.kind === 'wait'
        ? words('signIn.wait', { minutes: Math.ceil(result.seconds / 60) })
        : words('signIn.refused');
    await this.show(request, reply, { wanted, name, errors: [{ text }] }, result.kind === 'wait' ? 429 : 422);
  }

  @Post('keluar')
  @UseGuards(ConsoleGuard)
  @Needs('account:use', ['code', 'password', 'factor'])
  async leave(@Res() reply: FastifyReply): Promise<void> {
    const { request, user } = visitOf(reply);
    await this.sessions.end(user.id, user.sessionId);
    setSessionCookie(request, reply, '', 0);
    await this.pages.redirect(reply, '/console/masuk');
  }

  private async show(
    request: FastifyRequest,
    reply: FastifyReply,
    form: { wanted: string; name: string; errors: readonly FieldError[]; chosen?: boolean },
    status: number,
  ): Promise<void> {
    const words = this.pages.guestWords(request);
    await this.pages.bare(reply, SignInPage({ words, theme: themeOf(request), ...form }), status);
  }
}
