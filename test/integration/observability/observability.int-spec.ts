import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { HealthRegistry } from '../../../src/observability/health.js';
import { createLogger } from '../../../src/observability/logger.js';
import { MetricsRegistry } from '../../../src/observability/metrics.js';
import { ObservabilityModule } from '../../../src/observability/observability.module.js';

describe('health and metrics over HTTP', () => {
  let app: NestFastifyApplication;

  beforeAll(async () => {
    const logger = createLogger({ level: 'silent' });
    const testing = await Test.createTestingModule({
      imports: [ObservabilityModule.forRoot({ logger, processMetrics: false })],
    }).compile();
    app = testing.createNestApplication<NestFastifyApplication>(new FastifyAdapter());
    await app.init();
    await app.getHttpAdapter().getInstance().ready();
  });
  afterAll(() => app.close());

  it('lives at once', async () => {
    const answer = await app.inject('/health/live');
    expect([answer.statusCode, answer.json()]).toEqual([200, { status: 'ok' }]);
  });

  it('is ready when it says so and every check agrees, and names what does not', async () => {
    const health = app.get(HealthRegistry);
    expect((await app.inject('/health/ready')).statusCode).toBe(503);
    health.markReady();
    const good = await app.inject('/health/ready');
    expect(good.statusCode).toBe(200);
    expect(good.headers['cache-control']).toBe('no-store');
    health.register('database', () => ({ ok: false, detail: 'ECONNREFUSED' }));
    const bad = await app.inject('/health/ready');
    expect(bad.statusCode).toBe(503);
    expect(bad.json()).toEqual({
      status: 'unavailable',
      checks: { process: { ok: true }, database: { ok: false, detail: 'ECONNREFUSED' } },
    });
  });

  it('shows the metrics that features contribute', async () => {
    app.get(MetricsRegistry).counter({ name: 'tickets_total', help: 'Tickets.' }).inc();
    const answer = await app.inject('/metrics');
    expect(answer.headers['content-type']).toContain('text/plain');
    expect(answer.body).toContain('kentongan_tickets_total 1');
  });
});
