import { Controller, Get, Inject, NotFoundException, Param, Post, Req, Res, UseGuards } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { actorOfUser, type ConsoleUser } from '../../accounts/console-user.js';
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
import { CurrentUser, Needs } from '../frame/needs.js';
import { ChannelDesk } from './channel-desk.js';
import { InboundPage } from './pages/inbound-page.js';
import { pathOf } from './pages/paths.js';
import { isId } from './message-id.js';

interface At {
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
  async show(
    @Param('channel') channel: string,
    @Param('message') id: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @CurrentUser() user: ConsoleUser,
  ): Promise<void> {
    await this.page(request, reply, user, await this.at(user, channel, id));
  }

  /** A post, since it writes: a look is logged, and not repeated by going back. */
  @Post('lihat')
  @Needs('identities:read')
  async look(
    @Param('channel') channel: string,
    @Param('message') id: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @CurrentUser() user: ConsoleUser,
  ): Promise<void> {
    const at = await this.at(user, channel, id);
    const raw = await this.inbound.look(at.scope, id, actorOfUser(user));
    if (!raw) throw new NotFoundException('no such message');
    await this.page(request, reply, user, at, { raw });
  }

  @Post('ulang')
  @Needs('channels:manage')
  async retry(
    @Param('channel') channel: string,
    @Param('message') id: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @CurrentUser() user: ConsoleUser,
  ): Promise<void> {
    const { scope } = await this.at(user, channel, id);
    const done = (await this.inbound.retry(scope, actorOfUser(user), id)) > 0;
    const words = this.pages.words(request, user);
    await this.pages.redirect(reply, pathOf(channel), words(done ? 'channels.done.retried' : 'channels.done.quicker'));
  }

  @Post('abaikan')
  @Needs('channels:manage')
  async ignore(
    @Param('channel') channel: string,
    @Param('message') id: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @CurrentUser() user: ConsoleUser,
  ): Promise<void> {
    const at = await this.at(user, channel, id);
    const reason = HAND_REASONS.find((each) => each === textField(request, 'alasan'));
    if (!reason) {
      await this.page(request, reply, user, at, { reasonMissing: true });
      return;
    }
    const done = await this.inbound.ignore(at.scope, id, reason, actorOfUser(user));
    const words = this.pages.words(request, user);
    await this.pages.redirect(reply, pathOf(channel), words(done ? 'channels.done.ignored' : 'channels.done.quicker'));
  }

  private async at(user: ConsoleUser, channelId: string, id: string): Promise<At> {
    const channel = this.desk.find(user, channelId);
    const scope = this.desk.scope(user, channel);
    const message = isId(id) ? await this.inbound.find(scope, id) : undefined;
    if (!message) throw new NotFoundException('no such message');
    return { channel, scope, message };
  }

  private async page(
    request: FastifyRequest,
    reply: FastifyReply,
    user: ConsoleUser,
    { channel, message }: At,
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
