import type { OutboundMessage, SendOutcome, SenderCapabilities } from '../../../messaging/outbound-message.js';
import type { ChannelSetup, SenderPort } from '../../../messaging/ports.js';
import type { Clock } from '../../../observability/clock.js';
import { Exchange, toExchangeError } from '../../wire/exchange.js';
import { formatNumber } from '../phone.js';
import { replyOutcome } from './http.outcome.js';
import { buildRequest } from './http.request.js';
import type { HttpSmsSettings } from './http.settings.js';
import type { HttpOutbound } from './outbound.settings.js';

/** The configured way out of an SMS aggregator. It can't look a message up: no two aggregators agree how. */
export class HttpSmsSender implements SenderPort {
  readonly capabilities: SenderCapabilities;
  private readonly exchange: Exchange;

  constructor(
    private readonly channel: ChannelSetup<HttpSmsSettings>,
    private readonly outbound: HttpOutbound,
    private readonly clock: Clock,
  ) {
    this.capabilities = {
      maxLength: outbound.maxLength,
      segmented: true,
      receipts: channel.settings.inbound?.status !== undefined,
      media: false,
    };
    this.exchange = new Exchange(outbound.timeoutMs);
  }

  async send(message: OutboundMessage): Promise<SendOutcome> {
    if (message.to?.kind !== 'phone')
      return { outcome: 'rejected', code: 'http:not-a-phone', reason: 'an SMS goes to a telephone number only' };
    const request = buildRequest(this.outbound, this.channel.settings.apiBase, {
      to: formatNumber(message.to.value, this.outbound.numberFormat),
      text: message.text,
      from: this.outbound.from ?? this.channel.address ?? '',
      id: message.id,
    });
    try {
      const reply = await this.exchange.request(request);
      return this.settled(replyOutcome(this.outbound, reply, message.id, this.clock.now().getTime()));
    } catch (error) {
      const failure = toExchangeError(error);
      const code = `http:${failure.code}`;
      if (!failure.mayHaveArrived) return { outcome: 'retry', code, reason: 'no connection to the aggregator' };
      return this.settled({
        outcome: 'unknown',
        code,
        reason: 'the connection to the aggregator broke after the message had left',
      });
    }
  }

  async close(): Promise<void> {
    await this.exchange.close();
  }

  /** With an aggregator that drops repeats of the same id, asking again is safe and tells what became of it. */
  private settled(outcome: SendOutcome): SendOutcome {
    return outcome.outcome === 'unknown' && this.outbound.idempotent ? { ...outcome, outcome: 'retry' } : outcome;
  }
}
