import type {
  LookupResult,
  OutboundMessage,
  SendOutcome,
  SenderCapabilities,
} from '../../../messaging/outbound-message.js';
import type { ChannelSetup, SenderPort } from '../../../messaging/ports.js';
import type { Clock } from '../../../observability/clock.js';
import { type Exchange, ExchangeError } from '../../wire/exchange.js';
import { isProviderId } from '../../wire/text.js';
import type { openTwilio, TwilioRefusal } from './twilio.client.js';
import { refusalOutcome } from './twilio.outcome.js';
import { SMS_LINE, type TwilioLine } from './twilio.line.js';
import { decideLookup, LOOKUP_PAGES, LOOKUP_PAGE_SIZE, type ListedMessage } from './twilio.lookup.js';
import type { TwilioSettings } from './twilio.settings.js';

/** Twilio's SDK, loaded with its 138 REST products only when the first message leaves. */
type Client = ReturnType<typeof openTwilio>;

/** Sends through the Messages resource. https://www.twilio.com/docs/messaging/api/message-resource */
export class TwilioSender implements SenderPort {
  private client: Promise<Client> | undefined;

  constructor(
    private readonly channel: ChannelSetup<TwilioSettings>,
    private readonly exchange: Exchange,
    private readonly clock: Clock,
    private readonly line: TwilioLine = SMS_LINE,
  ) {}

  get capabilities(): SenderCapabilities {
    return this.line.capabilities;
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
    const to = message.to === null ? undefined : this.line.receiver(message.to);
    if (to === undefined) return { outcome: 'rejected', ...this.line.unreachable };
    const content = this.line.content(message);
    if ('outcome' in content) return content;
    const statusCallback = this.channel.settings.statusCallbackUrl ?? this.channel.statusCallbackUrl;
    try {
      const client = await this.open();
      const sent = await client.messages.create({
        to,
        ...content,
        ...(messagingServiceSid === undefined ? this.fromAddress() : { messagingServiceSid }),
        ...(statusCallback === undefined ? {} : { statusCallback }),
      });
      const outcome = this.accepted(sent.sid, sent.numSegments);
      return outcome.outcome === 'sent' && 'contentSid' in content ? { ...outcome, template: true } : outcome;
    } catch (error) {
      return this.failed(error);
    }
  }

  async lookup(message: OutboundMessage): Promise<LookupResult> {
    const to = message.to === null ? undefined : this.line.receiver(message.to);
    if (to === undefined) return { found: 'absent' };
    // The list holds what the template made of it, which is not our text.
    if (message.windowOpen === false) return { found: 'unsure', reason: 'twilio:template-can-not-be-looked-up' };
    const said = this.line.said(message);
    if (said === undefined) return { found: 'unsure', reason: 'twilio:file-without-words-can-not-be-looked-up' };
    const wanted = { ...message, text: said };
    const listed: ListedMessage[] = [];
    try {
      const client = await this.open();
      // No DateSent filter: a message that still waits at Twilio has no such date and must be seen.
      let page = await client.messages.page({ to, ...this.fromFilter(), pageSize: LOOKUP_PAGE_SIZE });
      for (let pages = 1; ; pages += 1) {
        listed.push(...page.instances);
        const complete = page.nextPageUrl === undefined || page.nextPageUrl === '';
        const decision = decideLookup(wanted, listed, { complete, settled: this.settled(message) });
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

  private accepted(sid: unknown, numSegments: unknown): SendOutcome {
    if (typeof sid !== 'string' || !isProviderId(sid, 64)) {
      return unknown('twilio:answer-without-sid', 'Twilio answered with success but named no message');
    }
    const segments = this.capabilities.segmented ? Number(numSegments) : 0;
    return { outcome: 'sent', providerId: sid, ...(Number.isInteger(segments) && segments > 0 ? { segments } : {}) };
  }

  private failed(error: unknown): SendOutcome {
    if (error instanceof ExchangeError) {
      if (!error.mayHaveArrived)
        return { outcome: 'retry', code: `twilio:${error.code}`, reason: 'no connection to Twilio' };
      return unknown(`twilio:${error.code}`, 'the connection to Twilio broke after the message had left');
    }
    if (isRefusal(error)) return refusalOutcome(error);
    // Twilio's answer was no JSON, or the SDK could not read it: the message may be on its way.
    return unknown('twilio:unreadable-answer', 'Twilio gave an answer that could not be read');
  }

  /** The attempt counts, whichever process made it: it may have been another one that died. */
  private settled(message: OutboundMessage): boolean {
    const attempt = Date.parse(message.attemptedAt ?? message.createdAt);
    return this.clock.now().getTime() - attempt >= this.channel.settings.lookupAfterSeconds * 1000;
  }

  private fromFilter(): { from?: string } {
    return this.channel.settings.messagingServiceSid === undefined ? this.fromAddress() : {};
  }

  private fromAddress(): { from?: string } {
    return this.channel.address === undefined ? {} : { from: this.line.sender(this.channel.address) };
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

function unknown(code: string, reason: string): SendOutcome {
  return { outcome: 'unknown', code, reason };
}
