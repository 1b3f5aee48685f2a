import { Controller, ForbiddenException, Get, Inject, Param, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AccountLinks } from '../../accounts/account-links.js';
import { passwordFault } from '../../accounts/password-rules.js';
import { SignIn } from '../../accounts/sign-in.js';
import { errorCode } from '../../messaging/errors.js';
import { LOGGER, type Logger } from '../../observability/logger.js';
import { visitorNetwork } from '../../public/attempt-limiter.js';
import { fromElsewhere } from '../../public/same-origin.js';
import { ConsoleSender } from '../frame/console-sender.js';
import { exactField, textField } from '../frame/form-body.js';
import type { FieldError } from '../frame/form-parts.js';
import { themeOf } from '../frame/theme.js';
import { ChoosePage, ForgottenPage, type ForgottenStage } from './pages/forgotten-page.js';

/** A forgotten password, and the links that are mailed for it and for new accounts. */
@Controller('console')
export class ForgottenController {
  constructor(
    @Inject(AccountLinks) private readonly links: AccountLinks,
    @Inject(SignIn) private readonly signIn: SignIn,
    @Inject(ConsoleSender) private readonly pages: ConsoleSender,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  @Get('lupa-sandi')
  async ask(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await this.show(request, reply, 'ask', [], 200);
  }

  @Post('lupa-sandi')
  async mail(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    if (fromElsewhere(request)) throw new ForbiddenException('the form is from another site');
    const words = this.pages.guestWords(request);
    const name = textField(request, 'nama').slice(0, 256);
    if (name === '') {
      await this.show(request, reply, 'ask', [{ field: 'nama', text: words('signIn.nameMissing') }], 422);
      return;
    }
    const seconds = await this.signIn.mayAsk(visitorNetwork(request.ip));
    if (seconds > 0) {
      const text = words('signIn.wait', { minutes: Math.ceil(seconds / 60) });
      await this.show(request, reply, 'ask', [{ text }], 429);
      return;
    }
    // Answered first: how long it takes would tell whether there is such an account.
    await this.show(request, reply, 'sent', [], 200);
    await this.links.forgotten(name).catch((error: unknown) => {
      this.logger.error({ error: errorCode(error) }, 'a link for a forgotten password was not mailed');
    });
  }

  @Get('sandi/:token')
  async choose(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Param('token') token: string,
  ): Promise<void> {
    if (await this.links.open(token)) await this.form(request, reply, token, [], 200);
    else await this.show(request, reply, 'spent', [], 404);
  }

  @Post('sandi/:token')
  async set(@Req() request: FastifyRequest, @Res() reply: FastifyReply, @Param('token') token: string): Promise<void> {
    if (fromElsewhere(request)) throw new ForbiddenException('the form is from another site');
    const opened = await this.links.open(token);
    if (!opened) {
      await this.show(request, reply, 'spent', [], 404);
      return;
    }
    const words = this.pages.guestWords(request);
    const { name, username, email } = opened.account;
    const password = exactField(request, 'sandi-baru');
    const fault = passwordFault(password, [name, username ?? '', email ?? '']);
    if (fault) await this.form(request, reply, token, [{ field: 'sandi-baru', text: words(`password.${fault}`) }], 422);
    else if (await this.links.redeem(token, password)) await this.pages.redirect(reply, '/console/masuk?hasil=sandi');
    else await this.show(request, reply, 'spent', [], 404);
  }

  private async show(
    request: FastifyRequest,
    reply: FastifyReply,
    stage: ForgottenStage,
    errors: readonly FieldError[],
    status: number,
  ): Promise<void> {
    const words = this.pages.guestWords(request);
    await this.pages.bare(reply, ForgottenPage({ words, theme: themeOf(request), stage, errors }), status);
  }

  private async form(
    request: FastifyRequest,
    reply: FastifyReply,
    token: string,
    errors: readonly FieldError[],
    status: number,
  ): Promise<void> {
    const words = this.pages.guestWords(request);
    // The address is the key.
    void reply.header('referrer-policy', 'no-referrer');
    await this.pages.bare(reply, ChoosePage({ words, theme: themeOf(request), token, errors }), status);
  }
}
