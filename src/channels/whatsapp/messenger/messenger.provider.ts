import type { ChannelProvider } from '../../../messaging/ports.js';
import { systemClock } from '../../../observability/clock.js';
import { Exchange } from '../../wire/exchange.js';
import { pageEndpoint } from '../meta/endpoint.js';
import { Graph } from '../meta/graph.js';
import { MessengerMedia } from '../meta/meta.media.js';
import { MetaProbe } from '../meta/meta.probe.js';
import { MetaWebhook } from '../meta/meta.webhook.js';
import { MessengerSender } from './messenger.sender.js';
import { MessengerSettings } from './messenger.settings.js';

/** Messages to a Facebook page. */
export const messengerProvider: ChannelProvider<MessengerSettings> = {
  kind: 'whatsapp',
  name: 'messenger',
  settings: MessengerSettings,
  create({ settings }) {
    const exchange = new Exchange(settings.timeoutMs);
    return {
      webhook: new MetaWebhook(settings, pageEndpoint(settings.pageId)),
      sender: new MessengerSender(settings, exchange, systemClock),
      media: new MessengerMedia(settings, exchange),
      probe: new MetaProbe(new Graph(settings, exchange), {
        id: settings.pageId,
        nameField: 'name',
        thing: 'the page',
      }),
    };
  },
};
