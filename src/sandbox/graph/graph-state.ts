import { CloudApiSettings } from '../../channels/whatsapp/cloud-api/cloud-api.settings.js';
import { MessengerSettings } from '../../channels/whatsapp/messenger/messenger.settings.js';
import type { MetaSettings } from '../../channels/whatsapp/meta/meta.settings.js';
import type { ChannelConfig } from '../../settings/gateway-config.js';
import type { Faults } from '../faults.js';
import type { MessageLog } from '../message-log.js';
import type { ReceiptPlayer } from '../receipt-player.js';
import type { ServiceWindow } from '../service-window.js';
import { UploadStore } from './upload-store.js';

/** A WhatsApp number or a Facebook page of the business, and the channel that it belongs to. */
export interface MetaLine {
  object: 'whatsapp_business_account' | 'page';
  provider: 'cloud-api' | 'messenger';
  /** Phone number id, or page id. */
  id: string;
  channelId: string;
  /** The number or the page's name; empty where the channel has none. */
  address: string;
  settings: MetaSettings;
  /** Meta has granted the page "Human Agent". */
  humanAgent: boolean;
}

/** What the stand-in knows besides the messages. */
export class GraphState {
  /** Numbers and pages of every channel, enabled ones first. */
  lines: readonly MetaLine[] = [];
  /** Sends refused since the last reset, injected faults excluded. */
  refused = 0;
  readonly uploads = new UploadStore();

  constructor(
    readonly log: MessageLog,
    readonly faults: Faults,
    readonly window: ServiceWindow,
    readonly receipts: ReceiptPlayer,
  ) {}

  line(id: string): MetaLine | undefined {
    return this.lines.find((line) => line.id === id);
  }

  lineOf(channelId: string): MetaLine | undefined {
    return this.lines.find((line) => line.channelId === channelId);
  }

  knowsToken(token: string): boolean {
    return this.lines.some(({ settings }) => settings.accessToken === token);
  }

  /**
   * Meta has one callback URL an app: that of the first channel with the line's app secret that can
   * answer the challenge, else the line's own.
   */
  callbackChannel(line: MetaLine): MetaLine {
    const sameApp = this.lines.filter(({ settings }) => settings.appSecret === line.settings.appSecret);
    return sameApp.find(({ settings }) => settings.verifyToken !== undefined) ?? line;
  }
}

/** The line of a channel of Meta's; undefined for any other, or one whose settings were not read. */
export function metaLine({ id, address = '', settings, enabled }: ChannelConfig): MetaLine | undefined {
  if (!enabled) return undefined;
  const common = { channelId: id, address };
  if (settings instanceof CloudApiSettings)
    return {
      ...common,
      object: 'whatsapp_business_account',
      provider: 'cloud-api',
      id: settings.phoneNumberId,
      settings,
      humanAgent: false,
    };
  if (settings instanceof MessengerSettings)
    return {
      ...common,
      object: 'page',
      provider: 'messenger',
      id: settings.pageId,
      settings,
      humanAgent: settings.humanAgent,
    };
  return undefined;
}
