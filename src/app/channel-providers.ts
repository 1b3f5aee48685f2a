import { httpSmsProvider } from '../channels/sms/http/http.provider.js';
import { twilioProvider } from '../channels/sms/twilio/twilio.provider.js';
import { webProvider } from '../channels/web/web.provider.js';
import type { ChannelProvider } from '../messaging/ports.js';

/** Every provider that is built: one line each. */
export const CHANNEL_PROVIDERS: readonly ChannelProvider[] = [twilioProvider, httpSmsProvider, webProvider];
