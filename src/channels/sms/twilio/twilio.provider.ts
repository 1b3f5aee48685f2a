import type { ChannelProvider } from '../../../messaging/ports.js';
import { systemClock } from '../../../observability/clock.js';
import { Exchange } from '../../wire/exchange.js';
import { TwilioMedia } from './twilio.media.js';
import { TwilioProbe } from './twilio.probe.js';
import { TwilioSender } from './twilio.sender.js';
import { TwilioSettings } from './twilio.settings.js';
import { TwilioWebhook } from './twilio.webhook.js';

/** SMS and MMS through Twilio's Programmable Messaging. */
export const twilioProvider: ChannelProvider<TwilioSettings> = {
  kind: 'sms',
  name: 'twilio',
  settings: TwilioSettings,
  create(channel) {
    const exchange = new Exchange(channel.settings.timeoutMs);
    return {
      webhook: new TwilioWebhook(channel.settings),
      sender: new TwilioSender(channel, exchange, systemClock),
      media: new TwilioMedia(channel.settings, exchange),
      probe: new TwilioProbe(channel.settings, exchange),
    };
  },
};
