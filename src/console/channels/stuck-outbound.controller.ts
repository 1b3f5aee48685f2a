import { Controller, Get, Inject, NotFoundException, Param, Post, Req, Res, UseGuards } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { actorOfUser, type ConsoleUser } from '../../accounts/console-user.js';
import type { Channel } from '../../messaging/ports.js';
import type { MessageScope } from '../../watch/message-scope.js';
import { StuckOutboundMessages, type StuckOutbound } from '../../watch/stuck-outbound.js';
import { ConsoleGuard } from '../frame/console.guard.js';
import { ConsoleSender } from '../frame/console-sender.js';
import { textField } from '../frame/form-body.js';
import { CurrentUser, Needs } from '../frame/needs.js';
import { ChannelDesk } from './channel-desk.js';
import { isId } from './message-id.js';
import { OutboundPage } from './pages/outbound-page.js';
import { pathOf } from './pages/paths.js';

interface At {
  channel: Channel;
  scope: MessageScope;
  message: StuckOutbound;
}

/** One message that was not sent, or of which nobody knows: only what has failed is simply sent again. */
@Controller('console/kanal/:channel/keluar/:message')
@UseGuards(ConsoleGuard)
export class StuckOutboundController {
  constructor(
    @Inject(ConsoleSender) private readonly pages: ConsoleSender,
    @Inject(ChannelDesk) private readonly desk: ChannelDesk,
    @Inject(StuckOutboundMessages) private readonly outbound: StuckOutboundMessages,
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

  @Post('ulang')
  @Needs('channels:manage')
  async resend(
    @Param('channel') channel: string,
    @Param('message') id: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @CurrentUser() user: ConsoleUser,
  ): Promise<void> {
    const { scope } = await this.at(user, channel, id);
    await this.end(request, reply, user, { channel, done: await this.outbound.resend(scope, actorOfUser(user), id), key: 'resent' }); // prettier-ignore
  }

  @Post('cek')
  @Needs('channels:manage')
  async lookUp(
    @Param('channel') channel: string,
    @Param('message') id: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @CurrentUser() user: ConsoleUser,
  ): Promise<void> {
    const { scope } = await this.at(user, channel, id);
    const done = this.outbound.canLookUp(channel) ? await this.outbound.lookUp(scope, actorOfUser(user), id) : 0;
    await this.end(request, reply, user, { channel, done, key: 'lookedUp' });
  }

  @Post('terkirim')
  @Needs('channels:manage')
  async wasSent(
    @Param('channel') channel: string,
    @Param('message') id: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @CurrentUser() user: ConsoleUser,
  ): Promise<void> {
    const { scope } = await this.at(user, channel, id);
    await this.end(request, reply, user, { channel, done: await this.outbound.wasSent(scope, actorOfUser(user), id), key: 'wasSent' }); // prettier-ignore
  }

  /** Only by who has said that they know what a double costs. */
  @Post('kirim-lagi')
  @Needs('channels:manage')
  async sendAgain(
    @Param('channel') channel: string,
    @Param('message') id: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @CurrentUser() user: ConsoleUser,
  ): Promise<void> {
    const at = await this.at(user, channel, id);
    if (textField(request, 'paham') !== 'ya') {
      await this.page(request, reply, user, at, true);
      return;
    }
    await this.end(request, reply, user, { channel, done: await this.outbound.sendAgain(at.scope, actorOfUser(user), id), key: 'sentAgain' }); // prettier-ignore
  }

  private async at(user: ConsoleUser, channelId: string, id: string): Promise<At> {
    const channel = this.desk.find(user, channelId);
    const scope = this.desk.scope(user, channel);
    const message = isId(id) ? await this.outbound.find(scope, id) : undefined;
    if (!message) throw new NotFoundException('no such message');
    return { channel, scope, message };
  }

  private async end(
    request: FastifyRequest,
    reply: FastifyReply,
    user: ConsoleUser,
    { channel, done, key }: { channel: string; done: number; key: 'resent' | 'lookedUp' | 'wasSent' | 'sentAgain' },
  ): Promise<void> {
    const words = this.pages.words(request, user);
    await this.pages.redirect(reply, pathOf(channel), words(`channels.done.${done > 0 ? key : 'quicker'}`));
  }

  private async page(
    request: FastifyRequest,
    reply: FastifyReply,
    user: ConsoleUser,
    { channel, message }: At,
    unconfirmed = false,
  ): Promise<void> {
    const words = this.pages.words(request, user);
    const body = OutboundPage({
      words,
      user,
      channel,
      message,
      canLookUp: this.outbound.canLookUp(channel.id),
      csrf: this.pages.csrf(user),
      unconfirmed,
    });
    const title = words(`channels.out.${message.state}`);
    await this.pages.page(request, reply, { user, title, active: 'channels', body, status: unconfirmed ? 422 : 200 });
  }
}
