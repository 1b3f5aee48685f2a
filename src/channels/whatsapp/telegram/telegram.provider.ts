import type { ChannelProvider } from '../../../messaging/ports.js';
import { systemClock } from '../../../observability/clock.js';
import { Exchange } from '../../wire/exchange.js';
import { TelegramMedia } from './telegram.media.js';
import { TelegramProbe } from './telegram.probe.js';
import { TelegramSender } from './telegram.sender.js';
import { TelegramSettings } from './telegram.settings.js';
import { TelegramWebhook } from './telegram.webhook.js';

/** Messages to a Telegram bot. */
export const telegramProvider: ChannelProvider<TelegramSettings> = {
  kind: 'whatsapp',
  name: 'telegram',
  settings: TelegramSettings,
  create({ settings, address }) {
    const exchange = new Exchange(settings.timeoutMs);
    return {
      webhook: new TelegramWebhook(settings, address),
      sender: new TelegramSender(settings, exchange, systemClock),
      media: new TelegramMedia(settings, exchange),
      probe: new TelegramProbe(settings, exchange),
    };
  },
};
