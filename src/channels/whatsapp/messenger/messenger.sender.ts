import type { OutboundMessage, SendOutcome, SenderCapabilities } from '../../../messaging/outbound-message.js';
import type { SenderPort } from '../../../messaging/ports.js';
import type { Clock } from '../../../observability/clock.js';
import type { Exchange } from '../../wire/exchange.js';
import { Graph } from '../meta/graph.js';
import { graphFailure, graphOutcome } from '../meta/meta.outcome.js';
import { messengerMeaning } from './messenger.errors.js';
import type { MessengerSettings } from './messenger.settings.js';

/**
 * Sends as a Facebook page. Within 24 hours of the citizen's last message anything; for seven days what a
 * person wrote, where Meta has granted it (`humanAgent`). There are no templates: after that the window is closed.
 * https://developers.facebook.com/docs/messenger-platform/reference/send-api
 */
export class MessengerSender implements SenderPort {
  readonly capabilities: SenderCapabilities = {
    maxLength: 2000,
    segmented: false,
    receipts: true,
    media: false,
    windowHours: 24,
  };
  private readonly graph: Graph;

  constructor(
    private readonly settings: MessengerSettings,
    private readonly exchange: Exchange,
    private readonly clock: Clock,
  ) {
    this.graph = new Graph(settings, exchange);
  }

  async send(message: OutboundMessage): Promise<SendOutcome> {
    if (message.to?.kind !== 'messenger')
      return { outcome: 'rejected', code: 'meta:not-on-messenger', reason: 'Messenger goes to a page-scoped id only' };
    const late = message.windowOpen === false;
    if (late && !(this.settings.humanAgent && message.automatic !== true))
      return { outcome: 'window-closed', code: 'meta:window-closed' };
    try {
      const reply = await this.graph.post(`${this.settings.pageId}/messages`, {
        recipient: { id: message.to.value },
        ...(late ? { messaging_type: 'MESSAGE_TAG', tag: 'HUMAN_AGENT' } : { messaging_type: 'RESPONSE' }),
        message: { text: message.text },
      });
      return graphOutcome(reply, 'message_id', messengerMeaning, this.clock.now().getTime());
    } catch (error) {
      return graphFailure(error);
    }
  }

  async close(): Promise<void> {
    await this.exchange.close();
  }
}
