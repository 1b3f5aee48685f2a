import { Controller, Get, Inject, Post, Res, UseGuards } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { OwnAccount } from '../../accounts/own-account.js';
import { passwordFault } from '../../accounts/password-rules.js';
import { ConsoleGuard } from '../frame/console.guard.js';
import { ConsoleSender } from '../frame/console-sender.js';
import { exactField } from '../frame/form-body.js';
import type { FieldError } from '../frame/form-parts.js';
import { Needs } from '../frame/needs.js';
import { visitOf, type Visit } from '../frame/visit.js';
import { secretErrors, statusOfSecret } from './own-secret.js';
import { PasswordPart } from './pages/password-part.js';

/** One's own password; also where somebody is sent whose password another chose. */
@Controller('console/akun/sandi')
@UseGuards(ConsoleGuard)
export class PasswordController {
  constructor(
    @Inject(OwnAccount) private readonly account: OwnAccount,
    @Inject(ConsoleSender) private readonly pages: ConsoleSender,
  ) {}

  @Get()
  @Needs('account:use', ['password'])
  async form(@Res() reply: FastifyReply): Promise<void> {
    await this.show(visitOf(reply), [], 200);
  }

  @Post()
  @Needs('account:use', ['password'])
  async change(@Res() reply: FastifyReply): Promise<void> {
    const visit = visitOf(reply);
    const { request, user } = visit;
    const words = this.pages.words(request, user);
    const wanted = exactField(request, 'sandi-baru');
    const fault = passwordFault(wanted, [user.name]);
    const checked = await this.account.checkPassword(user.id, exactField(request, 'sandi-lama'));
    const errors = secretErrors(words, 'sandi-lama', checked, 'password.wrong');
    if (fault) errors.push({ field: 'sandi-baru', text: words(`password.${fault}`) });
    else if (wanted === exactField(request, 'sandi-lama'))
      errors.push({ field: 'sandi-baru', text: words('password.same') });
    if (errors.length > 0) {
      await this.show(visit, errors, statusOfSecret(checked));
      return;
    }
    await this.account.setPassword(user.id, wanted, user.sessionId);
    await this.pages.redirect(reply, '/console', words('password.changed'));
  }

  private async show({ request, reply, user }: Visit, errors: readonly FieldError[], status: number): Promise<void> {
    const words = this.pages.words(request, user);
    const body = PasswordPart({ words, errors, csrf: this.pages.csrf(user) });
    await this.pages.page(request, reply, { user, title: words('password.title'), active: null, body, status });
  }
}
