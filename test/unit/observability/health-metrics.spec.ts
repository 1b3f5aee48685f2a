import { HealthRegistry } from '../../../src/observability/health.js';
import { MetricsRegistry } from '../../../src/observability/metrics.js';

describe('health', () => {
  it('is ready only between the start and the stop', async () => {
    const health = new HealthRegistry();
    expect(await health.evaluate()).toEqual({ ok: false, checks: { process: { ok: false, detail: 'starting' } } });
    health.markReady();
    expect((await health.evaluate()).ok).toBe(true);
    health.markStopping();
    expect(await health.evaluate()).toEqual({ ok: false, checks: { process: { ok: false, detail: 'stopping' } } });
  });

  it('names each check, its failure without words of others, and the one that does not answer', async () => {
    const health = new HealthRegistry();
    health.markReady();
    health.register('good', () => ({ ok: true }));
    const remove = health.register('throws', () => Promise.reject(new Error('Siti')));
    health.register('hangs', () => new Promise(() => undefined), 10);
    expect(await health.evaluate()).toEqual({
      ok: false,
      checks: {
        process: { ok: true },
        good: { ok: true },
        throws: { ok: false, detail: 'Error' },
        hangs: { ok: false, detail: 'no answer within 10 ms' },
      },
    });
    remove();
    expect((await health.evaluate()).checks).not.toHaveProperty('throws');
    expect(() => health.register('good', () => ({ ok: true }))).toThrow('already');
  });
});

describe('metrics', () => {
  it('counts, reads and measures under one prefix', async () => {
    const metrics = new MetricsRegistry({ processMetrics: false });
    metrics
      .counter({ name: 'inbound_total', help: 'Messages in.', labelNames: ['channel'] })
      .inc({ channel: 'sms-1708' });
    metrics
      .counter({ name: 'inbound_total', help: 'Messages in.', labelNames: ['channel'] })
      .inc({ channel: 'sms-1708' });
    metrics.gauge({ name: 'queue_depth', help: 'Waiting.', collect: (gauge) => gauge.set(7) });
    metrics.histogram({ name: 'step_seconds', help: 'Time.', buckets: [1] }).observe(0.5);
    const text = await metrics.render();
    expect(text).toContain('kentongan_inbound_total{channel="sms-1708"} 2');
    expect(text).toContain('kentongan_queue_depth 7');
    expect(text).toContain('kentongan_step_seconds_bucket{le="1"} 1');
    expect(text).not.toContain('process_cpu');
    expect(() => metrics.gauge({ name: 'inbound_total', help: 'Other kind.' })).toThrow('another kind');
  });

  it('has the process in it when asked to', async () => {
    expect(await new MetricsRegistry({ processMetrics: true }).render()).toContain(
      'kentongan_process_cpu_user_seconds_total',
    );
  });
});
