import type { MetricsRegistry } from '../observability/metrics.js';
import type { SendMeter } from '../outbox/send-recorder.js';

/** Counts what this process sends and what that costs; figures of offices and channels, never of people. */
export function sendMeter(metrics: MetricsRegistry): SendMeter {
  const labelNames = ['channel', 'tenant'] as const;
  const segments = metrics.counter<(typeof labelNames)[number]>({
    name: 'outbound_segments_total',
    help: 'SMS segments that left, or may have',
    labelNames: [...labelNames],
  });
  const templates = metrics.counter<(typeof labelNames)[number]>({
    name: 'outbound_templates_total',
    help: 'Templates that left in the place of a text whose window was closed, or may have',
    labelNames: [...labelNames],
  });
  const cost = metrics.counter<(typeof labelNames)[number] | 'currency'>({
    name: 'outbound_cost_total',
    help: "What left, or may have, at the channels' prices, in units of the currency",
    labelNames: [...labelNames, 'currency'],
  });
  return {
    count({ channelId, tenant, template, ...sent }) {
      const labels = { channel: channelId, tenant: tenant ?? '' };
      if (template) templates.inc(labels);
      else if (sent.segments !== undefined) segments.inc(labels, sent.segments);
      if (sent.cost !== undefined) cost.inc({ ...labels, currency: sent.currency ?? '' }, sent.cost);
    },
  };
}
