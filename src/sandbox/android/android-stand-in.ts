import { createHmac, randomUUID } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import Fastify, { type FastifyInstance } from 'fastify';
import { AndroidSettings } from '../../channels/sms/android/android.settings.js';
import { parseJson } from '../../channels/whatsapp/json.js';
import { textAt } from '../../channels/wire/json-path.js';
import type { ChannelConfig } from '../../settings/gateway-config.js';
import { Faults } from '../faults.js';
import { GatewayClient, NOT_YET, type GatewayAddress, type GatewayAnswer } from '../gateway-client.js';
import { mediaId, type LoggedMessage, type MessageLog } from '../message-log.js';
import { ReceiptPlayer } from '../receipt-player.js';
import { segmentsOf } from '../../outbox/sms-text.js';
import { wasTaken, type Carries, type CitizenMessage, type CitizenResult, type StandIn } from '../stand-in.js';
import { receivedEvent, receivedId, stateEvent, type HandsetEvent } from './events.js';
import { HOOK_EVENTS, handsetOf, newHook, type Handset } from './handset.js';
import { handsetRoutes } from './handset-routes.js';

/** The app names failures in words; a number for the log. */
const NO_SERVICE = 4;

export interface AndroidOptions {
  log: MessageLog;
  /** 0 (default) takes a free one. */
  port?: number;
  receiptDelayMs?: number;
  retries?: number;
  retryDelayMs?: number;
}

/** Telephones with "SMS Gateway for Android": its API, local and cloud, and its signed webhooks. */
export class AndroidStandIn implements StandIn {
  readonly provider = 'android';
  /** Operators take MMS of about 300 KB. */
  readonly carries: Carries = { address: 'phone', longestText: 1600, parts: [], files: { most: 5, bytes: 300 * 1024 } };
  readonly faults = new Faults();
  private readonly gateway = new GatewayClient();
  private readonly receipts: ReceiptPlayer;
  private readonly app: FastifyInstance;
  private readonly unreported = new WeakSet<LoggedMessage>();
  private handsets: readonly Handset[] = [];
  private base = '';

  constructor(private readonly options: AndroidOptions) {
    const { log, receiptDelayMs = 250, retries = 4, retryDelayMs = 1000 } = options;
    this.receipts = new ReceiptPlayer(
      { receipts: true, receiptDelayMs, retries, retryDelayMs },
      this.faults,
      log,
      NO_SERVICE,
      async (message, state) => {
        if (!this.gateway.isConnected) return NOT_YET;
        const handset = this.handset(message.channelId);
        const event = handset && stateEvent(handset, message, state);
        if (!handset || !event || (state === 'delivered' && this.unreported.has(message))) return null;
        return this.call(handset, event);
      },
    );
    this.app = this.server();
  }

  get env(): Readonly<Record<string, string>> {
    return { SMS_TANAHBUMBU_URL: `${this.base}/3rdparty/v1` };
  }

  async start(): Promise<void> {
    await this.app.listen({ host: '127.0.0.1', port: this.options.port ?? 0 });
    this.base = `http://127.0.0.1:${(this.app.server.address() as AddressInfo).port}`;
  }

  prepare(channels: readonly ChannelConfig[]): void {
    this.handsets = channels.flatMap((channel) => handsetOf(channel) ?? []);
  }

  /** Registers the webhooks, as docs/channels/sms-android.md has the administrator do it. */
  connect(address: GatewayAddress): void {
    this.gateway.connect(address);
    for (const handset of this.handsets)
      handset.hooks = HOOK_EVENTS.map((event) => newHook(this.hookUrl(handset), event));
  }

  problem({ settings }: ChannelConfig): string | undefined {
    if (!(settings instanceof AndroidSettings)) return 'its settings were not read';
    return new URL(settings.url).origin === this.base ? undefined : 'its url leads elsewhere than to the stand-in';
  }

  async send(channel: ChannelConfig, sent: CitizenMessage): Promise<CitizenResult> {
    const handset = this.handset(channel.id);
    if (!handset) return { id: '', answers: [] };
    const message = this.receive(handset, sent);
    const event = receivedEvent(handset, message);
    // The app does deliver twice, each time under another event id and with another signature.
    const answers = await Promise.all(
      Array.from({ length: sent.times }, async () =>
        sent.raw === undefined
          ? ((await this.call(handset, event)) ?? { status: 0, contentType: '', body: '', error: 'no-webhook' })
          : this.post(handset, this.hookUrl(handset), sent.raw),
      ),
    );
    this.options.log.setState(message, answers.some(wasTaken) ? 'received' : 'failed', Date.now());
    return { id: message.id, answers };
  }

  async stop(): Promise<void> {
    this.receipts.stop();
    this.app.server.closeAllConnections();
    await this.app.close();
    await this.gateway.close();
  }

  /** Null where nobody registered for the event. */
  private async call(handset: Handset, { event, payload }: HandsetEvent): Promise<GatewayAnswer | null> {
    const hook = handset.hooks.find((known) => known.event === event);
    if (!hook) return null;
    const envelope = { deviceId: handset.deviceId, event, id: randomUUID(), payload, webhookId: hook.id };
    return this.post(handset, hook.url, JSON.stringify(envelope));
  }

  /** HMAC-SHA256 over the body and the time after it. https://docs.sms-gate.app/features/webhooks/#payload-signing */
  private async post({ signingKey }: Handset, url: string, body: string): Promise<GatewayAnswer> {
    const timestamp = String(Math.floor(Date.now() / 1000));
    const key = this.faults.nextWebhook() === undefined ? signingKey : 'forged';
    const signature = createHmac('sha256', key).update(body).update(timestamp).digest('hex');
    return this.gateway.post(
      url,
      { 'content-type': 'application/json', 'x-signature': signature, 'x-timestamp': timestamp },
      body,
    );
  }

  private hookUrl({ channelId }: Handset): string {
    return this.gateway.publicUrl(`/hooks/${channelId}`);
  }

  private handset(channelId: string | undefined): Handset | undefined {
    return this.handsets.find((known) => known.channelId === channelId);
  }

  private receive(handset: Handset, sent: CitizenMessage): LoggedMessage {
    const at = Date.now();
    const named = sent.raw === undefined ? undefined : textAt(parseJson(sent.raw), 'payload.messageId');
    const id = named ?? receivedId(sent.from, sent.text, at);
    return this.options.log.add({
      id,
      provider: this.provider,
      direction: 'in',
      citizen: sent.from,
      ours: handset.number,
      channelId: handset.channelId,
      text: sent.text,
      segments: segmentsOf(sent.text),
      at,
      state: 'sent',
      media: sent.media.map((media, index) => ({ ...media, id: mediaId(id, index) })),
    });
  }

  private server(): FastifyInstance {
    const app = Fastify({ bodyLimit: 1_000_000, forceCloseConnections: true });
    app.setNotFoundHandler((_request, reply) => reply.code(404).send({ message: 'Not Found' }));
    app.setErrorHandler((error: Error & { statusCode?: number }, _request, reply) =>
      reply.code(error.statusCode ?? 500).send({ message: error.message }),
    );
    handsetRoutes(app, {
      log: this.options.log,
      faults: this.faults,
      receipts: this.receipts,
      unreported: this.unreported,
      handsets: () => this.handsets,
    });
    return app;
  }
}
