import { randomUUID } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { HttpSmsSettings } from '../../channels/sms/http/http.settings.js';
import type { HttpOutbound } from '../../channels/sms/http/outbound.settings.js';
import type { ChannelConfig } from '../../settings/gateway-config.js';
import { Faults } from '../faults.js';
import { GatewayClient, type GatewayAddress, type GatewayAnswer } from '../gateway-client.js';
import type { LoggedMessage, MessageLog } from '../message-log.js';
import { noAnswer } from '../no-answer.js';
import { ReceiptPlayer } from '../receipt-player.js';
import { segmentsOf } from '../../outbox/sms-text.js';
import type { Carries, CitizenMessage, CitizenResult, StandIn } from '../stand-in.js';
import { readSend, type ReceivedRequest, type ReceivedSend } from './read-send.js';
import { acceptedAnswer } from './write-answer.js';
import { messageDelivery, rawDelivery, statusDelivery, type Delivery } from './write-delivery.js';

/** A failure without a better word: what aggregators report when the network gave up. */
const UNDELIVERED = 1;

interface Served {
  channel: ChannelConfig;
  settings: HttpSmsSettings;
}

/**
 * An SMS aggregator with an HTTP interface that speaks whatever the settings of the channels with
 * provider `http` describe, so that a changed mapping is tried by using it.
 */
export class HttpSmsStandIn implements StandIn {
  readonly provider = 'http';
  /** Operators reassemble up to ten segments. */
  readonly carries: Carries = { address: 'phone', longestText: 1600, parts: [] };
  readonly faults = new Faults();
  private readonly gateway = new GatewayClient();
  private readonly receipts: ReceiptPlayer;
  private readonly app: FastifyInstance;
  private served: Served[] = [];
  private base = '';

  constructor(
    private readonly log: MessageLog,
    private readonly options: { port?: number; receiptDelayMs?: number; retries?: number; retryDelayMs?: number } = {},
  ) {
    const { receiptDelayMs = 250, retries = 4, retryDelayMs = 1000 } = options;
    this.receipts = new ReceiptPlayer(
      { receipts: true, receiptDelayMs, retries, retryDelayMs },
      this.faults,
      log,
      UNDELIVERED,
      async (message, state, errorCode) => {
        const served = this.served.find(({ channel }) => channel.id === message.channelId);
        const inbound = served?.settings.inbound;
        if (!inbound?.status) return null;
        const url = this.gateway.publicUrl(`/hooks/${message.channelId ?? ''}/status`);
        const delivery = statusDelivery(inbound, inbound.status, url, { id: message.id, state, errorCode });
        return delivery && this.post(delivery);
      },
    );
    this.app = this.server();
  }

  get env(): Readonly<Record<string, string>> {
    return { SMS_HTTP_API_BASE: this.base };
  }

  async start(): Promise<void> {
    await this.app.listen({ host: '127.0.0.1', port: this.options.port ?? 0 });
    this.base = `http://127.0.0.1:${(this.app.server.address() as AddressInfo).port}`;
  }

  connect(address: GatewayAddress, channels: readonly ChannelConfig[]): void {
    this.gateway.connect(address);
    this.served = channels.flatMap((channel) =>
      channel.provider === this.provider && channel.settings instanceof HttpSmsSettings
        ? [{ channel, settings: channel.settings }]
        : [],
    );
  }

  problem(channel: ChannelConfig): string | undefined {
    const { settings } = channel;
    if (!(settings instanceof HttpSmsSettings)) return 'its settings were not read';
    if (!settings.inbound) return 'it has no inbound settings';
    if (settings.outbound && !acceptedAnswer(settings.outbound, 'x')) {
      return 'outbound.success.matches or outbound.idPattern expects an answer that the stand-in does not know';
    }
    return undefined;
  }

  async send(channel: ChannelConfig, sent: CitizenMessage): Promise<CitizenResult> {
    const { inbound } = channel.settings as HttpSmsSettings;
    if (!inbound) return { id: '', answers: [] };
    const url = this.gateway.publicUrl(`/hooks/${channel.id}`);
    const message = this.log.add({
      id: randomUUID(),
      provider: this.provider,
      direction: 'in',
      citizen: sent.from,
      ours: channel.address ?? '',
      channelId: channel.id,
      text: sent.text,
      segments: segmentsOf(sent.text),
      at: Date.now(),
      state: 'sent',
    });
    const delivery =
      sent.raw === undefined ? messageDelivery(inbound, url, message) : rawDelivery(inbound, url, sent.raw);
    const answers = await Promise.all(Array.from({ length: sent.times }, () => this.post(delivery)));
    const taken = answers.some(({ status }) => status >= 200 && status < 300);
    this.log.setState(message, taken ? 'received' : 'failed', Date.now());
    return { id: message.id, answers };
  }

  async stop(): Promise<void> {
    this.receipts.stop();
    this.app.server.closeAllConnections();
    await this.app.close();
    await this.gateway.close();
  }

  private post({ method, url, headers, body }: Delivery): Promise<GatewayAnswer> {
    return method === 'GET' ? this.gateway.get(url, headers) : this.gateway.post(url, headers, body);
  }

  private server(): FastifyInstance {
    const app = Fastify({ bodyLimit: 1_000_000, forceCloseConnections: true });
    app.removeAllContentTypeParsers();
    app.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => done(null, body));
    app.all('/*', (request, reply) => this.take(request, reply));
    return app;
  }

  private take(request: FastifyRequest, reply: FastifyReply): unknown {
    const received: ReceivedRequest = {
      method: request.method,
      url: request.url,
      headers: request.headers,
      body: typeof request.body === 'string' ? request.body : '',
    };
    const candidates = this.served.filter(
      ({ settings }) => settings.outbound && this.isFor(settings.outbound, settings.apiBase, received),
    );
    if (candidates.length === 0)
      return reply.code(404).send({ error: 'no channel with provider http sends to this path' });
    const fault = this.faults.nextSend();
    if (fault?.kind === 'answer') return reply.code(fault.status ?? 500).send({ error: fault.code ?? 'fault' });
    if (fault?.kind === 'hang' || fault?.kind === 'reset') return noAnswer(reply, fault.kind);
    const reads = candidates.map(({ channel, settings }) => ({
      channel,
      settings,
      read: readSend(settings.outbound as HttpOutbound, received),
    }));
    const good =
      reads.find(({ channel, read }) => read.ok && read.send.from === channel.address) ??
      reads.find(({ read }) => read.ok) ??
      reads[0];
    if (!good) return reply.code(404).send();
    if (!good.read.ok) return reply.code(good.read.status).send({ error: good.read.error });
    const message =
      this.repeated(good.settings.outbound as HttpOutbound, good.read.send) ??
      this.accept(good.channel.id, good.read.send);
    if (fault) return noAnswer(reply, fault.kind);
    const answer = acceptedAnswer(good.settings.outbound as HttpOutbound, message.id);
    return reply
      .code(answer?.status ?? 200)
      .header('content-type', answer?.contentType ?? 'text/plain')
      .send(answer?.body ?? message.id);
  }

  /** An aggregator with `idempotent` takes the same id once. */
  private repeated(outbound: HttpOutbound, send: ReceivedSend): LoggedMessage | undefined {
    if (!outbound.idempotent || send.reference === undefined) return undefined;
    return this.log
      .ofCitizen(send.to)
      .find(({ provider, reference }) => provider === this.provider && reference === send.reference);
  }

  private accept(channelId: string, send: ReceivedSend): LoggedMessage {
    const message = this.log.add({
      id: randomUUID(),
      provider: this.provider,
      direction: 'out',
      citizen: send.to,
      ours: send.from,
      channelId,
      text: send.text,
      segments: segmentsOf(send.text),
      at: Date.now(),
      state: 'queued',
      reference: send.reference,
    });
    this.receipts.follow(message);
    return message;
  }

  /** By path and method; whether the rest is right is the reading's to say. */
  private isFor(outbound: HttpOutbound, apiBase: string | undefined, received: ReceivedRequest): boolean {
    const url = new URL(outbound.url.startsWith('/') ? (apiBase ?? this.base) + outbound.url : outbound.url);
    return url.pathname === received.url.split('?')[0] && outbound.method === received.method;
  }
}
