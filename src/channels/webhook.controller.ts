import { Controller, Get, Inject, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CodedError, errorCode, MalformedPayloadError } from '../messaging/errors.js';
import type { InboundEvent, ReceiptEvent, StoredEvent } from '../messaging/inbound-event.js';
import {
  CHANNEL_REGISTRY,
  type Channel,
  type ChannelRegistry,
  type EndpointDelivery,
  type WebhookPort,
  type WebhookRequest,
} from '../messaging/ports.js';
import {
  INBOUND_SINK,
  RECEIPT_SINK,
  type InboundSink,
  type RawDelivery,
  type ReceiptSink,
} from '../messaging/sinks.js';
import { CLOCK, type Clock } from '../observability/clock.js';
import { LOGGER, type Logger } from '../observability/logger.js';
import { SETTINGS, type Settings } from '../settings/settings.js';

type HookRequest = FastifyRequest<{ Params: { channelId: string } }>;

const NOTHING = Buffer.alloc(0);
/** Seconds that a provider shall wait when we could not store. */
const RETRY_AFTER_SECONDS = 5;

/**
 * The door for providers' webhooks: `/hooks/<channel>` and `/hooks/<channel>/status`. It answers 2xx
 * only after everything that the delivery held is committed (promise 1). Hand-written checks, no
 * pipes: this path carries the load.
 */
@Controller('hooks')
export class WebhookController {
  constructor(
    @Inject(CHANNEL_REGISTRY) private readonly channels: ChannelRegistry,
    @Inject(INBOUND_SINK) private readonly inbound: InboundSink,
    @Inject(RECEIPT_SINK) private readonly receipts: ReceiptSink,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(SETTINGS) private readonly settings: Settings,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  @Post(':channelId')
  post(@Req() request: HookRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.handle(request, reply);
  }

  @Post(':channelId/status')
  postStatus(@Req() request: HookRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.handle(request, reply);
  }

  @Get(':channelId')
  get(@Req() request: HookRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.handle(request, reply);
  }

  @Get(':channelId/status')
  getStatus(@Req() request: HookRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.handle(request, reply);
  }

  private async handle(request: HookRequest, reply: FastifyReply): Promise<void> {
    const { channelId } = request.params;
    const channel = this.channels.get(channelId);
    const webhook = channel?.enabled === true ? channel.adapter?.webhook : undefined;
    if (channel === undefined || webhook === undefined) {
      // An unknown id comes from outside: it may hold anything and is not logged.
      this.refused(
        channel?.id ?? 'unknown',
        channel === undefined ? 'channel-unknown' : channel.enabled ? 'channel-without-webhook' : 'channel-disabled',
        404,
      );
      return answer(reply, 404, {
        error: 'channel-not-found',
        message: 'there is no enabled channel with a webhook at this address',
      });
    }
    const delivery = this.read(request);
    const challenged = delivery.method === 'GET' ? webhook.challenge?.(delivery) : undefined;
    if (challenged !== undefined) {
      void reply.code(challenged.status).type(challenged.contentType).send(challenged.body);
      return;
    }
    const verified = webhook.verify(delivery);
    if (!verified.ok) {
      this.refused(channel.id, verified.reason, 403);
      return answer(reply, 403, {
        error: 'forbidden',
        message: 'the signature or secret of this delivery is missing or wrong',
      });
    }
    let parts: EndpointDelivery[] | undefined;
    let events: InboundEvent[];
    try {
      parts = webhook.split?.(delivery);
      events = parts?.flatMap((part) => part.events) ?? webhook.parse(delivery);
    } catch (error) {
      return this.unreadable(channel.id, delivery, error, reply);
    }
    try {
      if (parts === undefined) await this.store(channel.id, events, rawOf(delivery));
      else await this.distribute(channel, parts, delivery);
    } catch (error) {
      return this.notStored(channel.id, error, reply);
    }
    return acknowledge(webhook, events, reply);
  }

  /** One address for many numbers: each part to its own channel; what is nobody's is ignored, and committed. */
  private async distribute(called: Channel, parts: EndpointDelivery[], delivery: WebhookRequest): Promise<void> {
    await Promise.all(
      parts.map((part) => {
        const owner = this.owner(called, part.endpoint, delivery);
        const raw = { contentType: rawOf(delivery).contentType, bytes: part.body };
        return owner === undefined
          ? this.store(called.id, part.events.map(unowned), raw)
          : this.store(owner.id, part.events, raw);
      }),
    );
  }

  /** A channel takes from another one's address only what its own secret has signed. */
  private owner(called: Channel, endpoint: string | undefined, delivery: WebhookRequest): Channel | undefined {
    if (endpoint === undefined || endpoint === called.adapter?.webhook?.endpoint) return called;
    return this.channels.all().find(({ enabled, adapter }) => {
      const webhook = enabled ? adapter?.webhook : undefined;
      return webhook?.endpoint === endpoint && webhook.verify(delivery).ok;
    });
  }

  private read(request: HookRequest): WebhookRequest {
    const base = this.settings.publicUrl ?? `${request.protocol}://${request.host}`;
    return {
      method: request.method === 'GET' ? 'GET' : 'POST',
      url: base + request.url,
      // Node joins repeated headers into one text; Set-Cookie alone is a list, and no webhook has it.
      headers: request.headers as Record<string, string | undefined>,
      body: Buffer.isBuffer(request.body) ? request.body : NOTHING,
      now: this.clock.now(),
    };
  }

  /** Both sinks at once; the answer waits for both. */
  private async store(channelId: string, events: InboundEvent[], raw: RawDelivery): Promise<void> {
    if (events.length === 1 && events[0]?.type !== 'receipt') {
      await this.inbound.accept(channelId, events as StoredEvent[], raw);
      return;
    }
    const stored = events.filter((event): event is StoredEvent => event.type !== 'receipt');
    const receipts = events.filter((event): event is ReceiptEvent => event.type === 'receipt');
    await Promise.all([
      stored.length === 0 ? undefined : this.inbound.accept(channelId, stored, raw),
      receipts.length === 0 ? undefined : this.receipts.apply(channelId, receipts),
    ]);
  }

  /** Keeps what could not be read before saying so: the provider may not send it again. */
  private async unreadable(
    channelId: string,
    delivery: WebhookRequest,
    error: unknown,
    reply: FastifyReply,
  ): Promise<void> {
    const malformed = error instanceof MalformedPayloadError ? error : undefined;
    const code = malformed?.code ?? 'unreadable-payload';
    try {
      await this.inbound.reject(
        channelId,
        rawOf(delivery),
        malformed === undefined ? { code } : { code, field: malformed.field },
      );
    } catch (failure) {
      return this.notStored(channelId, failure, reply);
    }
    const status = malformed === undefined ? 500 : 400;
    this.refused(channelId, malformed === undefined ? errorCode(error) : code, status, malformed?.field);
    return answer(reply, status, {
      error: code,
      field: malformed?.field,
      message: malformed?.message ?? 'the payload could not be read; it is kept',
    });
  }

  private notStored(channelId: string, error: unknown, reply: FastifyReply): void {
    this.refused(channelId, errorCode(error), 503);
    const seconds =
      error instanceof CodedError && error.retryAfterMs !== undefined
        ? Math.ceil(error.retryAfterMs / 1000)
        : RETRY_AFTER_SECONDS;
    reply.header('retry-after', String(seconds));
    answer(reply, 503, { error: 'not-stored', message: 'the delivery could not be stored; send it again' });
  }

  private refused(channelId: string, reason: string, status: number, field?: string): void {
    this.logger.warn({ channelId, reason, status, ...(field === undefined ? {} : { field }) }, 'webhook refused');
  }
}

/** An event of a number or page that no enabled channel has. */
function unowned(event: InboundEvent): StoredEvent {
  const externalId = event.type === 'receipt' ? undefined : event.externalId;
  return { type: 'ignored', reason: 'endpoint-unknown', ...(externalId === undefined ? {} : { externalId }) };
}

function rawOf(delivery: WebhookRequest): RawDelivery {
  if (delivery.method === 'GET') {
    const query = delivery.url.indexOf('?');
    return {
      contentType: 'application/x-www-form-urlencoded',
      bytes: Buffer.from(query < 0 ? '' : delivery.url.slice(query + 1), 'utf8'),
    };
  }
  return { contentType: delivery.headers['content-type'] ?? 'application/octet-stream', bytes: delivery.body };
}

function acknowledge(webhook: WebhookPort, events: readonly InboundEvent[], reply: FastifyReply): void {
  const { status, contentType, body } = webhook.acknowledge(events);
  reply.code(status);
  if (body === '') void reply.send();
  else void reply.type(contentType).send(body);
}

function answer(
  reply: FastifyReply,
  status: number,
  body: { error: string; field?: string | undefined; message: string },
): void {
  void reply.code(status).type('application/json; charset=utf-8').send(JSON.stringify(body));
}
