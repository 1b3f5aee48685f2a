import 'reflect-metadata';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { buildChannelRegistry } from '../../../src/channels/channel-registry.js';
import { httpSmsProvider } from '../../../src/channels/sms/http/http.provider.js';
import { twilioProvider } from '../../../src/channels/sms/twilio/twilio.provider.js';
import { WebhookController } from '../../../src/channels/webhook.controller.js';
import { CodedError } from '../../../src/messaging/errors.js';
import type { ReceiptEvent, StoredEvent } from '../../../src/messaging/inbound-event.js';
import { CHANNEL_REGISTRY } from '../../../src/messaging/ports.js';
import { INBOUND_SINK, RECEIPT_SINK, type RawDelivery } from '../../../src/messaging/sinks.js';
import { CLOCK } from '../../../src/observability/clock.js';
import { createLogger, LOGGER } from '../../../src/observability/logger.js';
import { SETTINGS } from '../../../src/settings/settings.js';
import { GET_SETTINGS, QUERY_KEY } from './sms/http-get.harness.js';
import { HMAC_KEY, hmacSigned, JSON_SETTINGS } from './sms/http-json.harness.js';
import { fixture as httpFixture, httpSettings } from './sms/http.samples.js';
import { fixture, HOOK, signed, twilioSettings } from './sms/twilio.harness.js';

const PUBLIC_URL = 'https://aduan.example.id';

/** Sinks that remember what they got, and can be held back or broken. */
class Sinks {
  accepted: { channelId: string; events: readonly StoredEvent[]; raw: RawDelivery }[] = [];
  rejected: { channelId: string; raw: RawDelivery; error: { code: string; field?: string } }[] = [];
  receipts: { channelId: string; receipts: readonly ReceiptEvent[] }[] = [];
  failure: Error | undefined;
  gate: Promise<void> = Promise.resolve();

  readonly inbound = {
    accept: async (channelId: string, events: readonly StoredEvent[], raw: RawDelivery) => {
      await this.gate;
      if (this.failure !== undefined) throw this.failure;
      this.accepted.push({ channelId, events, raw });
      return events.map(() => ({ inboundId: 'x', duplicate: false }));
    },
    reject: async (channelId: string, raw: RawDelivery, error: { code: string; field?: string }) => {
      await this.gate;
      if (this.failure !== undefined) throw this.failure;
      this.rejected.push({ channelId, raw, error });
      return { inboundId: 'x', duplicate: false };
    },
  };
  readonly receipt = {
    apply: async (channelId: string, receipts: readonly ReceiptEvent[]) => {
      await this.gate;
      if (this.failure !== undefined) throw this.failure;
      this.receipts.push({ channelId, receipts });
    },
  };
}

let app: NestFastifyApplication;
let sinks: Sinks;
let logged: string;

async function start(publicUrl: string | undefined): Promise<void> {
  sinks = new Sinks();
  logged = '';
  const base = { kind: 'sms' as const, address: '1708' };
  const registry = buildChannelRegistry(
    [
      { ...base, id: 'sms-1708', provider: 'twilio', enabled: true, settings: twilioSettings() },
      { ...base, id: 'sms-off', provider: 'twilio', enabled: false, settings: twilioSettings() },
      {
        ...base,
        id: 'sms-get',
        provider: 'http',
        enabled: true,
        settings: httpSettings({ apiBase: 'http://127.0.0.1:1', ...GET_SETTINGS }),
      },
      {
        ...base,
        id: 'sms-json',
        provider: 'http',
        enabled: true,
        settings: httpSettings({ apiBase: 'http://127.0.0.1:1', ...JSON_SETTINGS }),
      },
      { ...base, id: 'sms-unbuilt', provider: 'smpp', enabled: true, settings: {} },
    ],
    [twilioProvider, httpSmsProvider],
    { publicUrl },
  );
  const moduleRef = await Test.createTestingModule({
    controllers: [WebhookController],
    providers: [
      { provide: CHANNEL_REGISTRY, useValue: registry },
      { provide: INBOUND_SINK, useValue: sinks.inbound },
      { provide: RECEIPT_SINK, useValue: sinks.receipt },
      { provide: CLOCK, useValue: { now: () => new Date('2026-11-21T08:00:00Z') } },
      { provide: SETTINGS, useValue: { publicUrl } },
      {
        provide: LOGGER,
        useValue: createLogger({ level: 'debug', destination: { write: (line: string) => void (logged += line) } }),
      },
    ],
  }).compile();
  const adapter = new FastifyAdapter({ trustProxy: true });
  app = moduleRef.createNestApplication<NestFastifyApplication>(adapter);
  app.useLogger(false);
  await app.init();
  // As the gateway does below /hooks: bodies stay the bytes that were signed.
  adapter.getInstance().removeAllContentTypeParsers();
  adapter.getInstance().addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
  await adapter.getInstance().ready();
}

const post = async (url: string, body: Buffer, headers: Record<string, string | undefined>) =>
  app.inject({
    method: 'POST',
    url,
    payload: body,
    headers: Object.fromEntries(Object.entries(headers).filter(([, value]) => value !== undefined)) as Record<
      string,
      string
    >,
  });

const fromTwilio = async (name: string, path = '/hooks/sms-1708') => {
  const request = signed(fixture(name), { url: `${PUBLIC_URL}${path}` });
  return post(path, request.body, request.headers);
};

beforeEach(async () => start(PUBLIC_URL));
afterEach(async () => app.close());

describe('a webhook', () => {
  it('stores a message with its raw delivery, then answers as Twilio expects', async () => {
    const reply = await fromTwilio('message-plain');
    expect(reply.statusCode).toBe(200);
    expect(reply.headers['content-type']).toMatch(/^text\/xml/);
    expect(reply.body).toContain('<Response/>');
    expect(sinks.accepted).toHaveLength(1);
    expect(sinks.accepted[0]).toMatchObject({
      channelId: 'sms-1708',
      events: [{ type: 'message', externalId: 'SM00000000000000000000000000000101' }],
      raw: { contentType: 'application/x-www-form-urlencoded; charset=UTF-8', bytes: fixture('message-plain') },
    });
  });

  it('answers only after the commit', async () => {
    let open = (): void => undefined;
    sinks.gate = new Promise((resolve) => (open = resolve));
    let answered = false;
    const reply = fromTwilio('message-plain').then((response) => {
      answered = true;
      return response;
    });
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(answered).toBe(false);
    open();
    expect((await reply).statusCode).toBe(200);
  });

  it('gives delivery reports to the receipt sink, at either address', async () => {
    expect((await fromTwilio('status-delivered', '/hooks/sms-1708/status')).statusCode).toBe(204);
    expect((await fromTwilio('status-sent')).statusCode).toBe(204);
    expect(sinks.receipts.map(({ receipts }) => receipts.map(({ state }) => state))).toEqual([['delivered'], ['sent']]);
    expect(sinks.accepted).toEqual([]);
  });

  it('commits a verified delivery that it ignores', async () => {
    expect((await fromTwilio('status-queued')).statusCode).toBe(204);
    expect(sinks.accepted[0]?.events).toMatchObject([{ type: 'ignored', reason: 'status-queued' }]);
  });

  it('splits a batch between the sinks', async () => {
    const body = httpFixture('json-status-delivered.json');
    const request = hmacSigned(body, { url: `${PUBLIC_URL}/hooks/sms-json/status` });
    const reply = await post('/hooks/sms-json/status', request.body, request.headers);
    expect(reply.statusCode).toBe(200);
    expect(reply.json()).toEqual({ ok: true });
    expect(sinks.receipts[0]?.receipts.map(({ providerId }) => providerId)).toEqual(['OUT-3001', 'OUT-3003']);
    expect(sinks.accepted[0]?.events).toMatchObject([{ type: 'ignored', reason: 'status-interim' }]);
  });

  it('takes GET deliveries and keeps their query string', async () => {
    const query = httpFixture('get-message.query').toString();
    const reply = await app.inject({ method: 'GET', url: `/hooks/sms-get?${query}` });
    expect([reply.statusCode, reply.body]).toEqual([200, 'DONE']);
    expect(sinks.accepted[0]?.events).toMatchObject([
      { type: 'message', externalId: 'IN-1001', text: 'BADUNG sampah menumpuk di pantai' },
    ]);
    expect(sinks.accepted[0]?.raw.bytes.toString()).toBe(query);
  });

  it('refuses a forged delivery with 403 and stores nothing', async () => {
    const genuine = signed(fixture('message-plain'));
    const reply = await post(
      '/hooks/sms-1708',
      Buffer.from(genuine.body.toString().replace('Kusan', 'Kusam')),
      genuine.headers,
    );
    expect(reply.statusCode).toBe(403);
    expect([sinks.accepted, sinks.rejected, sinks.receipts]).toEqual([[], [], []]);
    expect(JSON.parse(logged)).toMatchObject({ channelId: 'sms-1708', reason: 'signature-mismatch', status: 403 });
  });

  it('keeps a malformed delivery raw before it says 400 and what was wrong', async () => {
    const reply = await fromTwilio('malformed-no-from');
    expect(reply.statusCode).toBe(400);
    expect(reply.json()).toEqual({
      error: 'malformed-payload',
      field: 'From',
      message: 'From: expected a telephone number; it is missing',
    });
    expect(sinks.rejected).toMatchObject([
      {
        channelId: 'sms-1708',
        raw: { bytes: fixture('malformed-no-from') },
        error: { code: 'malformed-payload', field: 'From' },
      },
    ]);
  });

  it.each(['/hooks/nowhere', '/hooks/sms-off', '/hooks/sms-unbuilt', '/hooks/__proto__', '/hooks/constructor'])(
    'knows no channel at %s',
    async (path) => {
      const request = signed(fixture('message-plain'), { url: `${PUBLIC_URL}${path}` });
      expect((await post(path, request.body, request.headers)).statusCode).toBe(404);
      expect(sinks.accepted).toEqual([]);
    },
  );

  it('answers 503 with Retry-After where nothing could be stored, whatever was to be', async () => {
    sinks.failure = new CodedError('database-away', 'no database', true, 9_000);
    for (const name of ['message-plain', 'status-delivered', 'malformed-no-from']) {
      const reply = await fromTwilio(name);
      expect([reply.statusCode, reply.headers['retry-after']]).toEqual([503, '9']);
    }
    sinks.failure = new Error('password=geheim');
    const reply = await fromTwilio('message-plain');
    expect([reply.statusCode, reply.headers['retry-after']]).toEqual([503, '5']);
    expect(reply.body + logged).not.toContain('geheim');
  });

  it('logs each refusal without people, secrets or unknown paths', async () => {
    await fromTwilio('malformed-no-message-sid');
    await fromTwilio('malformed-whatsapp-sender');
    await app.inject({ method: 'GET', url: `/hooks/sms-get?pengirim=6281100000001&pesan=halo&kunci=salah` });
    await app.inject({ method: 'POST', url: '/hooks/%2B6281100000001' });
    const lines = logged
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { channelId: string; reason: string });
    expect(lines.map(({ channelId, reason }) => [channelId, reason])).toEqual([
      ['sms-1708', 'malformed-payload'],
      ['sms-1708', 'malformed-payload'],
      ['sms-get', 'secret-mismatch'],
      ['unknown', 'channel-unknown'],
    ]);
    for (const word of ['81100000001', 'lampu', 'halo', 'salah', QUERY_KEY, HMAC_KEY])
      expect(logged).not.toContain(word);
  });

  it('counts the public URL, not the inner one', async () => {
    const inner = signed(fixture('message-plain'), { url: 'http://localhost:3000/hooks/sms-1708' });
    expect((await post('/hooks/sms-1708', inner.body, { ...inner.headers, host: 'localhost:3000' })).statusCode).toBe(
      403,
    );
    expect((await fromTwilio('message-plain')).statusCode).toBe(200);
  });

  it('takes the URL from the proxy in front where no public URL is set', async () => {
    await app.close();
    await start(undefined);
    const request = signed(fixture('message-plain'), { url: HOOK });
    const forwarded = {
      ...request.headers,
      host: '10.0.0.5:3000',
      'x-forwarded-host': 'aduan.example.id',
      'x-forwarded-proto': 'https',
    };
    expect((await post('/hooks/sms-1708', request.body, forwarded)).statusCode).toBe(200);
    expect(
      (await post('/hooks/sms-1708', request.body, { ...request.headers, host: '10.0.0.5:3000' })).statusCode,
    ).toBe(403);
  });
});
