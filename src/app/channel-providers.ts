import { imapProvider } from '../channels/email/imap.provider.js';
import { manualProviders } from '../channels/manual/manual.provider.js';
import { androidProvider } from '../channels/sms/android/android.provider.js';
import { httpSmsProvider } from '../channels/sms/http/http.provider.js';
import { smppProvider } from '../channels/sms/smpp/smpp.provider.js';
import { twilioProvider } from '../channels/sms/twilio/twilio.provider.js';
import { webProvider } from '../channels/web/web.provider.js';
import { cloudApiProvider } from '../channels/whatsapp/cloud-api/cloud-api.provider.js';
import { messengerProvider } from '../channels/whatsapp/messenger/messenger.provider.js';
import { telegramProvider } from '../channels/whatsapp/telegram/telegram.provider.js';
import { twilioWhatsappProvider } from '../channels/whatsapp/twilio/twilio-whatsapp.provider.js';
import type { ChannelProvider } from '../messaging/ports.js';

/** Every provider that is built: one line each. */
export const CHANNEL_PROVIDERS: readonly ChannelProvider[] = [
  twilioProvider,
  httpSmsProvider,
  smppProvider,
  androidProvider,
  webProvider,
  ...manualProviders,
  imapProvider,
  cloudApiProvider,
  twilioWhatsappProvider,
  messengerProvider,
  telegramProvider,
];
