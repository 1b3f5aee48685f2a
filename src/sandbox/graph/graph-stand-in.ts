import { randomUUID } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import Fastify, { type FastifyInstance } from 'fastify';
import { textAt } from '../../channels/wire/json-path.js';
import { parseJson } from '../../channels/whatsapp/json.js';
import type { ChannelConfig } from '../../settings/gateway-config.js';
import { Faults } from '../faults.js';
import { GatewayClient, NOT_YET, type GatewayAddress, type GatewayAnswer } from '../gateway-client.js';
import { mediaId, type LoggedMessage, type MessageLog } from '../message-log.js';
import { takeMultipart } from '../multipart-form.js';
import { ReceiptPlayer } from '../receipt-player.js';
import type { ServiceWindow } from '../service-window.js';
import { album, wasTaken, type CitizenMessage, type CitizenResult } from '../stand-in.js';
import { invalidParameter, unknownObject } from './graph-errors.js';
import { graphRoutes, refuse, signedUntil } from './graph-routes.js';
import { GraphState, metaLine, type MetaLine } from './graph-state.js';
import { GraphWebhooks } from './graph-webhooks.js';
import { pageMessage, pageReceipt } from './messenger-events.js';
import { messageDelivery, statusDelivery } from './whatsapp-events.js';

/** "Message undeliverable". */
const UNDELIVERABLE = 131026;
/** Messenger's addresses of files expire after days. */
const CONTENT_URL_MS = 3 * 24 * 60 * 60_000;

export interface GraphOptions {
  log: MessageLog;
  window: ServiceWindow;
  /** 0 (default) takes a free one. */
  port?: number;
  receiptDelayMs?: number;
  retries?: number;
  retryDelayMs?: number;
}

/** Meta's far end on the loopback: WhatsApp numbers and Facebook pages behind one Graph API and one webhook. */
export class GraphStandIn {
  readonly faults = new Faults();
  readonly state: GraphState;
  private readonly gateway = new GatewayClient();
  private readonly webhooks = new GraphWebhooks(this.gateway, this.faults);
  private readonly receipts: ReceiptPlayer;
  private readonly app: FastifyInstance;
  private started: Promise<void> | undefined;
  private stopped: Promise<void> | undefined;
  private base = '';

  constructor(private readonly options: GraphOptions) {
    const { log, window, receiptDelayMs = 250, retries = 4, retryDelayMs = 1000 } = options;
    this.receipts = new ReceiptPlayer(
      { receipts: true, receiptDelayMs, retries, retryDelayMs },
      this.faults,
      log,
      UNDELIVERABLE,
      async (message, state, errorCode) => {
        if (!this.gateway.isConnected) return NOT_YET;
        const line = this.state.line(message.ours);
        const body = line && receiptBody(line, message, state, errorCode);
        return line && body ? this.webhooks.post(this.state, line, body) : null;
      },
    );
    this.state = new GraphState(log, this.faults, window, this.receipts);
    this.app = this.server();
  }

  /** Where it listens; known after `start`. */
  get apiBase(): string {
    return this.base;
  }

  /** Repeated calls wait for the first. */
  start(): Promise<void> {
    this.started ??= this.app.listen({ host: '127.0.0.1', port: this.options.port ?? 0 }).then(() => {
      this.base = `http://127.0.0.1:${(this.app.server.address() as AddressInfo).port}`;
    });
    return this.started;
  }

  prepare(channels: readonly ChannelConfig[]): void {
    this.state.lines = channels.flatMap((channel) => metaLine(channel) ?? []);
  }

  connect(address: GatewayAddress): void {
    this.gateway.connect(address);
    this.webhooks.forget();
  }

  /** A citizen's message; of several files each is a message of its own where the provider has it so. */
  async send(channel: ChannelConfig, sent: CitizenMessage): Promise<CitizenResult> {
    const line = this.state.lineOf(channel.id);
    if (!line) return { id: '', answers: [] };
    this.state.window.heard(line.id, sent.from);
    void this.readAll(line, sent.from);
    if (sent.raw !== undefined) return this.sendRaw(line, sent, sent.raw);
    const pieces = line.object === 'page' ? [sent] : album(sent);
    let id = '';
    const answers: GatewayAnswer[] = [];
    for (const piece of pieces) {
      const message = this.receive(line, piece);
      id ||= message.id;
      answers.push(...(await this.deliver(line, message, sent.times, this.body(line, message, piece))));
    }
    return { id, answers };
  }

  /** What was delivered to them on this line is marked as read: they have it before their eyes. */
  private async readAll(line: MetaLine, citizen: string): Promise<void> {
    await this.receipts.readAll(({ ours }) => ours === line.id, citizen);
  }

  /** Repeated calls wait for the first. */
  stop(): Promise<void> {
    this.stopped ??= this.close();
    return this.stopped;
  }

  private async close(): Promise<void> {
    this.receipts.stop();
    this.app.server.closeAllConnections();
    await this.app.close();
    await this.gateway.close();
  }

  private async sendRaw(line: MetaLine, sent: CitizenMessage, raw: string): Promise<CitizenResult> {
    const document = parseJson(raw);
    const id =
      textAt(document, 'entry.0.changes.0.value.messages.0.id') ?? textAt(document, 'entry.0.messaging.0.message.mid');
    const message = this.receive(line, sent, id);
    return { id: message.id, answers: await this.deliver(line, message, sent.times, raw) };
  }

  private body(line: MetaLine, message: LoggedMessage, sent: CitizenMessage): object {
    if (line.object !== 'page') return messageDelivery(line, message, sent);
    const until = Date.now() + CONTENT_URL_MS;
    return pageMessage(line, message, sent, (id) => `${this.base}/_content/?mid=${id}&${signedUntil(id, until)}`);
  }

  private async deliver(
    line: MetaLine,
    message: LoggedMessage,
    times: number,
    body: object | string,
  ): Promise<GatewayAnswer[]> {
    const answers = await Promise.all(Array.from({ length: times }, () => this.webhooks.post(this.state, line, body)));
    this.options.log.setState(message, answers.some(wasTaken) ? 'received' : 'failed', Date.now());
    return answers;
  }

  private receive(line: MetaLine, sent: CitizenMessage, given?: string): LoggedMessage {
    const random = randomUUID().replaceAll('-', '');
    const id = given ?? (line.object === 'page' ? `m_${random}` : `wamid.${Buffer.from(random).toString('base64')}`);
    return this.options.log.add({
      id,
      provider: line.provider,
      direction: 'in',
      citizen: sent.from,
      ours: line.id,
      channelId: line.channelId,
      text: sent.button ?? sent.text,
      at: Date.now(),
      state: 'sent',
      quotes: sent.quotes,
      location: sent.location,
      media: sent.media.map((media, index) => ({ ...media, id: mediaId(id, index) })),
    });
  }

  private server(): FastifyInstance {
    const app = Fastify({ bodyLimit: 1_000_000, forceCloseConnections: true });
    app.setNotFoundHandler((request, reply) => refuse(reply, unknownObject(request.url.split('/')[2] ?? '', 'get')));
    app.setErrorHandler((error: Error, _request, reply) => refuse(reply, invalidParameter(error.message)));
    takeMultipart(app);
    graphRoutes(app, this.state, () => this.base);
    return app;
  }
}

function receiptBody(
  line: MetaLine,
  message: LoggedMessage,
  state: LoggedMessage['state'],
  errorCode: number | undefined,
): object | undefined {
  if (line.object !== 'page') return statusDelivery(line, message, state, errorCode);
  // A page hears of neither sending nor failing.
  return state === 'delivered' || state === 'read' ? pageReceipt(line, message, state) : undefined;
}
