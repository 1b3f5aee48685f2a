import 'reflect-metadata';
import { randomUUID } from 'node:crypto';
import { plainToInstance } from 'class-transformer';
import { httpSmsProvider } from '../../../src/channels/sms/http/http.provider.js';
import { HttpSmsSettings } from '../../../src/channels/sms/http/http.settings.js';
import { twilioProvider } from '../../../src/channels/sms/twilio/twilio.provider.js';
import { TwilioSettings } from '../../../src/channels/sms/twilio/twilio.settings.js';
import type { OutboundMessage } from '../../../src/messaging/outbound-message.js';
import type { ChannelAdapter, WebhookRequest } from '../../../src/messaging/ports.js';
import { MessageLog } from '../../../src/sandbox/message-log.js';
import { HttpSmsStandIn } from '../../../src/sandbox/sms-http/http-sms-stand-in.js';
import { TwilioStandIn } from '../../../src/sandbox/twilio/twilio-stand-in.js';
import type { ChannelConfig } from '../../../src/settings/gateway-config.js';
import { GatewayDouble, until, type SeenCall } from './gateway-double.js';

const CITIZEN = '+6281100000001';
const PUBLIC_URL = 'https://aduan.example.id';
const ACCOUNT = `AC${'a'.repeat(32)}`;

const outbound = (channelId: string): OutboundMessage => ({
  id: randomUUID(),
  channelId,
  to: { kind: 'phone', value: CITIZEN },
  text: 'TBU-000123 diterima.',
  purpose: 'acknowledgement',
  createdAt: new Date().toISOString(),
});

const asRequest = (call: SeenCall): WebhookRequest => ({
  method: call.method === 'GET' ? 'GET' : 'POST',
  url: PUBLIC_URL + call.path,
  headers: call.headers as Record<string, string>,
  body: Buffer.from(call.body),
  now: new Date(),
});

describe('the production adapters against the stand-ins', () => {
  let gateway: GatewayDouble;
  let adapter: ChannelAdapter;

  beforeEach(async () => {
    gateway = new GatewayDouble();
    await gateway.start();
  });

  afterEach(async () => {
    await adapter.sender?.close?.();
    await gateway.stop();
  });

  function understood(call: SeenCall | undefined): unknown {
    if (!call) throw new Error('the gateway was not called');
    const request = asRequest(call);
    expect(adapter.webhook?.verify(request)).toEqual({ ok: true });
    return adapter.webhook?.parse(request);
  }

  describe('Twilio', () => {
    let far: TwilioStandIn;

    beforeEach(async () => {
      far = new TwilioStandIn({ accountSid: ACCOUNT, authToken: 'token', receiptDelayMs: 5, senders: ['1708'] });
      await far.start();
      far.connect({ localUrl: gateway.url, publicUrl: PUBLIC_URL });
      const settings = Object.assign(new TwilioSettings(), {
        accountSid: ACCOUNT,
        authToken: 'token',
        apiBase: far.apiBase,
        timeoutMs: 2000,
      });
      const statusCallbackUrl = `${PUBLIC_URL}/hooks/sms-1708/status`;
      adapter = twilioProvider.create({ id: 'sms-1708', address: '1708', settings, statusCallbackUrl });
    });

    afterEach(() => far.stop());

    it('sends, and understands the receipts', async () => {
      const outcome = await adapter.sender?.send(outbound('sms-1708'));
      expect(outcome).toMatchObject({ outcome: 'sent' });
      await until('two receipts', () => gateway.calls.length === 2);
      expect(understood(gateway.calls[1])).toMatchObject([
        { type: 'receipt', state: 'delivered', providerId: far.log.all()[0]?.id },
      ]);
      expect(far.log.all()[0]?.channelId).toBe('sms-1708');
    });

    it('understands a citizen, and fetches their photo', async () => {
      const png = Buffer.from('89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489', 'hex');
      await far.deliverInbound(`${PUBLIC_URL}/hooks/sms-1708`, {
        from: CITIZEN,
        to: '1708',
        text: 'lihat',
        media: [{ contentType: 'image/png', bytes: png }],
      });
      const [event] = understood(gateway.calls[0]) as { attachments: { ref: string }[] }[];
      expect(event).toMatchObject({ type: 'message', from: { kind: 'phone', value: CITIZEN }, text: 'lihat' });
      const media = await adapter.media?.fetch(event?.attachments[0]?.ref ?? '', 1000);
      expect(media).toEqual({ bytes: png, contentType: 'image/png' });
    });

    it('finds out what became of a send whose answer was lost', async () => {
      const message = outbound('sms-1708');
      far.faults.add({ kind: 'reset-after-accept' });
      expect(await adapter.sender?.send(message)).toMatchObject({ outcome: 'unknown' });
      expect(await adapter.sender?.lookup?.(message)).toEqual({ found: 'sent', providerId: far.log.all()[0]?.id });
    });

    it('sees a forged signature', async () => {
      far.faults.add({ kind: 'wrong-signature' });
      await far.deliverInbound(`${PUBLIC_URL}/hooks/sms-1708`, { from: CITIZEN, to: '1708', text: 'x' });
      const [call] = gateway.calls;
      expect(call && adapter.webhook?.verify(asRequest(call))).toMatchObject({ ok: false });
    });

    it('learns of an opt-out', async () => {
      await far.deliverInbound(`${PUBLIC_URL}/hooks/sms-1708`, { from: CITIZEN, to: '1708', text: 'STOP' });
      expect(await adapter.sender?.send(outbound('sms-1708'))).toMatchObject({ outcome: 'opted-out' });
    });
  });

  describe('HTTP aggregator', () => {
    it('goes out, comes back as receipts, and comes in', async () => {
      const far = new HttpSmsStandIn(new MessageLog(), { receiptDelayMs: 5 });
      await far.start();
      const settings = plainToInstance(HttpSmsSettings, {
        apiBase: far.env.SMS_HTTP_API_BASE,
        inbound: {
          format: 'json',
          fields: { id: 'message_id', from: 'sender', to: 'recipient', text: 'message', time: 'received_at' },
          auth: { type: 'secret', in: 'header', name: 'x-webhook-secret', value: 's3cret' },
          status: { fields: { id: 'message_id', state: 'status' }, states: { SENT: 'sent', DELIVRD: 'delivered' } },
        },
        outbound: {
          url: '/v1/messages',
          format: 'json',
          fields: { to: '{to}', from: '{from}', message: '{text}', reference: '{id}' },
          numberFormat: 'plus-less',
          auth: { type: 'bearer', value: 's3cret' },
          idPath: 'message_id',
        },
      });
      const channel: ChannelConfig = {
        id: 'sms-aggregator',
        kind: 'sms',
        provider: 'http',
        enabled: true,
        address: '+6281100000900',
        settings,
      };
      far.connect({ localUrl: gateway.url, publicUrl: PUBLIC_URL }, [channel]);
      adapter = httpSmsProvider.create({ id: channel.id, address: channel.address, settings });
      const outcome = await adapter.sender?.send(outbound(channel.id));
      expect(outcome).toMatchObject({ outcome: 'sent' });
      await until('two receipts', () => gateway.calls.length === 2);
      const providerId = outcome?.outcome === 'sent' ? outcome.providerId : '';
      expect(gateway.calls.map(understood)).toMatchObject([
        [{ state: 'sent', providerId }],
        [{ state: 'delivered', providerId }],
      ]);
      const { id } = await far.send(channel, { from: CITIZEN, text: 'lampu mati', media: [], times: 1 });
      expect(understood(gateway.calls[2])).toMatchObject([
        { type: 'message', externalId: id, from: { value: CITIZEN }, text: 'lampu mati' },
      ]);
      await far.stop();
    });
  });
});
