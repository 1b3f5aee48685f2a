import { createHmac } from 'node:crypto';
import type { InboundEvent } from '../../../messaging/inbound-event.js';
import type {
  EndpointDelivery,
  Verification,
  WebhookAnswer,
  WebhookPort,
  WebhookRequest,
} from '../../../messaging/ports.js';
import { parseForm, queryOf } from '../../wire/form.js';
import { sameSecret } from '../secret.js';
import { parseMeta } from './meta.parse.js';
import type { MetaSettings } from './meta.settings.js';

const RECEIVED: WebhookAnswer = Object.freeze({
  status: 200,
  contentType: 'text/plain; charset=utf-8',
  body: 'EVENT_RECEIVED',
});

/**
 * Meta's webhooks, for WhatsApp numbers and Facebook pages alike: one address takes the events of every
 * number and page of the app, `split` says whose they are.
 * https://developers.facebook.com/docs/graph-api/webhooks/getting-started
 */
export class MetaWebhook implements WebhookPort {
  constructor(
    private readonly settings: Pick<MetaSettings, 'appSecret' | 'verifyToken'>,
    readonly endpoint: string | undefined,
  ) {}

  /** `hub.challenge` goes back where `hub.verify_token` is the one that we chose. */
  challenge(request: WebhookRequest): WebhookAnswer | undefined {
    const { verifyToken } = this.settings;
    if (request.method !== 'GET' || verifyToken === undefined) return undefined;
    const query = queryFields(request.url);
    const challenge = query['hub.challenge'] ?? '';
    const genuine = query['hub.mode'] === 'subscribe' && sameSecret(query['hub.verify_token'] ?? '', verifyToken);
    // Digits at Meta; nothing that a browser could take for a page is ever repeated.
    return genuine && /^[\w-]{1,200}$/.test(challenge)
      ? { status: 200, contentType: 'text/plain; charset=utf-8', body: challenge }
      : undefined;
  }

  verify(request: WebhookRequest): Verification {
    if (request.method === 'GET') return { ok: false, reason: 'verify-token-mismatch' };
    const header = request.headers['x-hub-signature-256'];
    if (header === undefined || header === '') return { ok: false, reason: 'signature-missing' };
    const expected = createHmac('sha256', this.settings.appSecret).update(request.body).digest('hex');
    return sameSecret(header.trim().toLowerCase(), `sha256=${expected}`)
      ? { ok: true }
      : { ok: false, reason: 'signature-mismatch' };
  }

  parse(request: WebhookRequest): InboundEvent[] {
    return this.split(request).flatMap(({ events }) => events);
  }

  split(request: WebhookRequest): EndpointDelivery[] {
    return parseMeta(request.body);
  }

  acknowledge(): WebhookAnswer {
    return RECEIVED;
  }
}

function queryFields(url: string): Readonly<Record<string, string>> {
  try {
    return parseForm(queryOf(url), 'query').fields;
  } catch {
    // A query that can't be read holds no token.
    return {};
  }
}
