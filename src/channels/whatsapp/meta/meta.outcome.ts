import type { SendOutcome } from '../../../messaging/outbound-message.js';
import { ExchangeError, type Reply, retryAfterMs } from '../../wire/exchange.js';
import { textAt } from '../../wire/json-path.js';
import { isProviderId, sanitise } from '../../wire/text.js';
import { parseJson } from '../json.js';
import { CONFIGURATION_RETRY_MS, type MetaMeaning } from './meta.errors.js';

type Lookup = (code: number | undefined, subcode: number | undefined) => MetaMeaning | undefined;

/** What the Graph API's answer to a send means. `idPath`: where a success names the message. `now` in epoch milliseconds. */
export function graphOutcome(reply: Reply, idPath: string, meaning: Lookup, now: number): SendOutcome {
  if (reply.status < 200 || reply.status > 299) return refusal(reply, meaning, now);
  const id = textAt(parseJson(reply.body), idPath);
  return id !== undefined && isProviderId(id, 300)
    ? { outcome: 'sent', providerId: id }
    : { outcome: 'unknown', code: 'meta:answer-without-id', reason: 'Meta answered with success but named no message' };
}

/** A send that got no answer. */
export function graphFailure(error: unknown): SendOutcome {
  if (!(error instanceof ExchangeError)) throw error;
  const code = `meta:${error.code}`;
  return error.mayHaveArrived
    ? { outcome: 'unknown', code, reason: 'the connection to Meta broke after the message had left' }
    : { outcome: 'retry', code, reason: 'no connection to Meta' };
}

/** What a refused upload means for the message that wanted it: nobody has seen anything, so nothing is doubtful. */
export function uploadOutcome(reply: Reply, meaning: Lookup, now: number): SendOutcome {
  const outcome: SendOutcome =
    reply.status === 200
      ? { outcome: 'retry', code: 'meta:upload-without-id', reason: 'Meta took the file but gave it no id' }
      : refusal(reply, meaning, now);
  return outcome.outcome === 'unknown' ? { ...outcome, outcome: 'retry' } : outcome;
}

/** An upload that got no answer. */
export function uploadFailure(error: unknown): SendOutcome {
  if (!(error instanceof ExchangeError)) throw error;
  return { outcome: 'retry', code: `meta:${error.code}`, reason: 'the file did not get to Meta' };
}

function refusal(reply: Reply, lookup: Lookup, now: number): SendOutcome {
  const { status } = reply;
  const body = parseJson(reply.body);
  const number = wholeNumber(textAt(body, 'error.code'));
  const code = number === undefined ? `meta:http-${String(status)}` : `meta:${String(number)}`;
  const meaning = lookup(number, wholeNumber(textAt(body, 'error.error_subcode'))) ?? byStatus(status);
  switch (meaning?.effect) {
    case 'opted-out':
    case 'window-closed':
      return { outcome: meaning.effect, code };
    case 'rejected':
    case 'unknown':
      return { outcome: meaning.effect, code, reason: meaning.reason };
    case 'configuration':
      return { outcome: 'retry', code, reason: meaning.reason, afterMs: meaning.afterMs ?? CONFIGURATION_RETRY_MS };
    case 'retry': {
      const afterMs = retryAfterMs(reply.headers['retry-after'], now) ?? meaning.afterMs;
      return {
        outcome: 'retry',
        code,
        reason: meaning.reason,
        ...(afterMs === undefined ? {} : { afterMs }),
        ...(meaning.throttled && { throttled: true }),
      };
    }
    case undefined:
      break;
  }
  const words = sanitise(textAt(body, 'error.message') ?? '');
  const reason = words === '' ? `Meta refused the message (HTTP ${String(status)})` : `Meta: ${words}`;
  return { outcome: 'rejected', code, reason };
}

/** For codes that nobody knows, and answers of something in between. */
function byStatus(status: number): MetaMeaning | undefined {
  const http = `(HTTP ${String(status)})`;
  if (status === 429) return { effect: 'retry', reason: 'Meta: too many requests at once', throttled: true };
  if (status === 401 || status === 403 || status === 404)
    return { effect: 'configuration', reason: `Meta refuses access ${http}: check accessToken, the id and apiBase` };
  if (status >= 500 || status < 400)
    return { effect: 'unknown', reason: `Meta gave no usable answer ${http}: it may have taken the message` };
  return undefined;
}

function wholeNumber(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,9}$/.test(text) ? Number(text) : undefined;
}
