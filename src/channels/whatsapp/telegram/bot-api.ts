import { FILE_TIMEOUT_MS, type Exchange, type Reply } from '../../wire/exchange.js';
import { multipart, type FormFile } from '../../wire/multipart.js';
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
      url: this.methodUrl(method),
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(parameters),
    });
  }

  /** With a file beside the parameters; what is an object is given as JSON. @throws ExchangeError as `call`. */
  async callWithFile(method: string, parameters: Readonly<Record<string, unknown>>, file: FormFile): Promise<Reply> {
    const fields = Object.entries(parameters).map(([name, value]) => [
      name,
      typeof value === 'string' ? value : JSON.stringify(value),
    ]);
    const { body, headers } = await multipart(Object.fromEntries(fields) as Record<string, string>, file);
    const url = this.methodUrl(method);
    return this.exchange.request({ method: 'POST', url, headers, body, timeoutMs: FILE_TIMEOUT_MS });
  }

  /** The address of a file by the path that getFile gave. */
  fileUrl(path: string): string {
    return `${this.settings.apiBase}/file/bot${this.settings.botToken}/${path}`;
  }

  private methodUrl(method: string): string {
    return `${this.settings.apiBase}/bot${this.settings.botToken}/${method}`;
  }
}
