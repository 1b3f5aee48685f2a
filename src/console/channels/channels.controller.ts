import { Controller, Get, Inject, Param, Res, UseGuards } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { FailedInboundMessages } from '../../watch/failed-inbound.js';
import { StuckOutboundMessages } from '../../watch/stuck-outbound.js';
import { ConsoleGuard } from '../frame/console.guard.js';
import { ConsoleSender } from '../frame/console-sender.js';
import { Needs, Unattended } from '../frame/needs.js';
import { visitOf } from '../frame/visit.js';
import { BalanceSheet } from './balances.js';
import { ChannelDesk } from './channel-desk.js';
import { BalancePage, BalancePart } from './pages/balance-part.js';
import { ChannelPage } from './pages/channel-page.js';
import { ChannelsPage } from './pages/channels-page.js';
import { FreshNumbers } from './pages/fresh-numbers.js';

/** Messages that are shown of a kind; the rest follows when these have been seen to. */
const MOST_SHOWN = 50;

/** Reads: the list of channels, one channel, and the numbers that a page has brought up to date. */
@Controller('console/kanal')
@UseGuards(ConsoleGuard)
export class ChannelsController {
  constructor(
    @Inject(ConsoleSender) private readonly pages: ConsoleSender,
    @Inject(ChannelDesk) private readonly desk: ChannelDesk,
    @Inject(BalanceSheet) private readonly balances: BalanceSheet,
    @Inject(FailedInboundMessages) private readonly inbound: FailedInboundMessages,
    @Inject(StuckOutboundMessages) private readonly outbound: StuckOutboundMessages,
  ) {}

  @Get()
  @Needs('channels:read')
  async list(@Res() reply: FastifyReply): Promise<void> {
    const { request, user } = visitOf(reply);
    const words = this.pages.words(request, user);
    const cards = await this.desk.cards(user);
    const body = ChannelsPage({ words, cards, csrf: this.pages.csrf(user), now: this.desk.now() });
    await this.pages.page(request, reply, { user, title: words('channels.title'), active: 'channels', body });
  }

  /** For htmx, every few seconds: each channel's numbers, put where they stand. Buttons and forms stay. */
  @Get('angka')
  @Needs('channels:read')
  @Unattended()
  async numbers(@Res() reply: FastifyReply): Promise<void> {
    const { request, user } = visitOf(reply);
    const wanted = (Object(request.query) as Record<string, unknown>)['kanal'];
    const cards =
      typeof wanted === 'string'
        ? [await this.desk.card(user, this.desk.find(user, wanted))]
        : await this.desk.cards(user);
    const words = this.pages.words(request, user);
    await this.pages.fragment(reply, FreshNumbers({ words, cards, now: this.desk.now() }));
  }

  /** What was received against what became of it; a part of the list, loaded after it, and a page of its own. */
  @Get('neraca')
  @Needs('channels:read')
  async balance(@Res() reply: FastifyReply): Promise<void> {
    const { request, user } = visitOf(reply);
    const words = this.pages.words(request, user);
    const seen = new Set((await this.desk.cards(user)).map(({ id }) => id));
    const { at, channels } = await this.balances.latest();
    const props = { words, at, rows: channels.filter(({ channelId }) => seen.has(channelId)) };
    if (request.headers['hx-request'] !== undefined) {
      await this.pages.fragment(reply, BalancePart(props));
      return;
    }
    const body = BalancePage(props);
    await this.pages.page(request, reply, { user, title: words('channels.balance.title'), active: 'channels', body });
  }

  @Get(':channel')
  @Needs('channels:read')
  async show(@Param('channel') id: string, @Res() reply: FastifyReply): Promise<void> {
    const { request, user } = visitOf(reply);
    const words = this.pages.words(request, user);
    const channel = this.desk.find(user, id);
    const scope = this.desk.scope(user, channel);
    const [card, acts, inbound, outbound] = await Promise.all([
      this.desk.card(user, channel),
      this.desk.acts(user, channel),
      this.inbound.list(scope, MOST_SHOWN),
      this.outbound.list(scope, MOST_SHOWN),
    ]);
    const body = ChannelPage({
      words,
      card,
      user,
      acts,
      inbound,
      outbound,
      csrf: this.pages.csrf(user),
      now: this.desk.now(),
    });
    await this.pages.page(request, reply, { user, title: channel.id, active: 'channels', body });
  }
}
