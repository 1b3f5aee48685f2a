import type { ChannelAdapter, ChannelProvider } from '../../messaging/ports.js';
import { PublishedSender } from '../published.sender.js';

/** The form takes no settings: what it asks for is the tenant's (`config/tenants/<slug>.yaml`). */
export class WebFormSettings {}

/**
 * The tenant's own form. There is no webhook: the public pages hand reports to the intake
 * themselves, made by `parseWebReport` from the bytes that are kept.
 */
export const webProvider: ChannelProvider<WebFormSettings> = {
  kind: 'web',
  name: 'form',
  settings: WebFormSettings,
  create(): ChannelAdapter {
    return { sender: new PublishedSender() };
  },
};
