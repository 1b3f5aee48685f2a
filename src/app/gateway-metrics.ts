import { QUEUE_NAMES } from '../jobs/job-map.js';
import type { HealthRegistry } from '../observability/health.js';
import type { MetricsRegistry } from '../observability/metrics.js';
import type { Core } from './core.js';

/** Whether the parts that every role needs answer. */
export function contributeHealth(health: HealthRegistry, { database, doorbell }: Core): void {
  health.register('database', async () => {
    await database.query('SELECT 1');
    return { ok: true };
  });
  health.register('queue', async () => {
    await doorbell.depth('maintenance');
    return { ok: true };
  });
}

const INBOUND = `
  SELECT channel_id AS channel, count(*)::int AS waiting, extract(epoch FROM now() - min(received_at))::float8 AS oldest
  FROM inbound_message WHERE state = 'pending' GROUP BY channel_id`;
const OUTBOUND = `
  SELECT channel_id AS channel, state, count(*)::int AS messages, extract(epoch FROM now() - min(created_at))::float8 AS oldest
  FROM outbound_message WHERE state IN ('queued', 'sending', 'unknown') GROUP BY channel_id, state`;

/** Figures read from PostgreSQL, which is the truth, and the queues' depths. */
export function contributeMetrics(metrics: MetricsRegistry, { database, doorbell }: Core): void {
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
