import { createHmac, timingSafeEqual } from 'node:crypto';
import type { InboundEvent } from '../../../messaging/inbound-event.js';
import type { Verification, WebhookAnswer, WebhookPort, WebhookRequest } from '../../../messaging/ports.js';
import { parseAndroid } from './android.parse.js';
import type { AndroidSettings } from './android.settings.js';

const NOTED: WebhookAnswer = Object.freeze({ status: 200, contentType: 'application/json', body: '{}' });

/**
 * The app's webhooks: JSON, signed with HMAC-SHA256 over the body and the time after it.
 * https://docs.sms-gate.app/features/webhooks/#payload-signing
 */
export class AndroidWebhook implements WebhookPort {
  constructor(private readonly settings: AndroidSettings) {}

  verify(request: WebhookRequest): Verification {
    const signature = request.headers['x-signature'];
    const timestamp = request.headers['x-timestamp'];
    if (signature === undefined || signature === '') return { ok: false, reason: 'signature-missing' };
    if (timestamp === undefined || timestamp === '') return { ok: false, reason: 'timestamp-missing' };
    const expected = createHmac('sha256', this.settings.signingKey).update(request.body).update(timestamp).digest();
    const given = /^[0-9a-fA-F]{64}$/.test(signature.trim()) ? Buffer.from(signature.trim(), 'hex') : Buffer.alloc(0);
    // The length is public: every SHA-256 has it.
    if (given.length !== expected.length || !timingSafeEqual(given, expected))
      return { ok: false, reason: 'signature-mismatch' };
    const seconds = /^\d{9,11}$/.test(timestamp) ? Number(timestamp) : Number.NaN;
    const age = Math.abs(request.now.getTime() / 1000 - seconds);
    // Repeats are signed anew, so that one that waited for days is fresh.
    return age <= this.settings.toleranceSeconds ? { ok: true } : { ok: false, reason: 'timestamp-stale' };
  }

  parse(request: WebhookRequest): InboundEvent[] {
    return parseAndroid(request.body, this.settings);
  }

  acknowledge(): WebhookAnswer {
    return NOTED;
  }
}
