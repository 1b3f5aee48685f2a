import type { LookupResult, OutboundMessage, SendOutcome } from '../../../messaging/outbound-message.js';
import { retryAfterMs, type Reply } from '../../wire/exchange.js';
import { sanitise } from '../../wire/text.js';
import { isObject, type Fields } from './fields.js';

/** Wrong settings and a missing SIM are mended by a person: the message waits instead of failing. */
export const CONFIGURATION_RETRY_MS = 15 * 60 * 1000;
/** After this the app or the cloud may have forgotten what it sent. */
const FORGOTTEN_MS = 20 * 60 * 60 * 1000;
/** A request that we gave up may still be on its way. */
const SETTLING_MS = 30_000;

/** Refusals of the request that say nothing against the message. */
const CONFIGURATION = /no devices registered|invalid device id|simnumber|sim number/i;

/** What the answer to POST /messages means. Pure; `now` in epoch milliseconds. */
export function sendOutcome(reply: Reply, messageId: string, now: number): SendOutcome {
  const { status } = reply;
  const code = `android:${String(status)}`;
  const document = readObject(reply.body);
  if (status >= 200 && status < 300) {
    // A hotel's or a router's own page answers 200 as well: only our id is the app's yes.
    if (document?.id === messageId) return { outcome: 'sent', providerId: messageId };
    return unknown('android:answer-without-id', 'what answered with success was not the app: check url');
  }
  // The id is ours: the message was taken before, by a request whose answer was lost.
  if (status === 409) return { outcome: 'sent', providerId: messageId };
  const after = retryAfterMs(reply.headers['retry-after'], now);
  const wait = after === undefined ? {} : { afterMs: after };
  if (status === 429)
    return { outcome: 'retry', code, reason: 'the gateway is asked too often', ...wait, throttled: true };
  if (status === 503 && document?.error === 'QueueLimitExceeded')
    return {
      outcome: 'retry',
      code,
      reason: 'the telephone has too many messages waiting: is it on and connected?',
      ...wait,
    };
  const words = sanitise(typeof document?.message === 'string' ? document.message : '');
  if ([401, 403, 404, 405].includes(status) || (status === 400 && CONFIGURATION.test(words)))
    return {
      outcome: 'retry',
      code,
      reason: `the gateway refuses access (HTTP ${String(status)}): check url, username, password, deviceId and simNumber`,
      afterMs: CONFIGURATION_RETRY_MS,
    };
  if (status >= 500 || status === 408 || status < 400)
    return unknown(code, `the gateway answered HTTP ${String(status)}: it may have taken the message`);
  return {
    outcome: 'rejected',
    code,
    reason: words === '' ? `the gateway refused the message (HTTP ${String(status)})` : `the gateway: ${words}`,
  };
}

/** What the answer to GET /messages/<our id> means. */
export function lookupResult(reply: Reply, message: OutboundMessage, now: number): LookupResult {
  const document = readObject(reply.body);
  if (reply.status === 200 && document?.id === message.id) return { found: 'sent', providerId: message.id };
  if (reply.status !== 404) return { found: 'unsure', reason: `android:${String(reply.status)}` };
  const age = now - Date.parse(message.attemptedAt ?? message.createdAt);
  if (age < SETTLING_MS) return { found: 'unsure', reason: 'android:too-early-to-tell' };
  return age < FORGOTTEN_MS ? { found: 'absent' } : { found: 'unsure', reason: 'android:too-late-to-tell' };
}

function unknown(code: string, reason: string): SendOutcome {
  return { outcome: 'unknown', code, reason };
}

function readObject(body: string): Fields | undefined {
  try {
    const document = JSON.parse(body) as unknown;
    return isObject(document) ? document : undefined;
  } catch {
    return undefined;
  }
}
