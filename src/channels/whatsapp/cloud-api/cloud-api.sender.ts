import type { OutboundMessage, SendOutcome, SenderCapabilities } from '../../../messaging/outbound-message.js';
import type { SenderPort } from '../../../messaging/ports.js';
import type { Clock } from '../../../observability/clock.js';
import { type Exchange, ExchangeError } from '../../wire/exchange.js';
import { Graph } from '../meta/graph.js';
import { graphFailure, graphOutcome } from '../meta/meta.outcome.js';
import { currentPart, noSuchPart } from '../chat-parts.js';
import { cloudApiMeaning } from './cloud-api.errors.js';
import { CLOUD_API_MEDIA, uploadToWhatsapp, whatsappCaption } from './cloud-api.files.js';
import { sendRequest, type WhatsappPart } from './cloud-api.request.js';
import type { CloudApiSettings } from './cloud-api.settings.js';

/**
 * Sends through a WhatsApp number's messages edge. Meta has no way to ask for a message by our own id:
 * an unknown send is settled by the statuses, which carry it (`ReceiptEvent.reference`), or by a person.
 */
export class CloudApiSender implements SenderPort {
  readonly capabilities: SenderCapabilities;
  private readonly graph: Graph;
  private readonly path: string;

  constructor(
    private readonly settings: CloudApiSettings,
    private readonly exchange: Exchange,
    private readonly clock: Clock,
  ) {
    this.capabilities = {
      maxLength: 4096,
      segmented: false,
      receipts: true,
      media: CLOUD_API_MEDIA,
      windowHours: 24,
      templates: settings.template !== undefined,
    };
    this.graph = new Graph(settings, exchange);
    this.path = `${settings.phoneNumberId}/messages`;
  }

  async send(message: OutboundMessage): Promise<SendOutcome> {
    const { to } = message;
    // A reporter who asked for WhatsApp on a form gave a telephone number.
    const reachable = to !== null && (to.kind === 'whatsapp' || (to.kind === 'phone' && to.value.startsWith('+')));
    if (!reachable)
      return {
        outcome: 'rejected',
        code: 'meta:not-on-whatsapp',
        reason: 'WhatsApp goes to a number or a user id of Meta only',
      };
    const part: WhatsappPart | undefined = currentPart(message, whatsappCaption);
    if (part === undefined) return noSuchPart('meta');
    if (part.file !== undefined && message.windowOpen !== false) {
      const now = (): number => this.clock.now().getTime();
      const uploaded = await uploadToWhatsapp(this.graph, this.settings.phoneNumberId, part.file, now);
      if (!('id' in uploaded)) return uploaded;
      part.mediaId = uploaded.id;
    }
    const body = sendRequest(message, to.value, this.settings.template, part);
    if (body === undefined) return { outcome: 'window-closed', code: 'meta:window-closed' };
    try {
      const reply = await this.graph.post(this.path, body);
      const outcome = graphOutcome(reply, 'messages.0.id', cloudApiMeaning, this.clock.now().getTime());
      return outcome.outcome === 'sent' && message.windowOpen === false ? { ...outcome, template: true } : outcome;
    } catch (error) {
      return graphFailure(error);
    }
  }

  async markRead(externalId: string): Promise<boolean> {
    try {
      const mark = { messaging_product: 'whatsapp', status: 'read', message_id: externalId };
      return (await this.graph.post(this.path, mark)).status === 200;
    } catch (error) {
      if (error instanceof ExchangeError) return false;
      throw error;
    }
  }

  async close(): Promise<void> {
    await this.exchange.close();
  }
}
