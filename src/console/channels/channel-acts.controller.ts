import { Controller, ForbiddenException, Inject, Param, Post, Req, Res, UseGuards } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { actorOfUser, type ConsoleUser } from '../../accounts/console-user.js';
import { tryChannels } from '../../channels/channel-trial.js';
import type { Channel } from '../../messaging/ports.js';
import { ChannelPauses } from '../../watch/channel-pauses.js';
import { FailedInboundMessages } from '../../watch/failed-inbound.js';
import { StuckOutboundMessages } from '../../watch/stuck-outbound.js';
import { ConsoleGuard } from '../frame/console.guard.js';
import { ConsoleSender } from '../frame/console-sender.js';
import { textField } from '../frame/form-body.js';
import { CurrentUser, Needs } from '../frame/needs.js';
import { returnPath } from '../frame/return-path.js';
import { ChannelDesk } from './channel-desk.js';
import { managesChannel } from './channel-scope.js';
import { pathOf } from './pages/paths.js';

/** Milliseconds that a page waits for a far end. */
const TRIAL_MS = 20_000;

/** What is done to a channel as a whole: pause, resume, try, and all that failed once more. */
@Controller('console/kanal/:channel')
@UseGuards(ConsoleGuard)
export class ChannelActsController {
  constructor(
    @Inject(ConsoleSender) private readonly pages: ConsoleSender,
    @Inject(ChannelDesk) private readonly desk: ChannelDesk,
    @Inject(ChannelPauses) private readonly pauses: ChannelPauses,
    @Inject(FailedInboundMessages) private readonly inbound: FailedInboundMessages,
    @Inject(StuckOutboundMessages) private readonly outbound: StuckOutboundMessages,
  ) {}

  @Post('jeda')
  @Needs('channels:manage')
  async pause(
    @Param('channel') id: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @CurrentUser() user: ConsoleUser,
  ): Promise<void> {
    const channel = this.managed(user, id);
    const done = await this.pauses.pause(channel.id, actorOfUser(user));
    const words = this.pages.words(request, user);
    await this.back(request, reply, channel, words(done ? 'channels.done.paused' : 'channels.done.nothing', { channel: id })); // prettier-ignore
  }

  @Post('lanjut')
  @Needs('channels:manage')
  async resume(
    @Param('channel') id: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @CurrentUser() user: ConsoleUser,
  ): Promise<void> {
    const channel = this.managed(user, id);
    const done = await this.pauses.resume(channel.id, actorOfUser(user));
    const words = this.pages.words(request, user);
    await this.back(request, reply, channel, words(done ? 'channels.done.resumed' : 'channels.done.nothing', { channel: id })); // prettier-ignore
  }

  /** Connects and logs in; nothing is sent. */
  @Post('uji')
  @Needs('channels:manage')
  async trial(
    @Param('channel') id: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @CurrentUser() user: ConsoleUser,
  ): Promise<void> {
    const channel = this.managed(user, id);
    const [trial] = await tryChannels([channel], TRIAL_MS);
    const words = this.pages.words(request, user);
    const key = trial?.ok === true ? (trial.tested ? 'works' : 'untested') : 'broken';
    const text = words(`channels.trial.${key}`, { channel: id, words: trial?.words ?? '' });
    await this.pages.redirect(reply, back(request, channel), { kind: key === 'broken' ? 'warning' : 'done', text });
  }

  @Post('ulang-masuk')
  @Needs('channels:manage')
  async retryAll(
    @Param('channel') id: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @CurrentUser() user: ConsoleUser,
  ): Promise<void> {
    const channel = this.desk.find(user, id);
    const messages = await this.inbound.retry(this.desk.scope(user, channel), actorOfUser(user));
    const words = this.pages.words(request, user);
    await this.back(request, reply, channel, words(messages > 0 ? 'channels.done.retriedAll' : 'channels.done.nothingToRetry', { messages })); // prettier-ignore
  }

  @Post('ulang-keluar')
  @Needs('channels:manage')
  async resendAll(
    @Param('channel') id: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @CurrentUser() user: ConsoleUser,
  ): Promise<void> {
    const channel = this.desk.find(user, id);
    const messages = await this.outbound.resend(this.desk.scope(user, channel), actorOfUser(user));
    const words = this.pages.words(request, user);
    await this.back(request, reply, channel, words(messages > 0 ? 'channels.done.resentAll' : 'channels.done.nothingToRetry', { messages })); // prettier-ignore
  }

  private managed(user: ConsoleUser, id: string): Channel {
    const channel = this.desk.find(user, id);
    if (!managesChannel(user, channel)) throw new ForbiddenException('a shared channel is the central admins’');
    return channel;
  }

  private async back(request: FastifyRequest, reply: FastifyReply, channel: Channel, flash: string): Promise<void> {
    await this.pages.redirect(reply, back(request, channel), flash);
  }
}

/** To the page on which the button stood. */
function back(request: FastifyRequest, { id }: Channel): string {
  const wanted = textField(request, 'kembali');
  return wanted === '' ? pathOf(id) : returnPath(wanted);
}
