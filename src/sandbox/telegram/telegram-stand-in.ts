import type { AddressInfo } from 'node:net';
import Fastify, { type FastifyInstance } from 'fastify';
import { parseJson } from '../../channels/whatsapp/json.js';
import { TelegramSettings } from '../../channels/whatsapp/telegram/telegram.settings.js';
import { textAt } from '../../channels/wire/json-path.js';
import type { ChannelConfig } from '../../settings/gateway-config.js';
import { Faults } from '../faults.js';
import { GatewayClient, type GatewayAddress, type GatewayAnswer } from '../gateway-client.js';
import { mediaId, type LoggedMessage, type MessageLog } from '../message-log.js';
import { takeMultipart } from '../multipart-form.js';
import type { ServiceWindow } from '../service-window.js';
import { album, wasTaken, type Carries, type CitizenMessage, type CitizenResult, type StandIn } from '../stand-in.js';
import { NO_JSON, NOT_FOUND } from './bot-errors.js';
import { botId, botRoutes, refuse } from './bot-routes.js';
import { chatId, messageName, messageNumber } from './chat-id.js';
import { botOfChannel, TelegramState, type Bot } from './telegram-state.js';
import { messageUpdate } from './updates.js';

const FORGED_SECRET = 'forged-forged-forged';

export interface TelegramOptions {
  log: MessageLog;
  window: ServiceWindow;
  /** 0 (default) takes a free one. */
  port?: number;
}

/** Telegram's far end on the loopback: the Bot API, and the bots' webhooks. */
export class TelegramStandIn implements StandIn {
  readonly provider = 'telegram';
  readonly carries: Carries = {
    address: 'phone',
    longestText: 4096,
    parts: ['quotes', 'location'],
    files: { most: 10, bytes: 5 * 1024 * 1024 },
  };
  readonly faults = new Faults();
  readonly state: TelegramState;
  private readonly gateway = new GatewayClient();
  private readonly app: FastifyInstance;
  private base = '';

  constructor(private readonly options: TelegramOptions) {
    this.state = new TelegramState(options.log, this.faults, options.window);
    this.app = this.server();
  }

  get env(): Readonly<Record<string, string>> {
    return { TELEGRAM_API_BASE: this.base };
  }

  async start(): Promise<void> {
    await this.app.listen({ host: '127.0.0.1', port: this.options.port ?? 0 });
    this.base = `http://127.0.0.1:${(this.app.server.address() as AddressInfo).port}`;
  }

  prepare(channels: readonly ChannelConfig[]): void {
    this.state.bots = channels.flatMap((channel) => botOfChannel(channel) ?? []);
  }

  /** Sets the webhooks, as docs/channels/telegram.md has the administrator do it. */
  connect(address: GatewayAddress): void {
    this.gateway.connect(address);
    for (const bot of this.state.bots) bot.webhook.url = this.gateway.publicUrl(`/hooks/${bot.channelId}`);
  }

  problem({ settings }: ChannelConfig): string | undefined {
    if (!(settings instanceof TelegramSettings)) return 'its settings were not read';
    return settings.apiBase === this.base ? undefined : 'its apiBase leads elsewhere than to the stand-in';
  }

  refuses({ from, quotes }: CitizenMessage): { field: string; expected: string } | undefined {
    return quotes === undefined || messageNumber(quotes, from) !== undefined
      ? undefined
      : { field: 'quotes', expected: `a message of this chat, such as ${chatId(from)}:1` };
  }

  /** An album is a message for each of its files. */
  async send(channel: ChannelConfig, sent: CitizenMessage): Promise<CitizenResult> {
    const bot = this.state.botOf(channel.id);
    if (!bot) return { id: '', answers: [] };
    this.state.started(bot, sent.from);
    if (sent.raw !== undefined) return this.sendRaw(bot, sent, sent.raw);
    const pieces = album(sent);
    const group = pieces.length > 1 ? String(this.state.nextNumber()) : undefined;
    let id = '';
    const answers: GatewayAnswer[] = [];
    for (const piece of pieces) {
      const message = this.receive(bot, piece, this.state.nextNumber());
      id ||= message.id;
      const quoted = message.quotes === undefined ? undefined : this.options.log.get(message.quotes);
      const context = { botId: botId(bot), quoted, album: group };
      const update = messageUpdate(this.state.nextNumber(), message, piece, context);
      answers.push(...(await this.deliver(bot, message, sent.times, JSON.stringify(update))));
    }
    return { id, answers };
  }

  async stop(): Promise<void> {
    this.app.server.closeAllConnections();
    await this.app.close();
    await this.gateway.close();
  }

  /** Whose update says that they blocked the bot can't be written to any more. */
  private async sendRaw(bot: Bot, sent: CitizenMessage, raw: string): Promise<CitizenResult> {
    const update = parseJson(raw);
    if (textAt(update, 'my_chat_member.new_chat_member.status') === 'kicked') this.state.block(bot, sent.from);
    const given = Number(textAt(update, 'message.message_id'));
    const message = this.receive(bot, sent, Number.isSafeInteger(given) ? given : this.state.nextNumber());
    return { id: message.id, answers: await this.deliver(bot, message, sent.times, raw) };
  }

  private async deliver(bot: Bot, message: LoggedMessage, times: number, body: string): Promise<GatewayAnswer[]> {
    const answers = await Promise.all(Array.from({ length: times }, () => this.post(bot, body)));
    this.options.log.setState(message, answers.some(wasTaken) ? 'received' : 'failed', Date.now());
    const failed = answers.find((answer) => !wasTaken(answer));
    bot.lastError = failed && `Wrong response from the webhook: ${failed.status}`;
    return answers;
  }

  private post({ webhook: { url, secret } }: Bot, body: string): Promise<GatewayAnswer> {
    const shown = this.faults.nextWebhook() === undefined ? secret : FORGED_SECRET;
    return this.gateway.post(
      url,
      {
        'content-type': 'application/json',
        ...(shown === '' ? {} : { 'x-telegram-bot-api-secret-token': shown }),
      },
      body,
    );
  }

  private receive(bot: Bot, sent: CitizenMessage, messageId: number): LoggedMessage {
    const id = messageName(chatId(sent.from), messageId);
    return this.options.log.add({
      id,
      provider: this.provider,
      direction: 'in',
      citizen: sent.from,
      ours: bot.name,
      channelId: bot.channelId,
      text: sent.text,
      at: Date.now(),
      state: 'sent',
      quotes: sent.quotes,
      location: sent.location,
      media: sent.media.map((media, index) => ({ ...media, id: mediaId(id, index) })),
    });
  }

  private server(): FastifyInstance {
    const app = Fastify({ bodyLimit: 1_000_000, forceCloseConnections: true });
    app.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, (_request, body, done) => {
      done(null, Object.fromEntries(new URLSearchParams(body as string)));
    });
    app.setNotFoundHandler((_request, reply) => refuse(reply, NOT_FOUND));
    app.setErrorHandler((_error, _request, reply) => refuse(reply, NO_JSON));
    takeMultipart(app);
    botRoutes(app, this.state);
    return app;
  }
}
