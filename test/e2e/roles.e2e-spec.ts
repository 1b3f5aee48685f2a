import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { TwilioStandIn } from '../../src/sandbox/twilio/twilio-stand-in.js';
import { TestGateway } from '../kit/gateway.js';
import { createTestDatabase, type TestDatabase } from '../kit/postgres.js';
import { testRedisUrl } from '../kit/redis.js';
import { until } from '../kit/wait.js';

const ACCOUNT = { accountSid: `AC${'a'.repeat(32)}`, authToken: 'b'.repeat(32) };

/** As in production: no sandbox, the far end elsewhere, web and worker each on their own, one database. */
describe('the roles web and worker, apart', () => {
  const redisUrl = testRedisUrl();
  let database: TestDatabase;
  let far: TwilioStandIn;
  let dataDir: string;
  let web: TestGateway;
  let env: Record<string, string>;
  const started: TestGateway[] = [];

  const start = async (role: 'web' | 'worker'): Promise<TestGateway> => {
    const gateway = await TestGateway.start({ role, databaseUrl: database.url, dataDir, redisUrl, env });
    started.push(gateway);
    return gateway;
  };

  beforeAll(async () => {
    if (redisUrl !== undefined) {
      const redis = new Redis(redisUrl);
      await redis.flushdb();
      redis.disconnect();
    }
    database = await createTestDatabase();
    dataDir = mkdtempSync(join(tmpdir(), 'kentongan-roles-'));
    far = new TwilioStandIn({ ...ACCOUNT, receiptDelayMs: 20 });
    await far.start();
    env = {
      KENTONGAN_SANDBOX: '0',
      KENTONGAN_CHANNELS_OFF: 'wa-*,messenger-*,telegram-*,email-*,sms-smsc,sms-tanahbumbu',
      TWILIO_ACCOUNT_SID: ACCOUNT.accountSid,
      TWILIO_AUTH_TOKEN: ACCOUNT.authToken,
      TWILIO_API_BASE: far.apiBase,
      SMS_HTTP_SECRET: 'ein-geheimnis-fuer-den-test',
    };
    web = await start('web');
    env['KENTONGAN_PUBLIC_URL'] = web.url;
    far.connect({ localUrl: web.url, publicUrl: web.url });
  }, 60_000);

  afterAll(async () => {
    for (const gateway of started.reverse()) await gateway.stop();
    await far.stop();
    await database.drop();
    rmSync(dataDir, { recursive: true, force: true });
  });

  it('web takes in and answers while no worker is there; the worker does the rest once it comes', async () => {
    const sms = (from: string, text: string) =>
      far.deliverInbound(`${web.url}/hooks/sms-1708`, { from, to: '1708', text, times: 5 });
    const delivered = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        sms(`+62811000002${String(10 + index)}`, 'TANAHBUMBU jalan berlubang di Satui'),
      ),
    );
    expect(delivered.flatMap(({ answers }) => answers.map(({ status }) => status))).toEqual(
      Array<number>(100).fill(200),
    );
    const { database: db } = web.gateway.core;
    expect(
      (await db.query<{ n: number }>(`SELECT count(*)::int AS n FROM inbound_message WHERE state = 'pending'`))[0]?.n,
    ).toBe(20);
    expect((await db.query<{ n: number }>('SELECT count(*)::int AS n FROM ticket'))[0]?.n).toBe(0);

    if (redisUrl !== undefined) {
      // The queue is a doorbell: emptied, it costs time and nothing else.
      const redis = new Redis(redisUrl);
      await redis.flushdb();
      redis.disconnect();
      await db.query(`UPDATE inbound_message SET wake_at = now()`);
    }
    const worker = await start('worker');
    await start('worker');
    await until('20 replies', () => far.log.counts().out >= 20, 30_000);
    await worker.quiet();
    expect(far.log.counts().out).toBe(20);
    expect((await db.query<{ n: number }>('SELECT count(*)::int AS n FROM ticket'))[0]?.n).toBe(20);
    await until(
      '20 receipts',
      async () =>
        (await db.query<{ n: number }>(`SELECT count(*)::int AS n FROM outbound_message WHERE state = 'delivered'`))[0]
          ?.n === 20,
    );
    expect((await web.reconcile()).ok).toBe(true);
    expect(started.map(({ logs }) => logs.text()).join('\n')).not.toMatch(/62811|berlubang/);
  });

  it('a worker offers its health and nothing of the citizens', async () => {
    const worker = started.find((gateway) => gateway !== web);
    expect((await fetch(`${worker?.url ?? ''}/health/ready`)).status).toBe(200);
    for (const path of ['/hooks/sms-1708', '/tanah-bumbu', '/sandbox'])
      expect((await fetch(`${worker?.url ?? ''}${path}`)).status).toBe(404);
    expect((await fetch(`${web.url}/sandbox`)).status).toBe(404);
  });
});
