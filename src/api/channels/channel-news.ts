import type { BalanceSheet } from '../../console/channels/balances.js';
import { seesChannel } from '../../console/channels/channel-scope.js';
import type { Database } from '../../database/database.js';
import type { Channel, ChannelRegistry } from '../../messaging/ports.js';
import type { Clock } from '../../observability/clock.js';
import { channelOverview } from '../../reports/channel-overview.js';
import { addsUp } from '../../reports/reconcile.js';
import { canaries, type CanaryNews } from '../../watch/canaries.js';
import { ChannelHours } from '../../watch/channel-hours.js';
import { silences } from '../../watch/silences.js';
import type { ApiKey } from '../api-keys.js';
import { Problem } from '../problem.js';
import type { CanaryLine, ChannelDetailAnswer, ReconciliationAnswer } from './channel-news.dto.js';

export interface ChannelNewsParts {
  database: Database;
  channels: ChannelRegistry;
  balances: BalanceSheet;
  clock: Clock;
}

/** How channels do, as the console shows it. */
export class ChannelNews {
  private readonly hours: ChannelHours;

  constructor(private readonly parts: ChannelNewsParts) {
    this.hours = new ChannelHours(parts.database);
  }

  /** One channel beside its own habits. */
  async detail(channel: Channel): Promise<ChannelDetailAnswer> {
    const { database, clock } = this.parts;
    const { id } = channel;
    const [[overview], rhythms, silent, news] = await Promise.all([
      channelOverview(database, [channel]),
      this.hours.rhythm([id], clock.now()),
      silences(database),
      canaries(database, [channel]),
    ]);
    if (!overview) throw new Problem(404, { code: 'channel-unknown' });
    const silence = silent.get(id);
    const canary = news.get(id);
    return {
      ...overview,
      rhythm: (rhythms.get(id) ?? []).map(({ hour, ...counts }) => ({ hour: hour.toISOString(), ...counts })),
      silence: silence
        ? { ...silence, lastHeardAt: silence.lastHeardAt.toISOString(), noticedAt: silence.noticedAt.toISOString() }
        : null,
      canary: canary ? canaryLine(canary) : null,
    };
  }

  /** What was received against what became of it (promise 4). */
  async reconciliation(caller: ApiKey): Promise<ReconciliationAnswer> {
    const { channels, balances } = this.parts;
    const { at, channels: all } = await balances.latest();
    const seen = new Set(channels.all().flatMap((channel) => (seesChannel(caller, channel) ? [channel.id] : [])));
    const rows = all.filter(({ channelId }) => seen.has(channelId) || caller.tenant === null);
    return { at: at.toISOString(), ok: rows.every(addsUp), channels: rows };
  }
}

function canaryLine({ lastBack, missing }: CanaryNews): CanaryLine {
  return {
    lastBack: lastBack ? { at: lastBack.at.toISOString(), seconds: lastBack.seconds } : null,
    missing: missing ? { begunAt: missing.begunAt.toISOString(), noticedAt: missing.noticedAt.toISOString() } : null,
  };
}
