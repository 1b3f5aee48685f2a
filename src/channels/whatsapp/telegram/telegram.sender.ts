import type { OutboundMessage, SendOutcome, SenderCapabilities } from '../../../messaging/outbound-message.js';
import type { SenderPort } from '../../../messaging/ports.js';
import type { Clock } from '../../../observability/clock.js';
import type { Exchange } from '../../wire/exchange.js';
import { BotApi } from './bot-api.js';
import { telegramFailure, telegramOutcome } from './telegram.outcome.js';
import type { TelegramSettings } from './telegram.settings.js';

/** Sends as a bot. Telegram has no window, no receipts, and no way to ask what became of a message. */
export class TelegramSender implements SenderPort {
  readonly capabilities: SenderCapabilities = { maxLength: 4096, segmented: false, receipts: false, media: false };
  private readonly api: BotApi;

  constructor(
    settings: TelegramSettings,
    private readonly exchange: Exchange,
    private readonly clock: Clock,
  ) {
    this.api = new BotApi(settings, exchange);
  }

  async send(message: OutboundMessage): Promise<SendOutcome> {
    if (message.to?.kind !== 'telegram')
      return { outcome: 'rejected', code: 'telegram:not-on-telegram', reason: 'Telegram goes to a chat id only' };
    const chat = message.to.value;
    const quoted = quotedMessage(message.answers?.externalId, chat);
    try {
      const reply = await this.api.call('sendMessage', {
        chat_id: chat,
        text: message.text,
        link_preview_options: { is_disabled: true },
        ...(quoted === undefined
          ? {}
          : { reply_parameters: { message_id: quoted, allow_sending_without_reply: true } }),
      });
      return telegramOutcome(reply, this.clock.now().getTime());
    } catch (error) {
      return telegramFailure(error);
    }
  }

  async close(): Promise<void> {
    await this.exchange.close();
  }
}

/** Of a message that came by another channel, or in another chat, Telegram knows nothing. */
function quotedMessage(externalId: string | undefined, chat: string): number | undefined {
  const match = /^(-?\d{1,16}):(\d{1,16})(?::edit:\d+)?$/.exec(externalId ?? '');
  return match !== null && match[1] === chat ? Number(match[2]) : undefined;
}
