import { Controller, Get, Inject, NotFoundException, Post, Res, UseGuards } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { toString as qrCode } from 'qrcode';
import { AccountDirectory } from '../../accounts/account-directory.js';
import type { ConsoleUser } from '../../accounts/console-user.js';
import { OwnAccount } from '../../accounts/own-account.js';
import { SecondFactor } from '../../accounts/second-factor.js';
import { ConsoleGuard } from '../frame/console.guard.js';
import { ConsoleSender } from '../frame/console-sender.js';
import { exactField, textField } from '../frame/form-body.js';
import type { FieldError } from '../frame/form-parts.js';
import { Needs } from '../frame/needs.js';
import { visitOf, type Visit } from '../frame/visit.js';
import { secretErrors, statusOfSecret } from './own-secret.js';
import { FactorPart, RecoveryCodesPart } from './pages/factor-part.js';

/** Setting up the second factor, and taking it away. */
@Controller('console/akun/faktor-kedua')
@UseGuards(ConsoleGuard)
export class FactorController {
  constructor(
    @Inject(SecondFactor) private readonly factor: SecondFactor,
    @Inject(AccountDirectory) private readonly directory: AccountDirectory,
    @Inject(OwnAccount) private readonly own: OwnAccount,
    @Inject(ConsoleSender) private readonly pages: ConsoleSender,
  ) {}

  @Get()
  @Needs('account:use', ['factor'])
  async form(@Res() reply: FastifyReply): Promise<void> {
    await this.show(visitOf(reply), [], 200);
  }

  /** What the app reads; an image, since the page's policy allows no style of its own. */
  @Get('qr.svg')
  @Needs('account:use', ['factor'])
  async image(@Res() reply: FastifyReply): Promise<void> {
    const { user } = visitOf(reply);
    const offered = await this.factor.offered(user.id, await this.label(user));
    if (!offered) throw new NotFoundException('it is set up already');
    const svg = await qrCode(offered.uri, { type: 'svg', margin: 2 });
    await reply.header('content-type', 'image/svg+xml').header('cache-control', 'no-store').send(svg);
  }

  @Post()
  @Needs('account:use', ['factor'])
  async confirm(@Res() reply: FastifyReply): Promise<void> {
    const visit = visitOf(reply);
    const { request, user } = visit;
    const words = this.pages.words(request, user);
    const result = await this.factor.confirm(user.id, textField(request, 'kode').slice(0, 20));
    if ('codes' in result) {
      // Not after a redirect: the codes are kept nowhere that a second request could read them from.
      const body = RecoveryCodesPart({ words, codes: result.codes });
      await this.pages.page(request, reply, { user, title: words('factor.codesTitle'), active: null, body });
      return;
    }
    await this.show(visit, secretErrors(words, 'kode', result, 'code.wrong'), statusOfSecret(result));
  }

  @Post('hapus')
  @Needs('account:use')
  async remove(@Res() reply: FastifyReply): Promise<void> {
    const visit = visitOf(reply);
    const { request, user } = visit;
    const words = this.pages.words(request, user);
    const checked = await this.own.checkPassword(user.id, exactField(request, 'sandi'));
    if (checked.kind !== 'right') {
      const errors = secretErrors(words, 'sandi', checked, 'password.wrong');
      await this.show(visit, errors, statusOfSecret(checked));
      return;
    }
    await this.factor.giveUp(user.id);
    await this.pages.redirect(reply, '/console/akun', words('factor.removed'));
  }

  private async show({ request, reply, user }: Visit, errors: readonly FieldError[], status: number): Promise<void> {
    const words = this.pages.words(request, user);
    const offered = await this.factor.offered(user.id, await this.label(user));
    const { recoveryCodes } = await this.factor.state(user.id);
    const body = FactorPart({
      words,
      errors,
      csrf: this.pages.csrf(user),
      recoveryCodes,
      ...(offered && { secret: offered.secret }),
    });
    await this.pages.page(request, reply, { user, title: words('factor.title'), active: null, body, status });
  }

  /** By what they sign in with: the app shows it beside the code. */
  private async label({ id }: ConsoleUser): Promise<string> {
    const account = await this.directory.byId(id);
    return account?.username ?? account?.email ?? id;
  }
}
