import { createHmac } from 'node:crypto';
import { IsInt, IsOptional, Matches, Max, Min } from 'class-validator';

/** `settings:` of a channel with provider `telegram`; docs/channels/telegram.md says where each is found. */
export class TelegramSettings {
  /** From @BotFather; it opens the Bot API. */
  @Matches(/^\d{5,15}:[A-Za-z0-9_-]{20,100}$/, {
    message: 'botToken must be given by name, such as ${TELEGRAM_TANAHBUMBU_BOT_TOKEN}: digits, a colon, a key',
  })
  botToken!: string;

  /** As given to setWebhook (`secret_token`); derived from botToken where absent. */
  @IsOptional()
  @Matches(/^[A-Za-z0-9_-]{16,256}$/, { message: 'secretToken must be 16 to 256 letters, digits, _ and -' })
  secretToken?: string;

  @IsOptional()
  @Matches(/^https?:\/\/[^\s/?#]+$/, { message: 'apiBase must be scheme and host, such as https://api.telegram.org' })
  apiBase = 'https://api.telegram.org';

  /** Milliseconds for a whole exchange with the API. */
  @IsOptional()
  @IsInt()
  @Min(100)
  @Max(120_000)
  timeoutMs = 15_000;
}

/**
 * What Telegram shows with each delivery. Without one of its own it is an HMAC of fixed words under the bot
 * token: nobody who does not have the token can know it, and there is one secret less to keep.
 */
export function telegramSecret({ secretToken, botToken }: Pick<TelegramSettings, 'secretToken' | 'botToken'>): string {
  return secretToken ?? createHmac('sha256', botToken).update('kentongan-webhook').digest('hex');
}
