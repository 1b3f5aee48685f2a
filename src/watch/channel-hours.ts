import type { Database } from '../database/database.js';
import type { Statement } from '../database/statement.js';

/** Weeks of hours that are kept: those of the habit, and as many again as a silence may last without its habit fading. */
const KEPT_WEEKS = 12;
export const HABIT_WEEKS = 8;

/**
 * Of the ledger's row `l`: not a test message of ours that came back by itself. It says nothing of whether citizens'
 * messages come, and would hide their silence.
 */
export const NO_CANARY = `NOT (l.received = 1 AND EXISTS (
        SELECT 1 FROM canary_trip c WHERE c.channel_id = l.channel_id AND c.returned_at = l.at))`;

/**
 * Counts what came and left since the hour before a channel's last counted one; those hours are counted anew, since
 * they had not ended then, so that counting twice changes nothing. The ends ($2) of the ranges let the indexes of
 * ledger and outbox be used whatever the plan was made for.
 */
const COUNT: Statement = {
  name: 'channel-hours-count',
  text: `
    WITH begun AS (
      SELECT w.id, coalesce((SELECT max(h.hour) FROM channel_hour h WHERE h.channel_id = w.id) - interval '1 hour',
        date_trunc('hour', $2::timestamptz, 'UTC') - make_interval(hours => ${String(KEPT_WEEKS * 168)})) AS since
      FROM unnest($1::text[]) AS w(id)
    ), counted AS (
      SELECT b.id AS channel_id, date_trunc('hour', l.at, 'UTC') AS hour, l.received, 0 AS sent
      FROM begun b JOIN intake_ledger l ON l.channel_id = b.id AND l.at >= b.since AND l.at <= $2 AND ${NO_CANARY}
      UNION ALL
      SELECT b.id, date_trunc('hour', o.sent_at, 'UTC'), 0, 1
      FROM begun b JOIN outbound_message o ON o.channel_id = b.id AND o.sent_at >= b.since AND o.sent_at <= $2
      WHERE o.sent_at IS NOT NULL
    )
    INSERT INTO channel_hour AS c (channel_id, hour, received, sent)
    SELECT channel_id, hour, sum(received)::int, sum(sent)::int FROM counted GROUP BY channel_id, hour ORDER BY channel_id, hour
    ON CONFLICT (channel_id, hour) DO UPDATE SET received = excluded.received, sent = excluded.sent
    WHERE (c.received, c.sent) IS DISTINCT FROM (excluded.received, excluded.sent)`,
};

const FORGET: Statement = {
  name: 'channel-hours-forget',
  text: `DELETE FROM channel_hour WHERE hour < $1::timestamptz - make_interval(hours => ${String(KEPT_WEEKS * 168)})`,
};

/**
 * The last 24 hours of each channel, and what the same hours of the week usually bring: the mean of up to eight weeks
 * before, of as many as the channel has been heard.
 */
const RHYTHM: Statement = {
  name: 'channel-hours-rhythm',
  text: `
    SELECT w.id AS "channelId", s.hour, coalesce(h.received, 0) AS received, coalesce(h.sent, 0) AS sent,
      CASE WHEN k.weeks > 0 THEN coalesce(u.received, 0)::float8 / k.weeks END AS "usuallyReceived",
      CASE WHEN k.weeks > 0 THEN coalesce(u.sent, 0)::float8 / k.weeks END AS "usuallySent"
    FROM unnest($1::text[]) AS w(id)
    CROSS JOIN (SELECT date_trunc('hour', $2::timestamptz, 'UTC') - make_interval(hours => n) AS hour FROM generate_series(0, 23) AS n) s
    CROSS JOIN LATERAL (
      SELECT CASE WHEN count(*) > 0 THEN least(${String(HABIT_WEEKS)}, floor(extract(epoch FROM $2::timestamptz - min(f.hour)) / 604800))::int END AS weeks
      FROM channel_hour f WHERE f.channel_id = w.id) k
    LEFT JOIN channel_hour h ON h.channel_id = w.id AND h.hour = s.hour
    CROSS JOIN LATERAL (
      SELECT sum(p.received) AS received, sum(p.sent) AS sent FROM generate_series(1, ${String(HABIT_WEEKS)}) AS back
      JOIN channel_hour p ON p.channel_id = w.id AND p.hour = s.hour - make_interval(hours => 168 * back)) u
    ORDER BY w.id, s.hour`,
};

/** One hour of a channel beside what such an hour usually brings; null where it is not known for a week yet. */
export interface RhythmHour {
  /** When it began. */
  hour: Date;
  received: number;
  sent: number;
  usuallyReceived: number | null;
  usuallySent: number | null;
}

/** Channels' messages by hours of UTC: hours of the week are the same everywhere where no clock is ever changed. */
export class ChannelHours {
  constructor(private readonly database: Database) {}

  /** Brings the counts of these channels up to `now`. Any process may, at any time. */
  async count(channelIds: readonly string[], now: Date): Promise<void> {
    await this.database.query(COUNT, [channelIds, now]);
    await this.database.query(FORGET, [now]);
  }

  /** The last 24 hours, oldest first, by channel. */
  async rhythm(channelIds: readonly string[], now: Date): Promise<Map<string, RhythmHour[]>> {
    const rows = await this.database.query<RhythmHour & { channelId: string }>(RHYTHM, [channelIds, now]);
    const byChannel = new Map<string, RhythmHour[]>();
    for (const { channelId, ...hour } of rows) byChannel.set(channelId, [...(byChannel.get(channelId) ?? []), hour]);
    return byChannel;
  }
}
