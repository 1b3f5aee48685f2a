import type { InboundEvent } from '../../../messaging/inbound-event.js';
import type { Verification, WebhookAnswer, WebhookPort, WebhookRequest } from '../../../messaging/ports.js';
import { readJson } from '../json.js';
import { sameSecret } from '../secret.js';
import { parseTelegram } from './telegram.parse.js';
import { telegramSecret, type TelegramSettings } from './telegram.settings.js';

const TAKEN: WebhookAnswer = Object.freeze({ status: 200, contentType: 'application/json', body: '{}' });

/** Telegram's webhook: one update a delivery, shown to be Telegram's by a secret header. https://core.telegram.org/bots/api#setwebhook */
export class TelegramWebhook implements WebhookPort {
  private readonly secret: string;

  constructor(
    settings: TelegramSettings,
    /** Our bot's name, where it is known: Telegram does not say it. */
    private readonly address: string | undefined,
  ) {
    this.secret = telegramSecret(settings);
  }

  verify(request: WebhookRequest): Verification {
    const given = request.headers['x-telegram-bot-api-secret-token'];
    if (request.method === 'GET' || given === undefined || given === '') return { ok: false, reason: 'secret-missing' };
    return sameSecret(given, this.secret) ? { ok: true } : { ok: false, reason: 'secret-mismatch' };
  }

  parse(request: WebhookRequest): InboundEvent[] {
    return [parseTelegram(readJson(request.body), this.address === undefined ? [] : [this.address])];
  }

  acknowledge(): WebhookAnswer {
    return TAKEN;
  }
}
