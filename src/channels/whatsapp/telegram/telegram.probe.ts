import type { ProbePort } from '../../../messaging/ports.js';
import { type Exchange, ExchangeError } from '../../wire/exchange.js';
import { textAt } from '../../wire/json-path.js';
import { sanitise } from '../../wire/text.js';
import { parseJson } from '../json.js';
import { BotApi } from './bot-api.js';
import type { TelegramSettings } from './telegram.settings.js';

/** Asks who the bot is, and whether Telegram has somewhere to deliver to. */
export class TelegramProbe implements ProbePort {
  private readonly api: BotApi;

  constructor(settings: TelegramSettings, exchange: Exchange) {
    this.api = new BotApi(settings, exchange);
  }

  async probe(): Promise<{ ok: boolean; words: string }> {
    try {
      const me = await this.api.call('getMe', {});
      if (me.status !== 200)
        return {
          ok: false,
          words:
            me.status === 401 || me.status === 404
              ? 'Telegram refuses botToken'
              : `Telegram answered HTTP ${String(me.status)}`,
        };
      const bot = `Telegram knows the bot as @${textAt(parseJson(me.body), 'result.username') ?? '?'}`;
      const hook = parseJson((await this.api.call('getWebhookInfo', {})).body);
      if ((textAt(hook, 'result.url') ?? '') === '')
        return { ok: false, words: `${bot}, but has no webhook set for it` };
      const fault = sanitise(textAt(hook, 'result.last_error_message') ?? '');
      return {
        ok: true,
        words: fault === '' ? `${bot}; its webhook is set` : `${bot}; its last delivery failed: ${fault}`,
      };
    } catch (error) {
      if (!(error instanceof ExchangeError)) throw error;
      return { ok: false, words: `no answer from Telegram at apiBase (${error.code})` };
    }
  }
}
