import type { Database } from '../database/database.js';
import type { Channel } from '../messaging/ports.js';

/** What is known of a channel's test messages. */
export interface CanaryNews {
  /** The last one that came back, if any ever did. */
  lastBack: { at: Date; /** From the outbox until it was received. */ seconds: number } | undefined;
  /** The first of those that are missing now. */
  missing: { begunAt: Date; noticedAt: Date } | undefined;
}

interface Row {
  channelId: string;
  returnedAt: Date | null;
  seconds: number | null;
  begunAt: Date | null;
  noticedAt: Date | null;
}

const NEWS = `
  SELECT w.id AS "channelId", b.returned_at AS "returnedAt", extract(epoch FROM b.returned_at - b.begun_at)::float8 AS seconds,
    a.begun_at AS "begunAt", a.noticed_at AS "noticedAt"
  FROM unnest($1::text[]) AS w(id)
  LEFT JOIN LATERAL (
    SELECT t.returned_at, t.begun_at FROM canary_trip t
    WHERE t.channel_id = w.id AND t.returned_at IS NOT NULL ORDER BY t.returned_at DESC LIMIT 1) b ON true
  LEFT JOIN canary_alarm a ON a.channel_id = w.id`;

/** Of those of these channels that test messages go round by. */
export async function canaries(
  database: Database,
  channels: readonly Pick<Channel, 'id' | 'canary'>[],
): Promise<Map<string, CanaryNews>> {
  const ids = channels.flatMap(({ id, canary }) => (canary ? [id] : []));
  if (ids.length === 0) return new Map();
  const rows = await database.query<Row & Record<string, unknown>>(NEWS, [ids]);
  return new Map(
    rows.map(({ channelId, returnedAt, seconds, begunAt, noticedAt }) => [
      channelId,
      {
        lastBack: returnedAt && seconds !== null ? { at: returnedAt, seconds } : undefined,
        missing: begunAt && noticedAt ? { begunAt, noticedAt } : undefined,
      },
    ]),
  );
}
