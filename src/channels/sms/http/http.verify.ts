import { createHmac, timingSafeEqual } from 'node:crypto';
import { MalformedPayloadError } from '../../../messaging/errors.js';
import type { Verification, WebhookRequest } from '../../../messaging/ports.js';
import type { HttpInboundAuth } from './inbound.settings.js';
import { textAt } from '../../wire/json-path.js';
import { parseForm, queryOf } from '../../wire/form.js';

/** Checks a delivery against the channel's `auth`. Constant time in the secret and the signature. */
export function verifyHttp(
  auth: HttpInboundAuth,
  format: 'form' | 'json' | 'query',
  request: WebhookRequest,
): Verification {
  return auth.type === 'secret' ? verifySecret(auth, format, request) : verifyHmac(auth, request);
}

function verifySecret(auth: HttpInboundAuth, format: 'form' | 'json' | 'query', request: WebhookRequest): Verification {
  const given = givenSecret(auth, format, request);
  if (given === undefined || given === '') return { ok: false, reason: 'secret-missing' };
  return equals(given, auth.value ?? '') ? { ok: true } : { ok: false, reason: 'secret-mismatch' };
}

function givenSecret(
  auth: HttpInboundAuth,
  format: 'form' | 'json' | 'query',
  request: WebhookRequest,
): string | undefined {
  const name = auth.name ?? '';
  if (auth.in === 'header') return request.headers[name.toLowerCase()]?.replace(/^Bearer +/i, '');
  try {
    if (auth.in === 'query') return own(parseForm(queryOf(request.url), 'query').fields, name);
    if (format === 'json') return textAt(JSON.parse(request.body.toString('utf8')), name);
    return own(parseForm(request.body, 'body').fields, name);
  } catch (error) {
    // A secret that can't be read is none; the delivery is then refused, not reported as malformed.
    if (error instanceof MalformedPayloadError || error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function verifyHmac(auth: HttpInboundAuth, request: WebhookRequest): Verification {
  const header = request.headers[(auth.header ?? '').toLowerCase()];
  if (header === undefined || header === '') return { ok: false, reason: 'signature-missing' };
  if (!header.startsWith(auth.prefix)) return { ok: false, reason: 'signature-mismatch' };
  const hmac = createHmac(auth.algorithm, auth.secret ?? '');
  if (auth.payload === 'timestamp+body') {
    const timestamp = request.headers[(auth.timestampHeader ?? '').toLowerCase()];
    if (timestamp === undefined || timestamp === '') return { ok: false, reason: 'timestamp-missing' };
    hmac.update(`${timestamp}${auth.separator}`);
    const at = timestampMs(timestamp);
    const late = at === undefined || Math.abs(request.now.getTime() - at) > auth.toleranceSeconds * 1000;
    const signed = matches(header.slice(auth.prefix.length), hmac.update(request.body).digest(), auth.encoding);
    if (!signed) return { ok: false, reason: 'signature-mismatch' };
    return late ? { ok: false, reason: 'timestamp-stale' } : { ok: true };
  }
  const signed = matches(header.slice(auth.prefix.length), hmac.update(request.body).digest(), auth.encoding);
  return signed ? { ok: true } : { ok: false, reason: 'signature-mismatch' };
}

function matches(signature: string, expected: Buffer, encoding: 'hex' | 'base64'): boolean {
  const given = encoding === 'hex' ? signature.trim().toLowerCase() : signature.trim();
  return equals(given, expected.toString(encoding));
}

/** Compares keyed hashes of one length, so that neither content nor length shows in the time taken. */
function equals(given: string, expected: string): boolean {
  const digest = (value: string): Buffer => createHmac('sha256', 'kentongan').update(value, 'utf8').digest();
  return timingSafeEqual(digest(given), digest(expected)) && expected !== '';
}

/** Epoch seconds, epoch milliseconds or ISO 8601, in milliseconds. */
export function timestampMs(value: string): number | undefined {
  const text = value.trim();
  if (/^\d{9,10}(\.\d+)?$/.test(text)) return Number(text) * 1000;
  if (/^\d{12,13}$/.test(text)) return Number(text);
  if (!/^\d{4}-\d{2}-\d{2}T/.test(text)) return undefined;
  const at = Date.parse(text);
  return Number.isNaN(at) ? undefined : at;
}

function own(fields: Readonly<Record<string, string>>, name: string): string | undefined {
  return Object.hasOwn(fields, name) ? fields[name] : undefined;
}
