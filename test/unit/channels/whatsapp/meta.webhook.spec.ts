import 'reflect-metadata';
import type { FastifyReply } from 'fastify';
import fc from 'fast-check';
import { buildChannelRegistry } from '../../../../src/channels/channel-registry.js';
import { WebhookController } from '../../../../src/channels/webhook.controller.js';
import { cloudApiProvider } from '../../../../src/channels/whatsapp/cloud-api/cloud-api.provider.js';
import { messengerProvider } from '../../../../src/channels/whatsapp/messenger/messenger.provider.js';
import { MetaWebhook } from '../../../../src/channels/whatsapp/meta/meta.webhook.js';
import type { ReceiptEvent, StoredEvent } from '../../../../src/messaging/inbound-event.js';
import type { WebhookAnswer } from '../../../../src/messaging/ports.js';
import type { RawDelivery } from '../../../../src/messaging/sinks.js';
import { createLogger } from '../../../../src/observability/logger.js';
import type { ChannelConfig } from '../../../../src/settings/gateway-config.js';
import type { Settings } from '../../../../src/settings/settings.js';
import { wamid } from './cloud-api.recorded.js';
import {
  APP_SECRET,
  cloudApiSettings,
  fixture,
  messengerSettings,
  OTHER_PHONE_NUMBER_ID,
  PHONE_NUMBER_ID,
  signed,
  VERIFY_TOKEN,
} from './meta.samples.js';

const HOOK = '/hooks/wa-bangli';
type Request = Parameters<WebhookController['post']>[0];

interface Stored {
  channelId: string;
  events: readonly StoredEvent[];
  raw: RawDelivery;
}

/** The controller over channels of two offices, with sinks that remember. */
class Gateway {
  readonly stored: Stored[] = [];
  readonly receipts: { channelId: string; receipts: readonly ReceiptEvent[] }[] = [];
  logged = '';
  private readonly controller: WebhookController;

  constructor(over: Partial<Record<'wa-kuburaya', { enabled?: boolean; settings?: object }>> = {}) {
    const channel = (id: string, provider: string, settings: object): ChannelConfig => ({
      id,
      kind: 'whatsapp',
      provider,
      enabled: true,
      settings,
    });
    const registry = buildChannelRegistry(
      [
        channel('wa-bangli', 'cloud-api', cloudApiSettings()),
        {
          ...channel('wa-kuburaya', 'cloud-api', cloudApiSettings({ phoneNumberId: OTHER_PHONE_NUMBER_ID })),
          ...over['wa-kuburaya'],
        },
        channel('messenger-bangli', 'messenger', messengerSettings()),
      ],
      [cloudApiProvider, messengerProvider],
    );
    this.controller = new WebhookController(
      registry,
      {
        accept: async (channelId, events, raw) => {
          this.stored.push({ channelId, events, raw });
          return [];
        },
        reject: async (channelId, raw) => {
          this.stored.push({ channelId, events: [], raw });
          return { inboundId: 'x', duplicate: false };
        },
      },
      {
        apply: async (channelId, receipts) => {
          this.receipts.push({ channelId, receipts });
        },
      },
      { now: () => new Date('2026-11-21T08:00:00Z') },
      { publicUrl: 'https://aduan.example.id' } as Settings,
      createLogger({ level: 'debug', destination: { write: (line: string) => void (this.logged += line) } }),
    );
  }

  async post(body: Buffer, secret = APP_SECRET): Promise<WebhookAnswer> {
    const { headers } = signed(body, { secret });
    return this.call('POST', HOOK, headers, body);
  }

  async get(query: string): Promise<WebhookAnswer> {
    return this.call('GET', `${HOOK}?${query}`, {}, undefined);
  }

  /** What each channel has got, by the messages' own ids. */
  ids(): Record<string, (string | undefined)[]> {
    return Object.fromEntries(
      this.stored.map(({ channelId, events }) => [channelId, events.map(({ externalId }) => externalId)]),
    );
  }

  private async call(
    method: 'GET' | 'POST',
    url: string,
    headers: object,
    body: Buffer | undefined,
  ): Promise<WebhookAnswer> {
    const answer: WebhookAnswer = { status: 200, contentType: '', body: '' };
    const reply = {
      code: (status: number) => ((answer.status = status), reply),
      type: (contentType: string) => ((answer.contentType = contentType), reply),
      header: () => reply,
      send: (text = '') => ((answer.body = text), reply),
    };
    const request = { method, url, headers, body, params: { channelId: 'wa-bangli' }, protocol: 'http', host: 'x' };
    const run = method === 'GET' ? 'get' : 'post';
    await this.controller[run](request as unknown as Request, reply as unknown as FastifyReply);
    return answer;
  }
}

describe("Meta's challenge", () => {
  const query = (token: string, mode = 'subscribe', challenge = '1158201444'): string =>
    `hub.mode=${mode}&hub.verify_token=${encodeURIComponent(token)}&hub.challenge=${encodeURIComponent(challenge)}`;

  it('is given back as plain text to who knows the token', async () => {
    const gateway = new Gateway();
    expect(await gateway.get(query(VERIFY_TOKEN))).toEqual({
      status: 200,
      contentType: 'text/plain; charset=utf-8',
      body: '1158201444',
    });
    expect(gateway.stored).toEqual([]);
  });

  it.each([
    ['another token', query('salah')],
    ['no token', 'hub.mode=subscribe&hub.challenge=1'],
    ['an empty token', query('')],
    ['another mode', query(VERIFY_TOKEN, 'unsubscribe')],
    ['no challenge', `hub.mode=subscribe&hub.verify_token=${VERIFY_TOKEN}`],
    ['a challenge that is a page', query(VERIFY_TOKEN, 'subscribe', '<script>alert(1)</script>')],
    ['a broken percent code', `${query(VERIFY_TOKEN)}&x=%E0%A4%A`],
    ['nothing', ''],
  ])('is refused for %s', async (_name, text) => {
    const gateway = new Gateway();
    const answer = await gateway.get(text);
    expect(answer.status).toBe(403);
    expect(answer.body).not.toContain('1158201444');
    expect(JSON.parse(gateway.logged)).toMatchObject({ reason: 'verify-token-mismatch', status: 403 });
    expect(gateway.logged).not.toContain(VERIFY_TOKEN);
  });

  it('is not answered where no token was chosen', () => {
    const webhook = new MetaWebhook({ appSecret: APP_SECRET }, undefined);
    expect(
      webhook.challenge({ ...signed(Buffer.alloc(0)), method: 'GET', url: `https://x/hooks/y?${query('')}` }),
    ).toBeUndefined();
  });
});

describe("one address for many of Meta's numbers and pages", () => {
  it('gives each channel its own events, receipts and bytes', async () => {
    const gateway = new Gateway();
    expect(await gateway.post(fixture('two-numbers'))).toMatchObject({ status: 200, body: 'EVENT_RECEIVED' });
    expect(gateway.ids()).toEqual({ 'wa-bangli': [wamid('141')], 'wa-kuburaya': [wamid('142')] });
    expect(gateway.receipts).toMatchObject([{ channelId: 'wa-kuburaya', receipts: [{ providerId: wamid('808') }] }]);
    const bytes = Object.fromEntries(
      gateway.stored.map(({ channelId, raw }) => [channelId, raw.bytes.toString('utf8')]),
    );
    expect(bytes['wa-bangli']).toContain('Untuk Bangli');
    expect(bytes['wa-bangli']).not.toContain('Untuk Kubu Raya');
    expect(bytes['wa-kuburaya']).not.toContain('Untuk Bangli');
  });

  it('keeps the bytes of a delivery for one number as they came', async () => {
    const gateway = new Gateway();
    await gateway.post(fixture('batch'));
    expect(gateway.stored.map(({ raw }) => raw.bytes)).toEqual([fixture('batch')]);
  });

  it("takes a page's messages at a number's address", async () => {
    const gateway = new Gateway();
    await gateway.post(fixture('page-text'));
    expect(gateway.ids()).toEqual({ 'messenger-bangli': ['m_text101'] });
  });

  it('commits as ignored what belongs to no channel', async () => {
    const gateway = new Gateway();
    expect(await gateway.post(fixture('number-of-nobody'))).toMatchObject({ status: 200 });
    expect(gateway.stored).toMatchObject([
      { channelId: 'wa-bangli', events: [{ type: 'ignored', externalId: wamid('143'), reason: 'endpoint-unknown' }] },
    ]);
  });

  it.each([
    ['is switched off', { enabled: false }],
    [
      'has the secret of another app',
      { settings: cloudApiSettings({ phoneNumberId: OTHER_PHONE_NUMBER_ID, appSecret: 'e'.repeat(32) }) },
    ],
  ])('gives nothing to a channel that %s', async (_name, over) => {
    const gateway = new Gateway({ 'wa-kuburaya': over });
    await gateway.post(fixture('two-numbers'));
    expect(new Set(gateway.stored.map(({ channelId }) => channelId))).toEqual(new Set(['wa-bangli']));
    expect(gateway.receipts).toEqual([]);
    expect(gateway.stored.flatMap(({ events }) => events)).toMatchObject([
      { type: 'message', externalId: wamid('141') },
      { type: 'ignored', externalId: wamid('142'), reason: 'endpoint-unknown' },
      { type: 'ignored', reason: 'endpoint-unknown' },
    ]);
  });

  it('leaves what concerns the account with the channel that was called', async () => {
    const gateway = new Gateway();
    await gateway.post(fixture('template-status'));
    expect(gateway.stored).toMatchObject([
      { channelId: 'wa-bangli', events: [{ type: 'ignored', reason: 'field-message-template-status-update' }] },
    ]);
  });

  it('refuses a forged delivery before it reads whose it is', async () => {
    const gateway = new Gateway();
    expect(await gateway.post(fixture('two-numbers'), 'e'.repeat(32))).toMatchObject({ status: 403 });
    expect(gateway.stored).toEqual([]);
  });

  it('keeps a malformed delivery raw and says so', async () => {
    const gateway = new Gateway();
    expect(await gateway.post(fixture('malformed-no-entry'))).toMatchObject({ status: 400 });
    expect(gateway.stored).toMatchObject([{ channelId: 'wa-bangli', raw: { bytes: fixture('malformed-no-entry') } }]);
  });
});

describe('what a delivery is split into', () => {
  const webhook = new MetaWebhook({ appSecret: APP_SECRET }, `phone:${PHONE_NUMBER_ID}`);
  const change = (phone: string, texts: string[]): object => ({
    field: 'messages',
    value: {
      metadata: { display_phone_number: phone, phone_number_id: phone },
      messages: texts.map((body, index) => ({
        from: '6281100000001',
        id: `wamid.${phone}${String(index)}`,
        type: 'text',
        text: { body },
      })),
    },
  });

  it('is what parse gives, and reads the same again part by part', () => {
    const phones = fc.constantFrom('10654035', '10654036', '10654037');
    const changes = fc.array(
      fc.tuple(phones, fc.array(fc.string({ unit: 'grapheme' }), { minLength: 1, maxLength: 3 })),
      { minLength: 1, maxLength: 6 },
    );
    fc.assert(
      fc.property(changes, (list) => {
        const entry = list.map(([phone, texts]) => ({ id: '1', changes: [change(phone, texts)] }));
        const request = signed(Buffer.from(JSON.stringify({ object: 'whatsapp_business_account', entry })));
        const parts = webhook.split(request);
        expect(webhook.parse(request)).toEqual(parts.flatMap(({ events }) => events));
        expect(new Set(parts.map(({ endpoint }) => endpoint))).toEqual(
          new Set(list.map(([phone]) => `phone:${phone}`)),
        );
        expect(parts.flatMap(({ events }) => events)).toHaveLength(list.flatMap(([, texts]) => texts).length);
        for (const { body, events } of parts) expect(webhook.parse(signed(body))).toEqual(events);
      }),
      { numRuns: 60 },
    );
  });
});
