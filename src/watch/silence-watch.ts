import type { Database } from '../database/database.js';
import type { Statement } from '../database/statement.js';
import { WriteSet } from '../database/write-set.js';
import type { Doorbell } from '../jobs/dispatcher.js';
import type { SweepSource } from '../jobs/sweeper.js';
import type { ChannelRegistry } from '../messaging/ports.js';
import type { Clock } from '../observability/clock.js';
import { ringAll, send } from '../tickets/ticket-actions.js';
import { addChannelAct } from './channel-acts.js';
import { HABIT_WEEKS, NO_CANARY, type ChannelHours } from './channel-hours.js';
import { ChannelNews, type ChannelNewsParts } from './channel-news.js';
import { decideSilence, type HabitSlot } from './silence.js';

const EVERY_MS = 60_000;
/** What comes in first after a start are messages that had to wait: a process that just began judges nobody. */
const SETTLING_MS = 15 * 60_000;

/**
 * When each channel was last heard, and its habit before: by hour of the week, all messages of the weeks and those of
 * the week that brought the most. Channels that were never heard have none.
 */
const HABITS: Statement = {
  name: 'silence-habits',
  text: `
    WITH heard AS (
      SELECT w.id, (
        SELECT l.at FROM intake_ledger l WHERE l.channel_id = w.id AND ${NO_CANARY} ORDER BY l.at DESC LIMIT 1) AS at FROM unnest($1::text[]) AS w(id)
    ), slots AS (
      SELECT e.id, (extract(epoch FROM h.hour)::bigint / 3600) % 168 AS slot, sum(h.received)::int AS sum, max(h.received) AS most
      FROM heard e JOIN channel_hour h ON h.channel_id = e.id
        AND h.hour > e.at - make_interval(hours => ${String(HABIT_WEEKS * 168)}) AND h.hour <= e.at
      GROUP BY 1, 2
    )
    SELECT e.id AS "channelId", e.at AS "lastHeard",
      floor(extract(epoch FROM e.at - (SELECT min(h.hour) FROM channel_hour h WHERE h.channel_id = e.id)) / 604800)::int AS weeks,
      (SELECT coalesce(json_agg(json_build_array(s.slot, s.sum, s.most)), '[]'::json) FROM slots s WHERE s.id = e.id) AS slots
    FROM heard e WHERE e.at IS NOT NULL`,
};

/** One process notices it first. */
const FALL_SILENT: Statement = {
  name: 'silence-begins',
  text: `
    INSERT INTO channel_silence (channel_id, last_heard_at, noticed_at, expected) VALUES ($1, $2, $3, $4)
    ON CONFLICT DO NOTHING RETURNING channel_id`,
};
const HEAR_AGAIN: Statement = {
  name: 'silence-ends',
  text: `
    DELETE FROM channel_silence s WHERE EXISTS (SELECT 1 FROM intake_ledger l WHERE l.channel_id = s.channel_id AND l.at > s.last_heard_at AND ${NO_CANARY})
    RETURNING s.channel_id AS "channelId"`,
};

interface HabitRow {
  channelId: string;
  lastHeard: Date;
  /** Whole weeks between its first hour and the last message; null where no hour was counted yet. */
  weeks: number | null;
  slots: [slot: number, sum: number, most: number][];
}

export interface SilenceWatchParts extends ChannelNewsParts {
  database: Database;
  channels: ChannelRegistry;
  hours: ChannelHours;
  doorbell: Doorbell;
  clock: Clock;
}

/**
 * Keeps the channels' hours, and notices the one that hears nothing for longer than its habit explains: its office's
 * admins are told once (of a shared channel those of every office), and so are central admins, until it hears again. What clerks type in is no
 * channel that could break.
 */
export class SilenceWatch implements SweepSource {
  readonly name = 'silences';
  private readonly news: ChannelNews;
  private nextAt = 0;
  private since: Date | undefined;

  constructor(private readonly parts: SilenceWatchParts) {
    this.news = new ChannelNews(parts);
  }

  /** It rings for its own notices, once they are committed. */
  async due(): Promise<never[]> {
    const { clock, channels, hours } = this.parts;
    const now = clock.now();
    this.since ??= now;
    if (now.getTime() < this.nextAt) return [];
    this.nextAt = now.getTime() + EVERY_MS;
    const running = channels.all().filter(({ enabled }) => enabled);
    await hours.count(running.map(({ id }) => id), now); // prettier-ignore
    await this.endSilences(now);
    if (now.getTime() - this.since.getTime() < SETTLING_MS) return [];
    const watched = running.filter(({ kind }) => kind !== 'manual');
    const habits = await this.parts.database.query<HabitRow>(HABITS, [watched.map(({ id }) => id)]);
    for (const row of habits) await this.judge(row, now);
    return [];
  }

  private async endSilences(now: Date): Promise<void> {
    await this.parts.database.transaction(async (tx) => {
      const ended = await tx.query<{ channelId: string }>(HEAR_AGAIN);
      if (ended.length === 0) return;
      const writes = new WriteSet();
      for (const { channelId } of ended)
        addChannelAct(writes, { channelId, actor: 'gateway', act: 'heard-again', at: now });
      send(tx, writes);
    });
  }

  private async judge({ channelId, lastHeard, weeks, slots }: HabitRow, now: Date): Promise<void> {
    const habit = {
      weeks: Math.min(weeks ?? 0, HABIT_WEEKS),
      slots: new Map(slots.map(([slot, sum, most]): [number, HabitSlot] => [slot, { sum, most }])),
    };
    const { silent, expected } = decideSilence({ habit, lastHeard, now });
    const channel = this.parts.channels.get(channelId);
    if (!silent || !channel) return;
    const rings = await this.parts.database.transaction(async (tx) => {
      if ((await tx.query(FALL_SILENT, [channelId, lastHeard, now, expected])).length === 0) return [];
      const writes = new WriteSet();
      addChannelAct(writes, { channelId, actor: 'gateway', act: 'fell-silent', at: now });
      send(tx, writes);
      return this.news.tell(tx, channel, {
        key: `channel-silent:${channelId}:${lastHeard.toISOString()}`,
        text: 'channelSilent',
        since: lastHeard,
        params: { expected: Math.round(expected) },
        now,
      });
    });
    ringAll(this.parts.doorbell, rings);
  }
}
