import type { Database } from '../database/database.js';
import { CONNECTIONS } from '../intake/connection-states.js';
import type { Channel } from '../messaging/ports.js';

/** What is known of a channel now, for operators. Times are ISO 8601. */
export interface ChannelOverview {
  id: string;
  kind: string;
  provider: string;
  enabled: boolean;
  /** Ours, as citizens know it; null where one goes there. */
  address: string | null;
  /** Null where several tenants share it. */
  tenant: string | null;
  paused: boolean;
  /** `connecting`, `connected`, `failing`, `stopped`; null where no connection is held. */
  connection: string | null;
  /** Since when it is in that state. */
  connectionSince: string | null;
  /** Processes that hold a connection of it, or try to; of different states `connection` is the worst. */
  processes: { all: number; connected: number } | null;
  /** What is wrong, in plain words. */
  words: string | null;
  /** When the last message came in. */
  lastHeard: string | null;
  lastError: { code: string; at: string | null } | null;
  /** Sends that failed one after the other; the next success ends them. */
  failuresInRow: number;
  /** No sends until then, after too many failures or because the far end asked for a pause. */
  restsUntil: string | null;
  /** Messages that wait to be read, and to be sent. */
  waiting: { in: number; out: number; /** Seconds that the oldest has waited. */ oldestSeconds: number | null };
  /** Messages that ended as failed, or of which nobody knows whether they left: an operator looks at them. */
  failed: { in: number; out: number };
}

interface Row extends Record<string, unknown> {
  id: string;
  paused: boolean | null;
  connection: string | null;
  connectionSince: Date | null;
  processes: number | null;
  connected: number | null;
  words: string | null;
  lastHeard: Date | null;
  lastErrorCode: string | null;
  lastErrorAt: Date | null;
  failuresInRow: number | null;
  restsUntil: Date | null;
  waitingIn: number;
  waitingOut: number;
  oldestSeconds: number | null;
  failedIn: number;
  failedOut: number;
}

/** By channel; each number by a partial index, so that the list stays quick beside millions of messages. */
const OVERVIEW = `
  SELECT w.id, s.paused, c.connection, c.since AS "connectionSince", c.words, c.processes, c.connected,
    (SELECT max(l.at) FROM intake_ledger l WHERE l.channel_id = w.id) AS "lastHeard",
    s.last_error_code AS "lastErrorCode", s.last_error_at AS "lastErrorAt", s.failures_in_row AS "failuresInRow",
    CASE WHEN greatest(s.breaker_until, s.throttled_until) > now() THEN greatest(s.breaker_until, s.throttled_until) END AS "restsUntil",
    coalesce(i.waiting, 0) AS "waitingIn", coalesce(o.waiting, 0) AS "waitingOut",
    extract(epoch FROM now() - least(i.oldest, o.oldest))::float8 AS "oldestSeconds",
    (SELECT count(*)::int FROM inbound_message f WHERE f.channel_id = w.id AND f.state = 'failed') AS "failedIn",
    (SELECT count(*)::int FROM outbound_message f WHERE f.channel_id = w.id AND f.state IN ('failed', 'unknown')) AS "failedOut"
  FROM unnest($1::text[]) WITH ORDINALITY AS w(id, place)
  LEFT JOIN channel_state s ON s.channel_id = w.id
  LEFT JOIN (${CONNECTIONS}) c ON c.channel_id = w.id
  LEFT JOIN (
    SELECT channel_id, count(*)::int AS waiting, min(received_at) AS oldest
    FROM inbound_message WHERE state = 'pending' GROUP BY channel_id) i ON i.channel_id = w.id
  LEFT JOIN (
    SELECT channel_id, count(*)::int AS waiting, min(created_at) AS oldest
    FROM outbound_message WHERE state IN ('queued', 'sending') GROUP BY channel_id) o ON o.channel_id = w.id
  ORDER BY w.place`;

/** Every given channel with its state, in the given order. */
export async function channelOverview(database: Database, channels: readonly Channel[]): Promise<ChannelOverview[]> {
  const rows = await database.query<Row>(OVERVIEW, [channels.map(({ id }) => id)]);
  const byId = new Map(rows.map((row) => [row.id, row]));
  return channels.map((channel) => describe(channel, byId.get(channel.id)));
}

function describe(channel: Channel, row: Row | undefined): ChannelOverview {
  const { id, kind, provider, enabled, address, tenant } = channel;
  return {
    id,
    kind,
    provider,
    enabled,
    address: address ?? null,
    tenant: tenant ?? null,
    paused: row?.paused ?? false,
    connection: row?.connection ?? null,
    connectionSince: iso(row?.connectionSince),
    processes: row?.processes == null ? null : { all: row.processes, connected: row.connected ?? 0 },
    words: row?.words ?? null,
    lastHeard: iso(row?.lastHeard),
    lastError: row?.lastErrorCode ? { code: row.lastErrorCode, at: iso(row.lastErrorAt) } : null,
    failuresInRow: row?.failuresInRow ?? 0,
    restsUntil: iso(row?.restsUntil),
    waiting: {
      in: row?.waitingIn ?? 0,
      out: row?.waitingOut ?? 0,
      oldestSeconds: row?.oldestSeconds == null ? null : Math.max(0, Math.round(row.oldestSeconds)),
    },
    failed: { in: row?.failedIn ?? 0, out: row?.failedOut ?? 0 },
  };
}

function iso(date: Date | null | undefined): string | null {
  return date ? date.toISOString() : null;
}
