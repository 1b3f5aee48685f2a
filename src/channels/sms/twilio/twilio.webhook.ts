import { parse as parseLeniently } from 'node:querystring';
import { validateRequest, validateRequestWithBody } from 'twilio/lib/webhooks/webhooks.js';
import { MalformedPayloadError } from '../../../messaging/errors.js';
import type { InboundEvent } from '../../../messaging/inbound-event.js';
import type { Verification, WebhookAnswer, WebhookPort, WebhookRequest } from '../../../messaging/ports.js';
import { mediaType, parseForm, queryOf, type Form } from '../../wire/form.js';
import { parseTwilio, type TwilioReading } from './twilio.parse.js';
import type { TwilioSettings } from './twilio.settings.js';
import { TwilioSignature } from './twilio.signature.js';

/** An empty TwiML document: nothing is answered here, the outbox does that. */
const NO_REPLY: WebhookAnswer = Object.freeze({
  status: 200,
  contentType: 'text/xml; charset=utf-8',
  body: '<?xml version="1.0" encoding="UTF-8"?><Response/>',
});
const NOTED: WebhookAnswer = Object.freeze({ status: 204, contentType: 'text/plain', body: '' });

/**
 * Twilio's webhooks: form POST (or GET), signed with the account's token over the public URL and
 * the sorted parameters. https://www.twilio.com/docs/usage/webhooks/webhooks-security
 */
export class TwilioWebhook implements WebhookPort {
  /** The body read last: `verify` and `parse` of one request read it once. */
  private last: { body: Buffer; form: Form } | undefined;
  private readonly signature: TwilioSignature;

  constructor(
    private readonly settings: TwilioSettings,
    /** SMS where absent. */
    private readonly reading?: TwilioReading,
  ) {
    this.signature = new TwilioSignature(settings.authToken);
  }

  verify(request: WebhookRequest): Verification {
    const signature = request.headers['x-twilio-signature'];
    if (signature === undefined || signature === '') return { ok: false, reason: 'signature-missing' };
    try {
      return this.isSigned(signature, request) ? { ok: true } : { ok: false, reason: 'signature-mismatch' };
    } catch {
      // The validator reads the URL with `new URL`, which throws for a Host header that is none.
      return { ok: false, reason: 'signature-unverifiable' };
    }
  }

  parse(request: WebhookRequest): InboundEvent[] {
    if (request.method === 'GET') return parseTwilio(parseForm(queryOf(request.url), 'query').fields, this.reading);
    const type = mediaType(request.headers['content-type']);
    if (type === 'application/json' && isBodyHashed(request.url)) {
      return [{ type: 'ignored', reason: 'not-a-message' }];
    }
    if (type !== '' && type !== 'application/x-www-form-urlencoded') {
      throw new MalformedPayloadError('content-type', 'application/x-www-form-urlencoded');
    }
    const form = this.last?.body === request.body ? this.last.form : parseForm(request.body, 'body');
    this.last = undefined;
    return parseTwilio(form.fields, this.reading);
  }

  acknowledge(events: readonly InboundEvent[]): WebhookAnswer {
    return events.some((event) => event.type === 'message' || event.type === 'opt-out' || event.type === 'opt-in')
      ? NO_REPLY
      : NOTED;
  }

  private isSigned(signature: string, request: WebhookRequest): boolean {
    const { authToken } = this.settings;
    if (request.method === 'GET') return validateRequest(authToken, signature, request.url, {});
    // JSON bodies are signed by their hash in the URL, which the signature covers.
    if (isBodyHashed(request.url)) {
      // The validator hashes text: bytes that are not UTF-8 would be hashed as something else.
      return validateRequestWithBody(authToken, signature, request.url, request.body.toString('utf8'));
    }
    const fields = this.signedFields(request.body);
    // Nearly every delivery is signed over the URL just as it came.
    return (
      this.signature.matches(signature, request.url, fields) ||
      validateRequest(authToken, signature, request.url, fields)
    );
  }

  /** Twilio signs what a lenient reader makes of the form, each value of a repeated name included. */
  private signedFields(body: Buffer): Record<string, unknown> {
    this.last = undefined;
    try {
      const form = parseForm(body, 'body');
      this.last = { body, form };
      if (!form.repeated) return form.fields;
    } catch (error) {
      if (!(error instanceof MalformedPayloadError)) throw error;
    }
    return parseLeniently(body.toString('utf8'), '&', '=', { maxKeys: 0 });
  }
}

function isBodyHashed(url: string): boolean {
  return /[?&]bodySHA256=/.test(url);
}
