import type { SendOutcome } from '../../../messaging/outbound-message.js';
import { sanitise } from '../../wire/text.js';
import { twilioMeaning } from './twilio.errors.js';

/** Wrong credentials or a wrong sender are mended by a person: the message waits instead of failing. */
export const CONFIGURATION_RETRY_MS = 15 * 60 * 1000;

/** What Twilio's refusal of a send means. Pure, so that every code is a line in a table of tests. */
export function refusalOutcome(refusal: {
  status: number;
  code?: number | undefined;
  message: string;
  retryAfterMs?: number | undefined;
}): SendOutcome {
  const { status, code: number, message } = refusal;
  const code = number === undefined ? `twilio:http-${String(status)}` : `twilio:${String(number)}`;
  const after = refusal.retryAfterMs === undefined ? {} : { afterMs: refusal.retryAfterMs };
  const meaning = twilioMeaning(number);
  switch (meaning?.effect) {
    case 'opted-out':
    case 'window-closed':
      return { outcome: meaning.effect, code };
    case 'rejected':
      return { outcome: 'rejected', code, reason: meaning.reason };
    case 'retry':
      return {
        outcome: 'retry',
        code,
        reason: meaning.reason,
        ...after,
        ...(meaning.throttled && { throttled: true }),
      };
    case 'configuration':
      return { outcome: 'retry', code, reason: meaning.reason, afterMs: CONFIGURATION_RETRY_MS };
    case undefined:
      break;
  }
  if (status === 429)
    return { outcome: 'retry', code, reason: 'Twilio: too many requests at once', ...after, throttled: true };
  if (status === 401 || status === 403 || status === 404) {
    return {
      outcome: 'retry',
      code,
      reason: `Twilio refuses access (HTTP ${String(status)}): check accountSid, authToken and apiBase`,
      afterMs: CONFIGURATION_RETRY_MS,
    };
  }
  // A 503 in Twilio's own words was given before the message was taken; one by a proxy in between was not.
  if (status === 503 && number !== undefined)
    return { outcome: 'retry', code, reason: 'Twilio is not available', ...after };
  if (status >= 500 || status < 400)
    return {
      outcome: 'unknown',
      code,
      reason: `Twilio answered HTTP ${String(status)}: it may have taken the message`,
    };
  const words = sanitise(message);
  return {
    outcome: 'rejected',
    code,
    reason: words === '' ? `Twilio refused the message (HTTP ${String(status)})` : `Twilio: ${words}`,
  };
}
