import type { Database } from '../database/database.js';
import { CONNECTIONS, type ChannelConnectionRow } from '../intake/connection-states.js';
import { QUEUE_NAMES } from '../jobs/job-map.js';
import type { Channel, ChannelRegistry } from '../messaging/ports.js';
import type { HealthRegistry } from '../observability/health.js';
import type { MetricsRegistry } from '../observability/metrics.js';
import { canaries } from '../watch/canaries.js';
import { silences } from '../watch/silences.js';
import type { Core } from './core.js';

/** Whether the parts that every role needs answer. */
export function contributeHealth(health: HealthRegistry, { database, doorbell, channels }: Core): void {
  health.register('database', async () => {
    await database.query('SELECT 1');
    return { ok: true };
  });
  health.register('queue', async () => {
    await doorbell.depth('maintenance');
    return { ok: true };
  });
  health.register('silence', async () => {
    const silent = [...(await silences(database)).keys()];
    // The office's admins are told; this process takes work all the same.
    return silent.length === 0 ? { ok: true } : { ok: true, detail: `silent beyond their habit: ${silent.join(', ')}` };
  });
  health.register('canary', async () => {
    const news = await canaries(database, enabledOnes(channels));
    const missing = [...news].flatMap(([id, { missing }]) => (missing ? [id] : []));
    return missing.length === 0 ? { ok: true } : { ok: true, detail: `test messages not back: ${missing.join(', ')}` };
  });
  const held = heldChannels(channels);
  if (held.length === 0) return;
  health.register('channels', async () => {
    const rows = await connectionsOf(database);
    const ill = held.flatMap((id) => {
      const row = rows.get(id);
      return row?.connection === 'connected' ? [] : [`${id} ${row?.code ?? row?.connection ?? 'not started'}`];
    });
    // A mailbox that refuses us is no reason to take everybody's webhooks from this process.
    return ill.length === 0 ? { ok: true } : { ok: true, detail: `not connected: ${ill.join(', ')}` };
  });
}

function enabledOnes(channels: ChannelRegistry): Channel[] {
  return channels.all().filter(({ enabled }) => enabled);
}

/** Enabled channels whose connection we hold ourselves. */
function heldChannels(channels: ChannelRegistry): string[] {
  return channels.all().flatMap(({ id, enabled, adapter }) => (enabled && adapter?.connected ? [id] : []));
}

async function connectionsOf(database: Database): Promise<Map<string, ChannelConnectionRow>> {
  const rows = await database.query<ChannelConnectionRow>(CONNECTIONS);
  return new Map(rows.map((row) => [row.channel_id, row]));
}

const INBOUND = `
  SELECT channel_id AS channel, count(*)::int AS waiting, extract(epoch FROM now() - min(received_at))::float8 AS oldest
  FROM inbound_message WHERE state = 'pending' GROUP BY channel_id`;
const OUTBOUND = `
  SELECT channel_id AS channel, state, count(*)::int AS messages, extract(epoch FROM now() - min(created_at))::float8 AS oldest
  FROM outbound_message WHERE state IN ('queued', 'sending', 'unknown') GROUP BY channel_id, state`;

const HEARD = `
  SELECT w.id AS channel, extract(epoch FROM (SELECT max(at) FROM intake_ledger WHERE channel_id = w.id))::float8 AS at
  FROM unnest($1::text[]) AS w(id)`;

/** Each channel's life: a dead mailbox shows as 0, a silent webhook by the time of its last message. */
function contributeChannels(metrics: MetricsRegistry, database: Database, channels: ChannelRegistry): void {
  const held = heldChannels(channels);
  metrics.gauge({
    name: 'channel_connected',
    help: 'Processes whose connection to the mailbox or SMSC stands',
    labelNames: ['channel'],
    collect: async (gauge) => {
      const rows = await connectionsOf(database);
      for (const id of held) gauge.set({ channel: id }, rows.get(id)?.connected ?? 0);
    },
  });
  const enabled = channels.all().flatMap((channel) => (channel.enabled ? [channel.id] : []));
  metrics.gauge({
    name: 'channel_last_heard_timestamp_seconds',
    help: 'When the last message of the channel came in',
    labelNames: ['channel'],
    collect: async (gauge) => {
      const rows = await database.query<{ channel: string; at: number | null }>(HEARD, [enabled]);
      for (const { channel, at } of rows) if (at !== null) gauge.set({ channel }, at);
    },
  });
}

/** Channels that hear nothing for longer than their habit explains. */
function contributeSilences(metrics: MetricsRegistry, database: Database, channels: ChannelRegistry): void {
  metrics.gauge({
    name: 'channel_silent',
    help: '1 where a channel has been silent for longer than its habit explains',
    labelNames: ['channel'],
    collect: async (gauge) => {
      const silent = await silences(database);
      for (const { id, enabled } of channels.all()) if (enabled) gauge.set({ channel: id }, silent.has(id) ? 1 : 0);
    },
  });
}

/** Test messages: whether one is missing, and how long the last one took. */
function contributeCanaries(metrics: MetricsRegistry, database: Database, channels: ChannelRegistry): void {
  metrics.gauge({
    name: 'channel_canary_missing',
    help: '1 where a test message did not come back in time',
    labelNames: ['channel'],
    collect: async (gauge) => {
      const news = await canaries(database, enabledOnes(channels));
      for (const [channel, { missing }] of news) gauge.set({ channel }, missing ? 1 : 0);
    },
  });
  metrics.gauge({
    name: 'channel_canary_seconds',
    help: 'How long the last test message that came back was on its way',
    labelNames: ['channel'],
    collect: async (gauge) => {
      const news = await canaries(database, enabledOnes(channels));
      for (const [channel, { lastBack }] of news) if (lastBack) gauge.set({ channel }, lastBack.seconds);
    },
  });
}

/** Figures read from PostgreSQL, which is the truth, and the queues' depths. */
export function contributeMetrics(metrics: MetricsRegistry, { database, doorbell, channels }: Core): void {
  contributeChannels(metrics, database, channels);
  contributeSilences(metrics, database, channels);
  contributeCanaries(metrics, database, channels);
  const oldest = metrics.gauge({
    name: 'inbound_oldest_seconds',
    help: 'Age of the oldest message waiting for the pipeline',
    labelNames: ['channel'],
  });
  metrics.gauge({
    name: 'inbound_waiting',
    help: 'Messages stored and not yet handled',
    labelNames: ['channel'],
    collect: async (gauge) => {
      gauge.reset();
      oldest.reset();
      for (const row of await database.query<{ channel: string; waiting: number; oldest: number }>(INBOUND)) {
        gauge.set({ channel: row.channel }, row.waiting);
        oldest.set({ channel: row.channel }, row.oldest);
      }
    },
  });
  metrics.gauge({
    name: 'outbound_open',
    help: 'Messages to be sent, being sent, or of unknown outcome',
    labelNames: ['channel', 'state'],
    collect: async (gauge) => {
      gauge.reset();
      for (const row of await database.query<{ channel: string; state: string; messages: number }>(OUTBOUND)) {
        gauge.set({ channel: row.channel, state: row.state }, row.messages);
      }
    },
  });
  metrics.gauge({
    name: 'queue_jobs',
    help: 'Doorbells waiting in the queue',
    labelNames: ['queue'],
    collect: async (gauge) => {
      for (const queue of QUEUE_NAMES) gauge.set({ queue }, await doorbell.depth(queue));
    },
  });
}
