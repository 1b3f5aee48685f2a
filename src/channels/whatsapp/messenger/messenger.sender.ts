import type {
  OutboundFile,
  OutboundMessage,
  SendOutcome,
  SenderCapabilities,
} from '../../../messaging/outbound-message.js';
import type { SenderPort } from '../../../messaging/ports.js';
import type { Clock } from '../../../observability/clock.js';
import type { Exchange } from '../../wire/exchange.js';
import { currentPart, noSuchPart } from '../chat-parts.js';
import { Graph } from '../meta/graph.js';
import { graphFailure, graphOutcome } from '../meta/meta.outcome.js';
import { messengerMeaning } from './messenger.errors.js';
import { MESSENGER_MEDIA, messengerCaption, messengerType, uploadToMessenger } from './messenger.files.js';
import type { MessengerSettings } from './messenger.settings.js';

/** A message that is a file which Meta has already. */
interface MessengerFile {
  attachment: { type: string; payload: { attachment_id: string } };
}

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
    media: MESSENGER_MEDIA,
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
    const part = currentPart(message, messengerCaption);
    if (part === undefined) return noSuchPart('meta');
    const content = part.file === undefined ? { text: part.text } : await this.uploaded(part.file);
    if ('outcome' in content) return content;
    try {
      const reply = await this.graph.post(`${this.settings.pageId}/messages`, {
        recipient: { id: message.to.value },
        ...(late ? { messaging_type: 'MESSAGE_TAG', tag: 'HUMAN_AGENT' } : { messaging_type: 'RESPONSE' }),
        message: content,
      });
      return graphOutcome(reply, 'message_id', messengerMeaning, this.clock.now().getTime());
    } catch (error) {
      return graphFailure(error);
    }
  }

  private async uploaded(file: OutboundFile): Promise<MessengerFile | SendOutcome> {
    const now = (): number => this.clock.now().getTime();
    const uploaded = await uploadToMessenger(this.graph, this.settings.pageId, file, now);
    if (!('id' in uploaded)) return uploaded;
    return { attachment: { type: messengerType(file), payload: { attachment_id: uploaded.id } } };
  }

  async close(): Promise<void> {
    await this.exchange.close();
  }
}
