import type { ChannelProvider } from '../../../messaging/ports.js';
import { systemClock } from '../../../observability/clock.js';
import { Exchange } from '../../wire/exchange.js';
import { phoneEndpoint } from '../meta/endpoint.js';
import { Graph } from '../meta/graph.js';
import { WhatsappMedia } from '../meta/meta.media.js';
import { MetaProbe } from '../meta/meta.probe.js';
import { MetaWebhook } from '../meta/meta.webhook.js';
import { CloudApiSender } from './cloud-api.sender.js';
import { CloudApiSettings } from './cloud-api.settings.js';

/** WhatsApp through Meta's own Cloud API. */
export const cloudApiProvider: ChannelProvider<CloudApiSettings> = {
  kind: 'whatsapp',
  name: 'cloud-api',
  settings: CloudApiSettings,
  create({ settings }) {
    const exchange = new Exchange(settings.timeoutMs);
    return {
      webhook: new MetaWebhook(settings, phoneEndpoint(settings.phoneNumberId)),
      sender: new CloudApiSender(settings, exchange, systemClock),
      media: new WhatsappMedia(settings, exchange),
      probe: new MetaProbe(new Graph(settings, exchange), {
        id: settings.phoneNumberId,
        nameField: 'verified_name',
        thing: 'the number',
      }),
    };
  },
};
