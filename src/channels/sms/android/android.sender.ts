import type {
  LookupResult,
  OutboundMessage,
  SendOutcome,
  SenderCapabilities,
} from '../../../messaging/outbound-message.js';
import type { ChannelSetup, SenderPort } from '../../../messaging/ports.js';
import type { Clock } from '../../../observability/clock.js';
import { type Exchange, toExchangeError } from '../../wire/exchange.js';
import { lookupResult, sendOutcome } from './android.outcome.js';
import type { AndroidSettings } from './android.settings.js';

/**
 * Hands messages to the app, on the telephone itself or through its cloud: one API. Our id is the
 * message's id there, so that a repeat is known and a look-up is certain.
 */
export class AndroidSender implements SenderPort {
  readonly capabilities: SenderCapabilities;

  constructor(
    private readonly channel: ChannelSetup<AndroidSettings>,
    private readonly exchange: Exchange,
    private readonly clock: Clock,
  ) {
    const receipts = channel.settings.deliveryReports;
    this.capabilities = { maxLength: 1530, segmented: true, receipts, media: false };
  }

  async send(message: OutboundMessage): Promise<SendOutcome> {
    if (message.to?.kind !== 'phone')
      return { outcome: 'rejected', code: 'android:not-a-phone', reason: 'an SMS goes to a telephone number only' };
    const { deliveryReports, deviceId, simNumber, ttlSeconds } = this.channel.settings;
    const body = JSON.stringify({
      id: message.id,
      textMessage: { text: message.text },
      phoneNumbers: [message.to.value],
      withDeliveryReport: deliveryReports,
      ...(simNumber === undefined ? {} : { simNumber }),
      ...(deviceId === undefined ? {} : { deviceId }),
      ...(ttlSeconds === undefined ? {} : { ttl: ttlSeconds }),
    });
    try {
      const reply = await this.exchange.request({
        method: 'POST',
        // Numbers are E.164 already; the cloud's own check knows fewer of Indonesia's ranges.
        url: apiUrl(this.channel.settings, '/messages?skipPhoneValidation=true'),
        headers: { ...headers(this.channel.settings), 'content-type': 'application/json' },
        body,
      });
      return sendOutcome(reply, message.id, this.clock.now().getTime());
    } catch (error) {
      const failure = toExchangeError(error);
      const code = `android:${failure.code}`;
      if (!failure.mayHaveArrived)
        return { outcome: 'retry', code, reason: 'no connection to the telephone or its cloud' };
      return { outcome: 'unknown', code, reason: 'the connection broke after the message had left' };
    }
  }

  async lookup(message: OutboundMessage): Promise<LookupResult> {
    try {
      const reply = await this.exchange.request({
        method: 'GET',
        url: apiUrl(this.channel.settings, `/messages/${encodeURIComponent(message.id)}`),
        headers: headers(this.channel.settings),
      });
      return lookupResult(reply, message, this.clock.now().getTime());
    } catch (error) {
      return { found: 'unsure', reason: `android:${toExchangeError(error).code}` };
    }
  }

  async close(): Promise<void> {
    await this.exchange.close();
  }
}

export function apiUrl({ url }: AndroidSettings, path: string): string {
  return url.replace(/\/+$/, '') + path;
}

export function headers({ username, password }: AndroidSettings): Record<string, string> {
  const credentials = Buffer.from(`${username}:${password}`, 'utf8').toString('base64');
  return { authorization: `Basic ${credentials}`, accept: 'application/json' };
}
