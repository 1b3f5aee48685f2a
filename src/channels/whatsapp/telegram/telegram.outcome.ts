import type { SendOutcome } from '../../../messaging/outbound-message.js';
import { ExchangeError, type Reply, retryAfterMs } from '../../wire/exchange.js';
import { textAt } from '../../wire/json-path.js';
import { sanitise } from '../../wire/text.js';
import { parseJson } from '../json.js';

/** A wrong token is mended by a person: the message waits instead of failing. */
const CONFIGURATION_RETRY_MS = 15 * 60_000;

/** What the Bot API's answer to a send means. https://core.telegram.org/bots/api#making-requests. `now` in epoch milliseconds. */
export function telegramOutcome(reply: Reply, now: number): SendOutcome {
  const { status } = reply;
  const body = parseJson(reply.body);
  if (status >= 200 && status <= 299) return accepted(body);
  const code = `telegram:${String(status)}`;
  const words = (textAt(body, 'description') ?? '').toLowerCase();
  if (status === 429) {
    const seconds = Number(textAt(body, 'parameters.retry_after') ?? NaN);
    const afterMs = seconds > 0 && seconds < 86_400 ? seconds * 1000 : retryAfterMs(reply.headers['retry-after'], now);
    const reason = 'Telegram: too many messages at once';
    return { outcome: 'retry', code, reason, ...(afterMs === undefined ? {} : { afterMs }), throttled: true };
  }
  // Of its own words only; a proxy's 403 says nothing of the citizen.
  if (status === 403 && body?.ok === false)
    return words.includes('deactivated')
      ? { outcome: 'rejected', code, reason: 'the Telegram account no longer exists' }
      : { outcome: 'opted-out', code };
  if (status === 401 || status === 403 || status === 404)
    return {
      outcome: 'retry',
      code,
      reason: `Telegram refuses access (HTTP ${String(status)}): check botToken and apiBase`,
      afterMs: CONFIGURATION_RETRY_MS,
    };
  if (status >= 500 || status < 400)
    return {
      outcome: 'unknown',
      code,
      reason: `Telegram answered HTTP ${String(status)}: it may have taken the message`,
    };
  if (words.includes('chat not found')) return { outcome: 'rejected', code, reason: 'Telegram knows no such chat' };
  if (words.includes('too long')) return { outcome: 'rejected', code, reason: 'the text is too long' };
  const said = sanitise(words);
  return { outcome: 'rejected', code, reason: `Telegram refused the message${said === '' ? '' : `: ${said}`}` };
}

/** A send that got no answer. */
export function telegramFailure(error: unknown): SendOutcome {
  if (!(error instanceof ExchangeError)) throw error;
  const code = `telegram:${error.code}`;
  return error.mayHaveArrived
    ? { outcome: 'unknown', code, reason: 'the connection to Telegram broke after the message had left' }
    : { outcome: 'retry', code, reason: 'no connection to Telegram' };
}

/** The id has the form that a quotation of the message will have when it comes back. */
function accepted(body: ReturnType<typeof parseJson>): SendOutcome {
  const chat = textAt(body, 'result.chat.id');
  const id = textAt(body, 'result.message_id');
  return chat !== undefined && id !== undefined && /^-?\d{1,16}$/.test(chat) && /^\d{1,16}$/.test(id)
    ? { outcome: 'sent', providerId: `${chat}:${id}` }
    : {
        outcome: 'unknown',
        code: 'telegram:answer-without-id',
        reason: 'Telegram answered with success but named no message',
      };
}
