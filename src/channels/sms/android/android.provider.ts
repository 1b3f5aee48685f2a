import type { ChannelProvider } from '../../../messaging/ports.js';
import { systemClock } from '../../../observability/clock.js';
import { Exchange } from '../../wire/exchange.js';
import { AndroidMedia } from './android.media.js';
import { AndroidProbe } from './android.probe.js';
import { AndroidSender } from './android.sender.js';
import { AndroidSettings } from './android.settings.js';
import { AndroidWebhook } from './android.webhook.js';

/** SMS through a telephone with the open source app "SMS Gateway for Android". */
export const androidProvider: ChannelProvider<AndroidSettings> = {
  kind: 'sms',
  name: 'android',
  settings: AndroidSettings,
  create(channel) {
    const exchange = new Exchange(channel.settings.timeoutMs);
    return {
      webhook: new AndroidWebhook(channel.settings),
      sender: new AndroidSender(channel, exchange, systemClock),
      media: new AndroidMedia(),
      probe: new AndroidProbe(channel, exchange),
    };
  },
};
