import type { ChannelProvider } from '../../../messaging/ports.js';
import { systemClock } from '../../../observability/clock.js';
import { HttpSmsProbe } from './http.probe.js';
import { HttpSmsSender } from './http.sender.js';
import { HttpSmsSettings } from './http.settings.js';
import { HttpSmsWebhook } from './http.webhook.js';

/** SMS through any aggregator with an HTTP interface, by configuration. */
export const httpSmsProvider: ChannelProvider<HttpSmsSettings> = {
  kind: 'sms',
  name: 'http',
  settings: HttpSmsSettings,
  create(channel) {
    const { inbound, outbound } = channel.settings;
    return {
      ...(inbound === undefined ? {} : { webhook: new HttpSmsWebhook(inbound) }),
      ...(outbound === undefined ? {} : { sender: new HttpSmsSender(channel, outbound, systemClock) }),
      probe: new HttpSmsProbe(channel.settings),
    };
  },
};
