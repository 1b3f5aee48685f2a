import { randomUUID } from 'node:crypto';
import { parse as parseForm } from 'node:querystring';
import type { AddressInfo } from 'node:net';
import Fastify, { type FastifyInstance } from 'fastify';
import { controlRoutes } from '../control-routes.js';
import { Faults } from '../faults.js';
import { GatewayClient, type GatewayAddress, type GatewayAnswer } from '../gateway-client.js';
import { MessageLog, type LoggedMessage } from '../message-log.js';
import { ReceiptPlayer } from '../receipt-player.js';
import { ServiceWindow } from '../service-window.js';
import { segmentsOf } from '../../outbox/sms-text.js';
import { twilioApiRoutes } from './api-routes.js';
import type { InboundResult, InboundSms } from './inbound-sms.js';
import { inboundForm, inboundWhatsappForm } from './inbound-form.js';
import { START_CONFIRMATION, STOP_CONFIRMATION, optKeyword } from './send-rules.js';
import { TwilioState } from './twilio-state.js';
import { errorBody, notFound, unsupportedMedia } from './twilio-errors.js';
import { TwilioWebhooks } from './webhooks.js';

/** https://www.twilio.com/docs/api/errors/30003 */
const UNREACHABLE_HANDSET = 30003;

export interface TwilioStandInOptions {
  accountSid: string;
  authToken: string;
  /** 0 (default) takes a free one. */
  port?: number;
  /** The account's own senders; absent: every well-formed one is taken. */
  senders?: readonly string[];
  /** Default true. */
  receipts?: boolean;
  /** Milliseconds between the states of an outgoing message; 250 by default. */
  receiptDelayMs?: number;
  /** Further attempts of a receipt after no answer or a 5xx; 4 by default. */
  retries?: number;
  /** Milliseconds before the first of them, doubled for each next; 1000 by default. */
  retryDelayMs?: number;
  /** Shared with other stand-ins that serve the same phone. */
  log?: MessageLog;
  /** Of WhatsApp. */
  window?: ServiceWindow;
}

/** Twilio's far end on the loopback: its REST API, its webhooks, its ways with STOP. Holds everything in memory. */
export class TwilioStandIn {
  readonly faults = new Faults();
  readonly log: MessageLog;
  readonly gateway = new GatewayClient();
  readonly state: TwilioState;
  private readonly webhooks: TwilioWebhooks;
  private readonly receipts: ReceiptPlayer;
  private readonly app: FastifyInstance;
  private started: Promise<number> | undefined;
  private stopped: Promise<void> | undefined;
  private base = '';

  constructor(private readonly options: TwilioStandInOptions) {
    this.log = options.log ?? new MessageLog();
    const { accountSid, authToken, receipts = true, receiptDelayMs = 250, retries = 4, retryDelayMs = 1000 } = options;
    this.webhooks = new TwilioWebhooks(accountSid, authToken, this.gateway, this.faults);
    this.receipts = new ReceiptPlayer(
      { receipts, receiptDelayMs, retries, retryDelayMs },
      this.faults,
      this.log,
      UNREACHABLE_HANDSET,
      async (message, state, errorCode, token) =>
        message.callback
          ? this.webhooks.post(message.callback, this.webhooks.receiptForm(message, state, errorCode), token)
          : null,
    );
    const window = options.window ?? new ServiceWindow();
    this.state = new TwilioState(accountSid, authToken, this.log, this.faults, this.receipts, window);
    if (options.senders) this.setSenders(options.senders);
    this.app = this.server();
  }

  /** @returns the port. Repeated calls wait for the first. */
  start(): Promise<number> {
    this.started ??= this.listen();
    return this.started;
  }

  private async listen(): Promise<number> {
    await this.app.listen({ host: '127.0.0.1', port: this.options.port ?? 0 });
    const { port } = this.app.server.address() as AddressInfo;
    this.base = `http://127.0.0.1:${port}`;
    return port;
  }

  /** What TWILIO_API_BASE must be. */
  get apiBase(): string {
    return this.base;
  }

  /** Where the gateway is; needed before the first webhook. */
  connect(address: GatewayAddress): void {
    this.gateway.connect(address);
  }

  setSenders(senders: readonly string[]): void {
    this.state.senders = new Set(senders);
  }

  /**
   * Delivers a citizen's message to a webhook of the gateway and waits for its answer.
   * @param url the public URL that the number's settings at Twilio would hold.
   */
  async deliverInbound(url: string, sms: InboundSms): Promise<InboundResult> {
    const message = (sms.messageSid ? this.log.get(sms.messageSid) : undefined) ?? this.receive(sms);
    const { accountSid } = this.options;
    const own =
      sms.line === 'whatsapp'
        ? inboundWhatsappForm(message, accountSid, this.base, sms)
        : inboundForm(message, accountSid, this.base);
    const form = { ...own, ...sms.extra };
    return this.settle(
      message,
      Array.from({ length: sms.times ?? 1 }, () => this.webhooks.post(url, form)),
    );
  }

  /** Posts the bytes of a form as they are, signed; `sms` is what the phone shows of it. */
  async deliverRaw(url: string, body: string, sms: InboundSms): Promise<InboundResult> {
    const messageSid = new URLSearchParams(body).get('MessageSid') ?? undefined;
    const message = (messageSid ? this.log.get(messageSid) : undefined) ?? this.receive({ ...sms, messageSid });
    return this.settle(
      message,
      Array.from({ length: sms.times ?? 1 }, () => this.webhooks.postRaw(url, body)),
    );
  }

  /** What was delivered to the citizen on WhatsApp is marked as read: they have it before their eyes. */
  async readAll(ours: string, citizen: string): Promise<void> {
    await this.receipts.readAll((message) => message.provider === 'twilio-whatsapp' && message.ours === ours, citizen);
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

  private async settle(message: LoggedMessage, posts: Promise<GatewayAnswer>[]): Promise<InboundResult> {
    const answers = await Promise.all(posts);
    const taken = answers.some(({ status }) => status >= 200 && status < 300);
    if (message.state !== 'received') this.log.setState(message, taken ? 'received' : 'failed', Date.now());
    return { messageSid: message.id, answers };
  }

  private receive(sms: InboundSms): LoggedMessage {
    const sid = sms.messageSid ?? `${sms.media?.length ? 'MM' : 'SM'}${randomUUID().replaceAll('-', '')}`;
    const whatsapp = sms.line === 'whatsapp';
    if (whatsapp) this.state.window.heard(sms.to, sms.from);
    const message = this.log.add({
      id: sid,
      provider: whatsapp ? 'twilio-whatsapp' : 'twilio',
      direction: 'in',
      citizen: sms.from,
      ours: sms.to,
      channelId: sms.channelId,
      text: sms.text,
      segments: whatsapp ? 1 : segmentsOf(sms.text),
      at: Date.now(),
      state: 'sent',
      quotes: sms.quotes,
      location: sms.location,
      media: (sms.media ?? []).map((media) => ({ ...media, id: `ME${randomUUID().replaceAll('-', '')}` })),
    });
    if (!whatsapp) this.heedOptKeyword(message);
    return message;
  }

  /** Twilio itself stops sending to who says STOP, and says so to them. https://help.twilio.com/articles/223134027 */
  private heedOptKeyword(message: LoggedMessage): void {
    const keyword = optKeyword(message.text);
    if (!keyword || !this.state.setOptedOut(message.ours, message.citizen, keyword === 'stop')) return;
    this.log.add({
      id: `SM${randomUUID().replaceAll('-', '')}`,
      provider: 'twilio',
      direction: 'out',
      citizen: message.citizen,
      ours: message.ours,
      channelId: message.channelId,
      text: keyword === 'stop' ? STOP_CONFIRMATION : START_CONFIRMATION,
      at: Date.now(),
      state: 'delivered',
      automatic: true,
    });
  }

  private server(): FastifyInstance {
    const app = Fastify({ bodyLimit: 1_000_000, forceCloseConnections: true });
    app.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, (_request, body, done) => {
      done(null, parseForm(body as string));
    });
    app.setNotFoundHandler((request, reply) => {
      void reply
        .code(404)
        .header('content-type', 'application/json')
        .send(errorBody(notFound(request.url)));
    });
    app.setErrorHandler((error: Error & { statusCode?: number }, _request, reply) => {
      const refusal =
        error.statusCode === 415
          ? unsupportedMedia
          : { status: error.statusCode ?? 500, code: 20001, message: error.message };
      void reply.code(refusal.status).header('content-type', 'application/json').send(errorBody(refusal));
    });
    twilioApiRoutes(app, this.state, (url) => this.gateway.file(url));
    controlRoutes(app, {
      log: this.log,
      faults: this.faults,
      connect: (address) => this.connect(address),
      setReceipts: (on) => this.receipts.setReceipts(on),
      setSenders: (senders) => this.setSenders(senders),
      reset: () => this.state.reset(),
      counts: () => ({ ...this.receipts.counts, refused: this.state.refused }),
      deliver: (url, sms) => this.deliverInbound(url, sms),
    });
    return app;
  }
}
