import { may, type ConsoleUser } from '../../accounts/console-user.js';
import type { Database } from '../../database/database.js';
import type { ChannelRegistry } from '../../messaging/ports.js';
import { canaries } from '../../watch/canaries.js';
import { silences } from '../../watch/silences.js';
import type { NavCounts } from '../frame/nav-counts.js';
import { scopeOf, seesChannel } from './channel-scope.js';
import { stuckCounts } from './stuck-counts.js';

/**
 * Beside "Kanal": channels that are silent or whose test message is missing, messages that failed on their way in, and those of unknown outcome. Replies that a
 * provider refused are not counted: many numbers are simply wrong.
 */
export class ChannelCounts implements NavCounts {
  readonly name = 'channels';

  constructor(private readonly parts: { database: Database; channels: ChannelRegistry }) {}

  async of(user: ConsoleUser): Promise<{ channels?: number }> {
    if (!may(user, 'channels:read')) return {};
    const { database, channels } = this.parts;
    const seen = channels.all().filter((channel) => channel.enabled && seesChannel(user, channel));
    const [stuck, silent, news] = await Promise.all([
      stuckCounts(database, seen.map((channel) => scopeOf(user, channel))), // prettier-ignore
      silences(database),
      canaries(database, seen),
    ]);
    const waiting = [...stuck.values()].reduce((sum, each) => sum + each.inboundFailed + each.outboundUnknown, 0);
    return {
      channels: waiting + seen.filter(({ id }) => silent.has(id) || news.get(id)?.missing !== undefined).length,
    };
  }
}
