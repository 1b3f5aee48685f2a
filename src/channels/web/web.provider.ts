import type { ChannelAdapter, ChannelProvider, SenderPort } from '../../messaging/ports.js';
import type { OutboundMessage, SendOutcome } from '../../messaging/outbound-message.js';

/** The form takes no settings: what it asks for is the tenant's (`config/tenants/<slug>.yaml`). */
export class WebFormSettings {}

/**
 * Answers to reports whose reporter reads them on the tracking page. The row is the publication:
 * once it is `delivered`, the page shows it; nothing leaves the gateway and nobody confirms a reading.
 */
class TrackingPageSender implements SenderPort {
  readonly capabilities = { maxLength: 10_000, segmented: false, receipts: false, media: false } as const;

  send(message: OutboundMessage): Promise<SendOutcome> {
    return Promise.resolve({ outcome: 'sent', providerId: `page:${message.id}`, delivered: true });
  }
}

/**
 * The tenant's own form. There is no webhook: the public pages hand reports to the intake
 * themselves, made by `parseWebReport` from the bytes that are kept.
 */
export const webProvider: ChannelProvider<WebFormSettings> = {
  kind: 'web',
  name: 'form',
  settings: WebFormSettings,
  create(): ChannelAdapter {
    return { sender: new TrackingPageSender() };
  },
};
