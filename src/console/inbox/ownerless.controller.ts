import { Controller, Get, Inject, NotFoundException, Param, Post, Res, UseGuards } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { actorOfUser } from '../../accounts/console-user.js';
import { TENANTS, type TenantRegistry } from '../../tenants/tenant-registry.js';
import { HAND_REASONS } from '../../watch/failed-inbound.js';
import { OwnerlessMessages } from '../../watch/ownerless.js';
import { ConsoleGuard } from '../frame/console.guard.js';
import { ConsoleSender } from '../frame/console-sender.js';
import { textField } from '../frame/form-body.js';
import { isId } from '../frame/is-id.js';
import type { FieldError } from '../frame/form-parts.js';
import { Needs } from '../frame/needs.js';
import { visitOf, type Visit } from '../frame/visit.js';
import { OwnerlessPage, OWNERLESS_PATH } from './pages/ownerless-page.js';

/** Central triage: one message that belongs to no office. */
@Controller(`${OWNERLESS_PATH.slice(1)}/:id`)
@UseGuards(ConsoleGuard)
export class OwnerlessController {
  constructor(
    @Inject(ConsoleSender) private readonly pages: ConsoleSender,
    @Inject(OwnerlessMessages) private readonly messages: OwnerlessMessages,
    @Inject(TENANTS) private readonly tenants: TenantRegistry,
  ) {}

  @Get()
  @Needs('triage:central')
  async show(@Param('id') id: string, @Res() reply: FastifyReply): Promise<void> {
    await this.page(id, visitOf(reply), []);
  }

  @Post('serahkan')
  @Needs('triage:central')
  async handOver(@Param('id') id: string, @Res() reply: FastifyReply): Promise<void> {
    const visit = visitOf(reply);
    const { request, user } = visit;
    const words = this.pages.words(request, user);
    const office = this.tenants.bySlug(textField(request, 'kepada'));
    if (!office) return await this.page(id, visit, [{ field: 'kepada', text: words('ownerless.officeMissing') }]);
    const done = isId(id) && (await this.messages.handOver(id, office.slug, actorOfUser(user)));
    await this.answer(reply, done, words(done ? 'ownerless.handed' : 'ownerless.quicker', { office: office.name }));
  }

  @Post('abaikan')
  @Needs('triage:central')
  async ignore(@Param('id') id: string, @Res() reply: FastifyReply): Promise<void> {
    const visit = visitOf(reply);
    const { request, user } = visit;
    const words = this.pages.words(request, user);
    const reason = HAND_REASONS.find((each) => each === textField(request, 'alasan'));
    if (!reason) return await this.page(id, visit, [{ field: 'alasan', text: words('ownerless.reasonMissing') }]);
    const done = isId(id) && (await this.messages.ignore(id, reason, actorOfUser(user)));
    await this.answer(reply, done, words(done ? 'ownerless.ignored' : 'ownerless.quicker'));
  }

  private async answer(reply: FastifyReply, done: boolean, text: string): Promise<void> {
    await this.pages.redirect(reply, '/console', { kind: done ? 'done' : 'warning', text });
  }

  private async page(id: string, { request, reply, user }: Visit, errors: readonly FieldError[]): Promise<void> {
    const message = isId(id) ? await this.messages.find(id) : undefined;
    if (!message) throw new NotFoundException('no such message, or no more');
    const words = this.pages.words(request, user);
    const body = OwnerlessPage({
      words,
      message,
      errors,
      offices: this.tenants.all().map(({ slug, name }) => ({ value: slug, text: name })),
      csrf: this.pages.csrf(user),
    });
    const status = errors.length > 0 ? 422 : 200;
    await this.pages.page(request, reply, { user, title: words('ownerless.title'), active: 'inbox', body, status });
  }
}
