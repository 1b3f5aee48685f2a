import { Webhook } from 'standardwebhooks';
import type { Agent } from 'undici';
import type { OutboundMessage, SendOutcome, SenderCapabilities } from '../../messaging/outbound-message.js';
import type { SenderPort } from '../../messaging/ports.js';
import type { Clock } from '../../observability/clock.js';
import { ADDRESS_REFUSED, publicLookup, refusesLiteral } from './public-addresses.js';

const CONNECT_MS = 5_000;
const ANSWER_MS = 15_000;
/** What a receiver says is not read: its status counts. */
const MOST_BYTES = 64 * 1024;
const DAY_MS = 86_400_000;
const LONGEST_TYPE = 60;

export interface WebhookTarget {
  url: string;
  secret: string;
}

export interface WebhookSenderParts {
  clock: Clock;
  /** For the sandbox and tests: the receiver may be on this machine. */
  allowPrivate: boolean;
  /** The receiver says that it wants nothing any more (410). */
  gone: () => Promise<void>;
}

/**
 * Posts events to one agency's system as Standard Webhooks 1.0 describe it: `webhook-id` is the same however often it is
 * tried, so that the receiver knows repeats. Only a 2xx counts; no redirect is followed.
 */
export class AgencyWebhookSender implements SenderPort {
  readonly capabilities: SenderCapabilities = { maxLength: 1_000_000, segmented: false, receipts: false, media: false };
  private readonly webhook: Webhook;
  private agent: Promise<Agent> | undefined;

  constructor(
    private readonly target: WebhookTarget,
    private readonly parts: WebhookSenderParts,
  ) {
    this.webhook = new Webhook(target.secret);
  }

  async send(message: OutboundMessage): Promise<SendOutcome> {
    const { url } = this.target;
    if (!this.parts.allowPrivate && refusesLiteral(new URL(url))) return addressRefused();
    const now = this.parts.clock.now();
    const headers = {
      'content-type': 'application/json',
      'user-agent': 'Kentongan',
      'webhook-id': message.id,
      'webhook-timestamp': String(Math.floor(now.getTime() / 1000)),
      'webhook-signature': this.webhook.sign(message.id, now, message.text),
    };
    try {
      const { request } = await import('undici');
      const {
        statusCode,
        headers: answer,
        body,
      } = await request(url, {
        method: 'POST',
        headers,
        body: message.text,
        dispatcher: await this.open(),
        signal: AbortSignal.timeout(ANSWER_MS),
      });
      // Whatever becomes of its words, the status has been given.
      await body.dump({ limit: MOST_BYTES }).catch(() => undefined);
      return await this.outcome(message, statusCode, answer['retry-after'], now);
    } catch (error) {
      const code = codeOf(error);
      if (code === ADDRESS_REFUSED) return addressRefused();
      // It may have arrived; the receiver knows a repeat by its id.
      return this.later(message, now, { code: `webhook:${code}`, reason: 'no answer from the agency’s system' });
    }
  }

  async close(): Promise<void> {
    await (await this.agent)?.close();
  }

  private async outcome(
    message: OutboundMessage,
    status: number,
    retryAfter: string | string[] | undefined,
    now: Date,
  ): Promise<SendOutcome> {
    if (status >= 200 && status < 300) return { outcome: 'sent', providerId: `webhook:${message.id}`, delivered: true };
    const code = `webhook:${String(status)}`;
    if (status === 410) {
      await this.parts.gone();
      return { outcome: 'rejected', code, reason: 'the agency’s system wants nothing any more' };
    }
    const later = this.later(message, now, { code, reason: `the agency’s system answered ${String(status)}` });
    const seconds = typeof retryAfter === 'string' && /^\d{1,6}$/.test(retryAfter) ? Number(retryAfter) : 0;
    return { ...later, afterMs: Math.max(later.afterMs ?? 0, Math.min(seconds * 1000, DAY_MS)) };
  }

  /** A message waits as long again as it has waited, a day at most: the outbox's attempts then last for days. */
  private later(
    { createdAt }: OutboundMessage,
    now: Date,
    why: { code: string; reason: string },
  ): Extract<SendOutcome, { outcome: 'retry' }> {
    const age = Math.max(0, now.getTime() - Date.parse(createdAt));
    return { outcome: 'retry', ...why, afterMs: Math.min(age, DAY_MS) };
  }

  private open(): Promise<Agent> {
    this.agent ??= import('undici').then(({ Agent }) => {
      const lookup = this.parts.allowPrivate ? {} : { lookup: publicLookup() };
      const connect = { timeout: CONNECT_MS, ...lookup };
      return new Agent({ connect, headersTimeout: ANSWER_MS, bodyTimeout: ANSWER_MS, maxResponseSize: MOST_BYTES });
    });
    return this.agent;
  }
}

function addressRefused(): SendOutcome {
  return { outcome: 'rejected', code: 'webhook:address-refused', reason: 'its address is none of the public internet' };
}

function codeOf(error: unknown): string {
  const { code, cause, name } = Object(error) as { code?: unknown; cause?: { code?: unknown }; name?: unknown };
  const found = [code, cause?.code, name].find((each) => typeof each === 'string' && each.length <= LONGEST_TYPE);
  return typeof found === 'string' ? found : 'failed';
}
