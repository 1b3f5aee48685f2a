import type { OutboundMessage, SendOutcome } from '../messaging/outbound-message.js';
import type { SenderPort } from '../messaging/ports.js';

/**
 * Answers to reports whose reporter reads them on the tracking page. The row is the publication:
 * once it is `delivered`, the page shows it; nothing leaves the gateway and nobody confirms a reading.
 */
export class PublishedSender implements SenderPort {
  readonly capabilities = { maxLength: 10_000, segmented: false, receipts: false, media: false } as const;

  send(message: OutboundMessage): Promise<SendOutcome> {
    return Promise.resolve({ outcome: 'sent', providerId: `page:${message.id}`, delivered: true });
  }
}
