import type { InboundEvent } from '../../../messaging/inbound-event.js';
import type {
  Verification,
  WebhookAnswer,
  WebhookCarrier,
  WebhookPort,
  WebhookRequest,
} from '../../../messaging/ports.js';
import { pathOf } from '../../wire/form.js';
import { parseHttp } from './http.parse.js';
import { verifyHttp } from './http.verify.js';
import type { HttpInbound } from './inbound.settings.js';

/** The configured way in of an SMS aggregator. */
export class HttpSmsWebhook implements WebhookPort {
  readonly carrier: WebhookCarrier;
  private readonly answer: WebhookAnswer;

  constructor(private readonly inbound: HttpInbound) {
    this.carrier = { method: inbound.method, payload: inbound.format === 'query' ? 'query' : 'body' };
    this.answer = Object.freeze({
      status: inbound.answer.status,
      contentType: inbound.answer.contentType,
      body: inbound.answer.body,
    });
  }

  verify(request: WebhookRequest): Verification {
    const status = this.inbound.status !== undefined && /\/status\/?$/.test(pathOf(request.url));
    return verifyHttp(
      this.inbound.auth,
      (status ? this.inbound.status?.format : undefined) ?? this.inbound.format,
      request,
    );
  }

  parse(request: WebhookRequest): InboundEvent[] {
    return parseHttp(this.inbound, request);
  }

  acknowledge(): WebhookAnswer {
    return this.answer;
  }
}
