import { NotFoundException } from '@nestjs/common';
import type { ConsoleUser } from '../../accounts/console-user.js';
import type { Channel } from '../../messaging/ports.js';
import { channelOverview, type ChannelOverview } from '../../reports/channel-overview.js';
import { ChannelHours, type RhythmHour } from '../../watch/channel-hours.js';
import type { MessageScope } from '../../watch/message-scope.js';
import { canaries, type CanaryNews } from '../../watch/canaries.js';
import { silences, type KnownSilence } from '../../watch/silences.js';
import { actsOf, type ActShown } from './acts.js';
import type { ChannelConsoleParts } from './channel-parts.js';
import { managesChannel, scopeOf, seesChannel } from './channel-scope.js';
import { stuckCounts, type StuckCounts } from './stuck-counts.js';

/** A channel as the pages show it. */
export interface ChannelCard extends ChannelOverview {
  rhythm: readonly RhythmHour[];
  stuck: StuckCounts;
  silence: KnownSilence | undefined;
  /** Of its test messages; undefined where none go round. */
  canary: CanaryNews | undefined;
  /** Whether this user may pause, resume and try it. */
  managed: boolean;
  /** Whether its far end can be tried without sending anything. */
  testable: boolean;
}

const NONE: StuckCounts = { inboundFailed: 0, outboundFailed: 0, outboundUnknown: 0 };
const MOST_ACTS = 20;

/** What a user sees of the channels. */
export class ChannelDesk {
  private readonly hours: ChannelHours;

  constructor(private readonly parts: ChannelConsoleParts) {
    this.hours = new ChannelHours(parts.database);
  }

  now(): Date {
    return this.parts.clock.now();
  }

  /** @throws NotFoundException also for another office's */
  find(user: ConsoleUser, id: string): Channel {
    const channel = this.parts.channels.get(id);
    if (!channel || channel.kind === 'webhook' || !seesChannel(user, channel))
      throw new NotFoundException('no such channel');
    return channel;
  }

  scope(user: ConsoleUser, channel: Channel): MessageScope {
    return scopeOf(user, channel);
  }

  /** Those that ask for something first: silent or a test message missing, failing, paused; else in the order of the configuration. */
  async cards(user: ConsoleUser): Promise<ChannelCard[]> {
    const cards = await this.describe(
      user,
      this.parts.channels.all().filter((channel) => seesChannel(user, channel)),
    );
    return cards.sort((a, b) => urgency(b) - urgency(a));
  }

  async card(user: ConsoleUser, channel: Channel): Promise<ChannelCard> {
    const [card] = await this.describe(user, [channel]);
    if (!card) throw new NotFoundException('no such channel');
    return card;
  }

  acts(user: ConsoleUser, channel: Channel): Promise<ActShown[]> {
    return actsOf(this.parts, channel.id, { all: scopeOf(user, channel).ownerless, limit: MOST_ACTS });
  }

  private async describe(user: ConsoleUser, channels: readonly Channel[]): Promise<ChannelCard[]> {
    const { database } = this.parts;
    const ids = channels.map(({ id }) => id);
    const [overviews, rhythms, stuck, silent, news] = await Promise.all([
      channelOverview(database, channels),
      this.hours.rhythm(ids, this.now()),
      stuckCounts(database, channels.map((channel) => scopeOf(user, channel))), // prettier-ignore
      silences(database),
      canaries(database, channels),
    ]);
    return overviews.map((overview, index) => ({
      ...overview,
      rhythm: rhythms.get(overview.id) ?? [],
      stuck: stuck.get(overview.id) ?? NONE,
      silence: silent.get(overview.id),
      canary: news.get(overview.id),
      managed: channels[index] !== undefined && managesChannel(user, channels[index]),
      testable: channels[index]?.adapter?.probe !== undefined,
    }));
  }
}

function urgency({ enabled, silence, canary, connection, paused, restsUntil }: ChannelCard): number {
  if (!enabled) return -1;
  if (silence || canary?.missing) return 3;
  if (connection === 'failing' || restsUntil !== null) return 2;
  return paused ? 1 : 0;
}
