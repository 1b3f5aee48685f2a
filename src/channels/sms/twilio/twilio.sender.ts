import type {
  LookupResult,
  OutboundMessage,
  SendOutcome,
  SenderCapabilities,
} from '../../../messaging/outbound-message.js';
import type { ChannelSetup, SenderPort } from '../../../messaging/ports.js';
import type { Clock } from '../../../observability/clock.js';
import { type Exchange, ExchangeError } from '../exchange.js';
import { isProviderId } from '../text.js';
import type { openTwilio, TwilioRefusal } from './twilio.client.js';
import { refusalOutcome } from './twilio.outcome.js';
import { decideLookup, LOOKUP_PAGES, LOOKUP_PAGE_SIZE, type ListedMessage } from './twilio.lookup.js';
import type { TwilioSettings } from './twilio.settings.js';

/** Twilio's SDK, loaded with its 138 REST products only when the first message leaves. */
type Client = ReturnType<typeof openTwilio>;

/** How many recent attempts of unknown outcome are remembered for `lookup`. */
const REMEMBERED_ATTEMPTS = 10_000;

/** Sends through the Messages resource. https://www.twilio.com/docs/messaging/api/message-resource */
export class TwilioSender implements SenderPort {
  readonly capabilities: SenderCapabilities = { maxLength: 1600, segmented: true, receipts: true, media: false };
  private client: Promise<Client> | undefined;
  private readonly openedAt: number;
  private readonly attempts = new Map<string, number>();

  constructor(
    private readonly channel: ChannelSetup<TwilioSettings>,
    private readonly exchange: Exchange,
    private readonly clock: Clock,
  ) {
    this.openedAt = this.now();
  }

  async send(message: OutboundMessage): Promise<SendOutcome> {
    const { messagingServiceSid } = this.channel.settings;
    if (messagingServiceSid === undefined && this.channel.address === undefined) {
      return {
        outcome: 'rejected',
        code: 'twilio:no-sender',
        reason: `channel ${this.channel.id} has neither address nor messagingServiceSid`,
      };
    }
    if (message.to?.kind !== 'phone')
      return { outcome: 'rejected', code: 'twilio:not-a-phone', reason: 'an SMS goes to a telephone number only' };
    const statusCallback = this.channel.settings.statusCallbackUrl ?? this.channel.statusCallbackUrl;
    try {
      const client = await this.open();
      const sent = await client.messages.create({
        to: message.to.value,
        body: message.text,
        ...(messagingServiceSid === undefined ? { from: this.channel.address } : { messagingServiceSid }),
        ...(statusCallback === undefined ? {} : { statusCallback }),
      });
      return this.accepted(message, sent.sid, sent.numSegments);
    } catch (error) {
      return this.failed(message, error);
    }
  }

  async lookup(message: OutboundMessage): Promise<LookupResult> {
    if (message.to?.kind !== 'phone') return { found: 'absent' };
    const listed: ListedMessage[] = [];
    try {
      const client = await this.open();
      // No DateSent filter: a message that still waits at Twilio has no such date and must be seen.
      let page = await client.messages.page({ to: message.to.value, ...this.fromFilter(), pageSize: LOOKUP_PAGE_SIZE });
      for (let pages = 1; ; pages += 1) {
        listed.push(...page.instances);
        const complete = page.nextPageUrl === undefined || page.nextPageUrl === '';
        const decision = decideLookup(message, listed, { complete, settledMs: this.now() - this.lastAttempt(message) });
        if (decision !== undefined) return decision;
        if (pages >= LOOKUP_PAGES) return { found: 'unsure', reason: 'twilio:too-many-messages-to-look-through' };
        page = await client.messages.getPage(page.nextPageUrl ?? '');
      }
    } catch (error) {
      return { found: 'unsure', reason: failureCode(error) };
    }
  }

  async close(): Promise<void> {
    await this.exchange.close();
  }

  private accepted(message: OutboundMessage, sid: unknown, numSegments: unknown): SendOutcome {
    if (typeof sid !== 'string' || !isProviderId(sid, 64)) {
      return this.unknown(message, 'twilio:answer-without-sid', 'Twilio answered with success but named no message');
    }
    const segments = Number(numSegments);
    return { outcome: 'sent', providerId: sid, ...(Number.isInteger(segments) && segments > 0 ? { segments } : {}) };
  }

  private failed(message: OutboundMessage, error: unknown): SendOutcome {
    if (error instanceof ExchangeError) {
      if (!error.mayHaveArrived)
        return { outcome: 'retry', code: `twilio:${error.code}`, reason: 'no connection to Twilio' };
      return this.unknown(message, `twilio:${error.code}`, 'the connection to Twilio broke after the message had left');
    }
    if (isRefusal(error)) {
      const outcome = refusalOutcome(error);
      if (outcome.outcome === 'unknown') this.remember(message);
      return outcome;
    }
    // Twilio's answer was no JSON, or the SDK could not read it: the message may be on its way.
    return this.unknown(message, 'twilio:unreadable-answer', 'Twilio gave an answer that could not be read');
  }

  private unknown(message: OutboundMessage, code: string, reason: string): SendOutcome {
    this.remember(message);
    return { outcome: 'unknown', code, reason };
  }

  private remember(message: OutboundMessage): void {
    this.attempts.delete(message.id);
    this.attempts.set(message.id, this.now());
    const oldest = this.attempts.size > REMEMBERED_ATTEMPTS ? this.attempts.keys().next().value : undefined;
    if (oldest !== undefined) this.attempts.delete(oldest);
  }

  /** After a restart, when the attempt is forgotten: no later than the start of this process. */
  private lastAttempt(message: OutboundMessage): number {
    return this.attempts.get(message.id) ?? Math.max(Date.parse(message.createdAt), this.openedAt);
  }

  private now(): number {
    return this.clock.now().getTime();
  }

  private fromFilter(): { from?: string } {
    return this.channel.settings.messagingServiceSid === undefined && this.channel.address !== undefined
      ? { from: this.channel.address }
      : {};
  }

  private open(): Promise<Client> {
    this.client ??= import('./twilio.client.js').then((module) =>
      module.openTwilio(this.channel.settings, this.exchange, this.clock),
    );
    return this.client;
  }
}

function failureCode(error: unknown): string {
  if (error instanceof ExchangeError) return `twilio:${error.code}`;
  if (isRefusal(error))
    return error.code === undefined ? `twilio:http-${String(error.status)}` : `twilio:${String(error.code)}`;
  return 'twilio:unreadable-answer';
}

/** By name, since the class lives in the module that is loaded late. */
function isRefusal(error: unknown): error is TwilioRefusal {
  return error instanceof Error && error.name === 'TwilioRefusal';
}
