import { BadRequestException, Controller, Inject, Post, Req, Res, UseGuards } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { OwnAccount } from '../../accounts/own-account.js';
import { LOCALES } from '../../tenants/tenant.js';
import { ConsoleGuard } from '../frame/console.guard.js';
import { ConsoleSender } from '../frame/console-sender.js';
import { textField } from '../frame/form-body.js';
import { Needs } from '../frame/needs.js';
import { visitOf } from '../frame/visit.js';
import { returnPath } from '../frame/return-path.js';
import { keepTheme, toTheme } from '../frame/theme.js';

/** Language and theme, from the user's menu of every page; they come back to it. */
@Controller('console/akun')
@UseGuards(ConsoleGuard)
export class PreferencesController {
  constructor(
    @Inject(OwnAccount) private readonly account: OwnAccount,
    @Inject(ConsoleSender) private readonly pages: ConsoleSender,
  ) {}

  @Post('bahasa')
  @Needs('account:use', ['password', 'factor'])
  async language(@Res() reply: FastifyReply): Promise<void> {
    const { request, user } = visitOf(reply);
    const locale = LOCALES.find((each) => each === textField(request, 'bahasa'));
    if (!locale) throw new BadRequestException('no such language');
    await this.account.setLocale(user.id, locale);
    await this.pages.redirect(reply, returnPath(textField(request, 'kembali')));
  }

  @Post('tema')
  @Needs('account:use', ['password', 'factor'])
  async theme(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const theme = toTheme(textField(request, 'tema'));
    if (!theme) throw new BadRequestException('no such theme');
    keepTheme(request, reply, theme);
    await this.pages.redirect(reply, returnPath(textField(request, 'kembali')));
  }
}
