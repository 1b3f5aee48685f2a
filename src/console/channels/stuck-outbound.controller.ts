import { Controller, Get, Inject, NotFoundException, Post, Res, UseGuards } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { actorOfUser } from '../../accounts/console-user.js';
import type { Channel } from '../../messaging/ports.js';
import type { MessageScope } from '../../watch/message-scope.js';
import { StuckOutboundMessages, type StuckOutbound } from '../../watch/stuck-outbound.js';
import { ConsoleGuard } from '../frame/console.guard.js';
import { ConsoleSender } from '../frame/console-sender.js';
import { textField } from '../frame/form-body.js';
import { isId } from '../frame/is-id.js';
import { Needs } from '../frame/needs.js';
import { visitOf, type Visit } from '../frame/visit.js';
import { ChannelDesk } from './channel-desk.js';
import { OutboundPage } from './pages/outbound-page.js';
import { pathOf } from './pages/paths.js';

/** A visit to the message that its address names. */
interface At extends Visit {
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
  async show(@Res() reply: FastifyReply): Promise<void> {
    await this.page(await this.at(reply));
  }

  @Post('ulang')
  @Needs('channels:manage')
  async resend(@Res() reply: FastifyReply): Promise<void> {
    const at = await this.at(reply);
    await this.end(at, 'resent', await this.outbound.resend(at.scope, actorOfUser(at.user), at.message.id));
  }

  @Post('cek')
  @Needs('channels:manage')
  async lookUp(@Res() reply: FastifyReply): Promise<void> {
    const at = await this.at(reply);
    const { scope, user, message } = at;
    const asks = this.outbound.canLookUp(at.channel.id);
    await this.end(at, 'lookedUp', asks ? await this.outbound.lookUp(scope, actorOfUser(user), message.id) : 0);
  }

  @Post('terkirim')
  @Needs('channels:manage')
  async wasSent(@Res() reply: FastifyReply): Promise<void> {
    const at = await this.at(reply);
    await this.end(at, 'wasSent', await this.outbound.wasSent(at.scope, actorOfUser(at.user), at.message.id));
  }

  /** Only by who has said that they know what a double costs. */
  @Post('kirim-lagi')
  @Needs('channels:manage')
  async sendAgain(@Res() reply: FastifyReply): Promise<void> {
    const at = await this.at(reply);
    if (textField(at.request, 'paham') !== 'ya') return await this.page(at, true);
    await this.end(at, 'sentAgain', await this.outbound.sendAgain(at.scope, actorOfUser(at.user), at.message.id));
  }

  private async at(reply: FastifyReply): Promise<At> {
    const visit = visitOf(reply);
    const { channel: name, message: id } = visit.request.params as { channel: string; message: string };
    const channel = this.desk.find(visit.user, name);
    const scope = this.desk.scope(visit.user, channel);
    const message = isId(id) ? await this.outbound.find(scope, id) : undefined;
    if (!message) throw new NotFoundException('no such message');
    return { ...visit, channel, scope, message };
  }

  /** @param count of messages that it was done to */
  private async end(
    { request, reply, user, channel }: At,
    done: 'resent' | 'lookedUp' | 'wasSent' | 'sentAgain',
    count: number,
  ): Promise<void> {
    const words = this.pages.words(request, user);
    await this.pages.redirect(reply, pathOf(channel.id), words(`channels.done.${count > 0 ? done : 'quicker'}`));
  }

  private async page({ request, reply, user, channel, message }: At, unconfirmed = false): Promise<void> {
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
