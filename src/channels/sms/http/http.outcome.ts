import type { SendOutcome } from '../../../messaging/outbound-message.js';
import { retryAfterMs, type Reply } from '../../wire/exchange.js';
import { isProviderId } from '../../wire/text.js';
import { textAt } from '../../wire/json-path.js';
import type { HttpErrorRule, HttpOutbound, HttpSuccess } from './outbound.settings.js';

/** Wrong credentials or a wrong address are mended by a person: the message waits instead of failing. */
export const CONFIGURATION_RETRY_MS = 15 * 60 * 1000;

/**
 * What an aggregator's answer means: the configured error rules first, then `success`, then the
 * HTTP status. An answer that says neither yes nor no is `unknown`. Pure; `now` in epoch milliseconds.
 */
export function replyOutcome(outbound: HttpOutbound, reply: Reply, messageId: string, now: number): SendOutcome {
  const document = parseJson(reply.body);
  const after = retryAfterMs(reply.headers['retry-after'], now);
  const rule = outbound.errors?.find((candidate) => ruleHolds(candidate, reply, document));
  if (rule !== undefined) return ruleOutcome(rule, reply, after);
  const success = successHolds(outbound.success, reply, document);
  if (success === 'yes') return { outcome: 'sent', providerId: providerId(outbound, reply, document) ?? messageId };
  return statusOutcome(reply.status, success, after);
}

function ruleHolds(rule: HttpErrorRule, reply: Reply, document: unknown): boolean {
  if (rule.status !== undefined && rule.status !== reply.status) return false;
  if (rule.equals === undefined && rule.matches === undefined) return true;
  const value = rule.path === undefined ? reply.body.trim() : textAt(document, rule.path);
  if (value === undefined) return false;
  if (rule.equals !== undefined && value !== String(rule.equals)) return false;
  return rule.matches === undefined || new RegExp(rule.matches, 'iu').test(value);
}

function ruleOutcome(rule: HttpErrorRule, reply: Reply, after: number | undefined): SendOutcome {
  const detail =
    typeof rule.equals === 'number' || (typeof rule.equals === 'string' && /^[\w.-]{1,24}$/.test(rule.equals))
      ? String(rule.equals)
      : String(reply.status);
  const code = `http:${detail}`;
  const reason = rule.reason ?? `the aggregator refused the message (HTTP ${String(reply.status)})`;
  if (rule.outcome === 'opted-out') return { outcome: 'opted-out', code };
  if (rule.outcome === 'rejected') return { outcome: 'rejected', code, reason };
  const afterMs = rule.afterSeconds === undefined ? after : rule.afterSeconds * 1000;
  return {
    outcome: 'retry',
    code,
    reason,
    ...(afterMs === undefined ? {} : { afterMs }),
    ...(reply.status === 429 && { throttled: true }),
  };
}

function successHolds(success: HttpSuccess, reply: Reply, document: unknown): 'yes' | 'no' | 'unclear' {
  const [low, high] = success.status.split('-').map(Number);
  if (reply.status < (low ?? 200) || reply.status > (high ?? low ?? 299)) return 'no';
  if (success.path !== undefined) {
    const value = textAt(document, success.path);
    if (value === undefined) return 'unclear';
    if (value !== String(success.equals)) return 'no';
  }
  return success.matches === undefined || new RegExp(success.matches, 'iu').test(reply.body) ? 'yes' : 'unclear';
}

function statusOutcome(status: number, success: 'no' | 'unclear', after: number | undefined): SendOutcome {
  const code = `http:${String(status)}`;
  const wait = after === undefined ? {} : { afterMs: after };
  if (status === 429)
    return { outcome: 'retry', code, reason: 'the aggregator is asked too often', ...wait, throttled: true };
  if ([401, 403, 404, 405, 407].includes(status)) {
    return {
      outcome: 'retry',
      code,
      reason: `the aggregator refuses access (HTTP ${String(status)}): check outbound.url and outbound.auth`,
      afterMs: CONFIGURATION_RETRY_MS,
    };
  }
  // Only with Retry-After does a 503 say that nothing was taken.
  if (status === 503 && after !== undefined)
    return { outcome: 'retry', code, reason: 'the aggregator is not available', ...wait };
  if (status >= 500 || status === 408)
    return {
      outcome: 'unknown',
      code,
      reason: `the aggregator answered HTTP ${String(status)}: it may have taken the message`,
    };
  if (status >= 300 && status < 400)
    return {
      outcome: 'unknown',
      code,
      reason: 'the aggregator answered with a redirect, which is not followed: check outbound.url',
    };
  if (status >= 400)
    return { outcome: 'rejected', code, reason: `the aggregator refused the message (HTTP ${String(status)})` };
  if (success === 'no')
    return {
      outcome: 'rejected',
      code: 'http:not-success',
      reason: 'the answer is not the one that outbound.success describes',
    };
  return {
    outcome: 'unknown',
    code: 'http:unclear-answer',
    reason: 'the answer holds neither success nor a known error: check outbound.success',
  };
}

function providerId(outbound: HttpOutbound, reply: Reply, document: unknown): string | undefined {
  const byPath = outbound.idPath === undefined ? undefined : textAt(document, outbound.idPath);
  const byPattern =
    outbound.idPattern === undefined ? undefined : new RegExp(outbound.idPattern, 'iu').exec(reply.body)?.[1];
  const id = (byPath ?? byPattern)?.trim();
  return id !== undefined && isProviderId(id, 128) ? id : undefined;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
