import type { OutboundMessage, SendOutcome, SenderCapabilities } from '../../../messaging/outbound-message.js';
import type { SenderPort } from '../../../messaging/ports.js';
import type { Clock } from '../../../observability/clock.js';
import type { Exchange, Reply } from '../../wire/exchange.js';
import { currentPart, mediaType, noSuchPart, type ChatPart } from '../chat-parts.js';
import { BotApi } from './bot-api.js';
import { TELEGRAM_MEDIA, telegramCaption, telegramMethod } from './telegram.files.js';
import { telegramFailure, telegramOutcome } from './telegram.outcome.js';
import type { TelegramSettings } from './telegram.settings.js';

/** Sends as a bot. Telegram has no window, no receipts, and no way to ask what became of a message. */
export class TelegramSender implements SenderPort {
  readonly capabilities: SenderCapabilities = {
    maxLength: 4096,
    segmented: false,
    receipts: false,
    media: TELEGRAM_MEDIA,
  };
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
    // The first part answers; those after it belong to the first.
    const quoted = (message.part ?? 0) === 0 ? quotedMessage(message.answers?.externalId, chat) : undefined;
    const part = currentPart(message, telegramCaption);
    if (part === undefined) return noSuchPart('telegram');
    const bytes = await part.file?.read();
    const answered =
      quoted === undefined ? {} : { reply_parameters: { message_id: quoted, allow_sending_without_reply: true } };
    try {
      const reply = await this.post(chat, part, bytes, answered);
      return telegramOutcome(reply, this.clock.now().getTime());
    } catch (error) {
      return telegramFailure(error);
    }
  }

  private post(chat: string, { text, file }: ChatPart, bytes: Buffer | undefined, answered: object): Promise<Reply> {
    if (file === undefined || bytes === undefined)
      return this.api.call('sendMessage', {
        chat_id: chat,
        text,
        link_preview_options: { is_disabled: true },
        ...answered,
      });
    const { method, field } = telegramMethod(file);
    const parameters = { chat_id: chat, ...(text === '' ? {} : { caption: text }), ...answered };
    const { filename } = file;
    return this.api.callWithFile(method, parameters, { field, filename, contentType: mediaType(file), bytes });
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
