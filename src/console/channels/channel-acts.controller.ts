import { Controller, ForbiddenException, Inject, Post, Res, UseGuards } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { actorOfUser } from '../../accounts/console-user.js';
import { tryChannels } from '../../channels/channel-trial.js';
import type { Channel } from '../../messaging/ports.js';
import type { TextParams } from '../../tenants/locales.js';
import { ChannelPauses } from '../../watch/channel-pauses.js';
import { FailedInboundMessages } from '../../watch/failed-inbound.js';
import { StuckOutboundMessages } from '../../watch/stuck-outbound.js';
import { ConsoleGuard } from '../frame/console.guard.js';
import { ConsoleSender } from '../frame/console-sender.js';
import { textField } from '../frame/form-body.js';
import { Needs } from '../frame/needs.js';
import { returnPath } from '../frame/return-path.js';
import { visitOf, type Visit } from '../frame/visit.js';
import { ChannelDesk } from './channel-desk.js';
import { managesChannel } from './channel-scope.js';
import { pathOf } from './pages/paths.js';

/** Milliseconds that a page waits for a far end. */
const TRIAL_MS = 20_000;

/** Below `channels.done` in the locale files. */
type Done = 'paused' | 'resumed' | 'nothing' | 'retriedAll' | 'resentAll' | 'nothingToRetry';

/** A visit to the channel that its address names. */
interface At extends Visit {
  channel: Channel;
}

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
  async pause(@Res() reply: FastifyReply): Promise<void> {
    const at = this.managed(reply);
    const done = await this.pauses.pause(at.channel.id, actorOfUser(at.user));
    await this.back(at, done ? 'paused' : 'nothing');
  }

  @Post('lanjut')
  @Needs('channels:manage')
  async resume(@Res() reply: FastifyReply): Promise<void> {
    const at = this.managed(reply);
    const done = await this.pauses.resume(at.channel.id, actorOfUser(at.user));
    await this.back(at, done ? 'resumed' : 'nothing');
  }

  /** Connects and logs in; nothing is sent. */
  @Post('uji')
  @Needs('channels:manage')
  async trial(@Res() reply: FastifyReply): Promise<void> {
    const { request, user, channel } = this.managed(reply);
    const [trial] = await tryChannels([channel], TRIAL_MS);
    const words = this.pages.words(request, user);
    const key = trial?.ok === true ? (trial.tested ? 'works' : 'untested') : 'broken';
    const text = words(`channels.trial.${key}`, { channel: channel.id, words: trial?.words ?? '' });
    await this.pages.redirect(reply, back(request, channel), { kind: key === 'broken' ? 'warning' : 'done', text });
  }

  @Post('ulang-masuk')
  @Needs('channels:manage')
  async retryAll(@Res() reply: FastifyReply): Promise<void> {
    const at = this.at(reply);
    const messages = await this.inbound.retry(this.desk.scope(at.user, at.channel), actorOfUser(at.user));
    await this.back(at, messages > 0 ? 'retriedAll' : 'nothingToRetry', { messages });
  }

  @Post('ulang-keluar')
  @Needs('channels:manage')
  async resendAll(@Res() reply: FastifyReply): Promise<void> {
    const at = this.at(reply);
    const messages = await this.outbound.resend(this.desk.scope(at.user, at.channel), actorOfUser(at.user));
    await this.back(at, messages > 0 ? 'resentAll' : 'nothingToRetry', { messages });
  }

  private at(reply: FastifyReply): At {
    const visit = visitOf(reply);
    const { channel } = visit.request.params as { channel: string };
    return { ...visit, channel: this.desk.find(visit.user, channel) };
  }

  private managed(reply: FastifyReply): At {
    const at = this.at(reply);
    if (!managesChannel(at.user, at.channel)) throw new ForbiddenException('a shared channel is the central admins’');
    return at;
  }

  private async back({ request, reply, user, channel }: At, done: Done, params: TextParams = {}): Promise<void> {
    const text = this.pages.words(request, user)(`channels.done.${done}`, { channel: channel.id, ...params });
    await this.pages.redirect(reply, back(request, channel), text);
  }
}

/** To the page on which the button stood. */
function back(request: FastifyRequest, { id }: Channel): string {
  const wanted = textField(request, 'kembali');
  return wanted === '' ? pathOf(id) : returnPath(wanted);
}
