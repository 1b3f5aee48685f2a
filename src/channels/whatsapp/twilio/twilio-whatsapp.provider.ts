import type { ChannelProvider } from '../../../messaging/ports.js';
import { systemClock } from '../../../observability/clock.js';
import { Exchange } from '../../wire/exchange.js';
import { TwilioMedia } from '../../sms/twilio/twilio.media.js';
import { TwilioProbe } from '../../sms/twilio/twilio.probe.js';
import { TwilioSender } from '../../sms/twilio/twilio.sender.js';
import { TwilioWebhook } from '../../sms/twilio/twilio.webhook.js';
import { TwilioWhatsappLine } from './twilio-whatsapp.line.js';
import { WHATSAPP_READING } from './twilio-whatsapp.parse.js';
import { TwilioWhatsappSettings } from './twilio-whatsapp.settings.js';

/** WhatsApp through Twilio's Programmable Messaging. */
export const twilioWhatsappProvider: ChannelProvider<TwilioWhatsappSettings> = {
  kind: 'whatsapp',
  name: 'twilio-whatsapp',
  settings: TwilioWhatsappSettings,
  create(channel) {
    const { settings } = channel;
    const exchange = new Exchange(settings.timeoutMs);
    return {
      webhook: new TwilioWebhook(settings, WHATSAPP_READING),
      sender: new TwilioSender(channel, exchange, systemClock, new TwilioWhatsappLine(settings.template)),
      media: new TwilioMedia(settings, exchange),
      probe: new TwilioProbe(settings, exchange),
    };
  },
};
