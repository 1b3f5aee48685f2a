import { Controller, Get, Inject, NotFoundException, Post, Res, UseGuards } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { actorOfUser } from '../../accounts/console-user.js';
import type { Channel } from '../../messaging/ports.js';
import {
  FailedInboundMessages,
  HAND_REASONS,
  type FailedInbound,
  type RawMessage,
} from '../../watch/failed-inbound.js';
import type { MessageScope } from '../../watch/message-scope.js';
import { ConsoleGuard } from '../frame/console.guard.js';
import { ConsoleSender } from '../frame/console-sender.js';
import { textField } from '../frame/form-body.js';
import { isId } from '../frame/is-id.js';
import { Needs } from '../frame/needs.js';
import { visitOf, type Visit } from '../frame/visit.js';
import { ChannelDesk } from './channel-desk.js';
import { InboundPage } from './pages/inbound-page.js';
import { pathOf } from './pages/paths.js';

/** A visit to the message that its address names. */
interface At extends Visit {
  channel: Channel;
  scope: MessageScope;
  message: FailedInbound;
}

/** One message that failed on its way in: try again, look at it, or say that it needs no ticket. */
@Controller('console/kanal/:channel/masuk/:message')
@UseGuards(ConsoleGuard)
export class FailedInboundController {
  constructor(
    @Inject(ConsoleSender) private readonly pages: ConsoleSender,
    @Inject(ChannelDesk) private readonly desk: ChannelDesk,
    @Inject(FailedInboundMessages) private readonly inbound: FailedInboundMessages,
  ) {}

  @Get()
  @Needs('channels:read')
  async show(@Res() reply: FastifyReply): Promise<void> {
    await this.page(await this.at(reply));
  }

  /** A post, since it writes: a look is logged, and not repeated by going back. */
  @Post('lihat')
  @Needs('identities:read')
  async look(@Res() reply: FastifyReply): Promise<void> {
    const at = await this.at(reply);
    const raw = await this.inbound.look(at.scope, at.message.id, actorOfUser(at.user));
    if (!raw) throw new NotFoundException('no such message');
    await this.page(at, { raw });
  }

  @Post('ulang')
  @Needs('channels:manage')
  async retry(@Res() reply: FastifyReply): Promise<void> {
    const at = await this.at(reply);
    const done = (await this.inbound.retry(at.scope, actorOfUser(at.user), at.message.id)) > 0;
    await this.back(at, done ? 'retried' : 'quicker');
  }

  @Post('abaikan')
  @Needs('channels:manage')
  async ignore(@Res() reply: FastifyReply): Promise<void> {
    const at = await this.at(reply);
    const reason = HAND_REASONS.find((each) => each === textField(at.request, 'alasan'));
    if (!reason) return await this.page(at, { reasonMissing: true });
    const done = await this.inbound.ignore(at.scope, at.message.id, reason, actorOfUser(at.user));
    await this.back(at, done ? 'ignored' : 'quicker');
  }

  private async at(reply: FastifyReply): Promise<At> {
    const visit = visitOf(reply);
    const { channel: name, message: id } = visit.request.params as { channel: string; message: string };
    const channel = this.desk.find(visit.user, name);
    const scope = this.desk.scope(visit.user, channel);
    const message = isId(id) ? await this.inbound.find(scope, id) : undefined;
    if (!message) throw new NotFoundException('no such message');
    return { ...visit, channel, scope, message };
  }

  private async back({ request, reply, user, channel }: At, done: 'retried' | 'ignored' | 'quicker'): Promise<void> {
    await this.pages.redirect(reply, pathOf(channel.id), this.pages.words(request, user)(`channels.done.${done}`));
  }

  private async page(
    { request, reply, user, channel, message }: At,
    more: { raw?: RawMessage; reasonMissing?: boolean } = {},
  ): Promise<void> {
    const words = this.pages.words(request, user);
    const body = InboundPage({ words, user, channel, message, csrf: this.pages.csrf(user), ...more });
    const status = more.reasonMissing === true ? 422 : 200;
    await this.pages.page(request, reply, {
      user,
      title: words('channels.in.title'),
      active: 'channels',
      body,
      status,
    });
  }
}
