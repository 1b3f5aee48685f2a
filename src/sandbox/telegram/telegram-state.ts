import { telegramSecret, TelegramSettings } from '../../channels/whatsapp/telegram/telegram.settings.js';
import type { ChannelConfig } from '../../settings/gateway-config.js';
import type { Faults } from '../faults.js';
import type { MessageLog } from '../message-log.js';
import type { ServiceWindow } from '../service-window.js';

/** A bot, with the webhook that was set for it. */
export interface Bot {
  channelId: string;
  /** As people see it, with its @. */
  name: string;
  token: string;
  webhook: { url: string; secret: string };
  /** Why its last delivery failed. */
  lastError?: string;
}

/** What the stand-in knows besides the messages. */
export class TelegramState {
  bots: readonly Bot[] = [];
  refused = 0;
  private readonly blocked = new Set<string>();
  private lastNumber = 0;

  constructor(
    readonly log: MessageLog,
    readonly faults: Faults,
    /** Telegram has no window; but a bot may write only to who has written to it. */
    private readonly known: ServiceWindow,
  ) {}

  bot(token: string): Bot | undefined {
    return this.bots.find((bot) => bot.token === token);
  }

  botOf(channelId: string): Bot | undefined {
    return this.bots.find((bot) => bot.channelId === channelId);
  }

  started(bot: Bot, citizen: string): void {
    this.known.heard(bot.channelId, citizen);
    this.blocked.delete(`${bot.channelId} ${citizen}`);
  }

  hasStarted(bot: Bot, citizen: string): boolean {
    return this.known.isOpen(bot.channelId, citizen, Infinity);
  }

  block(bot: Bot, citizen: string): void {
    this.blocked.add(`${bot.channelId} ${citizen}`);
  }

  isBlocked(bot: Bot, citizen: string): boolean {
    return this.blocked.has(`${bot.channelId} ${citizen}`);
  }

  /** Numbers of messages and updates: rising, and never again after a restart. */
  nextNumber(): number {
    this.lastNumber = Math.max(this.lastNumber + 1, Date.now());
    return this.lastNumber;
  }
}

/** The bot of a channel, with the secret that its webhook is to show. */
export function botOfChannel({ id, address, enabled, settings }: ChannelConfig): Bot | undefined {
  if (!enabled || !(settings instanceof TelegramSettings)) return undefined;
  const webhook = { url: '', secret: telegramSecret(settings) };
  return { channelId: id, name: address ?? `@${id.replaceAll('-', '_')}_bot`, token: settings.botToken, webhook };
}
