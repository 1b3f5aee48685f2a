import type { Exchange, Reply } from '../../wire/exchange.js';
import type { TelegramSettings } from './telegram.settings.js';

/** Telegram's Bot API with one token, which is part of every address: none of them may be shown. */
export class BotApi {
  constructor(
    private readonly settings: Pick<TelegramSettings, 'botToken' | 'apiBase'>,
    private readonly exchange: Exchange,
  ) {}

  /** @throws ExchangeError where no complete answer came. */
  async call(method: string, parameters: object): Promise<Reply> {
    return this.exchange.request({
      method: 'POST',
      url: `${this.settings.apiBase}/bot${this.settings.botToken}/${method}`,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(parameters),
    });
  }

  /** The address of a file by the path that getFile gave. */
  fileUrl(path: string): string {
    return `${this.settings.apiBase}/file/bot${this.settings.botToken}/${path}`;
  }
}
