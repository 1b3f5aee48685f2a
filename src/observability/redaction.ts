import { CodedError, errorCode } from '../messaging/errors.js';

/**
 * The second line of defence against people's data in logs. The first is not to log it: what
 * arrives here under a personal key, or looks like a number or a mailbox, is a mistake made harmless.
 */

const PERSONAL_KEYS = new Set(
  [
    ...['from', 'to', 'sender', 'recipient', 'address', 'phone', 'msisdn', 'email', 'mailbox', 'replyTo'],
    ...[
      'name',
      'fullName',
      'reporterName',
      'contactName',
      'nik',
      'text',
      'fullText',
      'body',
      'subject',
      'raw',
      'payload',
    ],
    ...['externalId', 'providerId', 'messageSid', 'wamid', 'messageId', 'trackingCode', 'parameters', 'detail'],
    ...['password', 'secret', 'token', 'authorization', 'cookie', 'apiKey', 'url', 'connectionString'],
  ].map((key) => key.toLowerCase()),
);
const REMOVED = '[removed]';
const MAX_DEPTH = 6;
/** E.164, or a mailbox; ids and times don't look like either. */
const LOOKS_PERSONAL = /\+\d[\d\s-]{6,17}\d|[^\s@"'<>:/]+@[^\s@"'<>]+\.[a-z]{2,}/gi;
const PASSWORD_IN_URL = /(\/\/[^\s/:@]+:)[^\s/@]+@/g;

export function scrubText(text: string): string {
  return text.replaceAll(PASSWORD_IN_URL, `$1${REMOVED}@`).replaceAll(LOOKS_PERSONAL, REMOVED);
}

/** A copy of what is to be logged, without what must not be. */
export function scrub(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return scrubText(value);
  if (value instanceof Error) return describeError(value);
  if (value instanceof Date || value === null || typeof value !== 'object') return value;
  if (ArrayBuffer.isView(value)) return `[${value.byteLength} bytes]`;
  if (depth >= MAX_DEPTH) return '[deep]';
  if (Array.isArray(value)) return value.map((item) => scrub(item, depth + 1));
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [
      key,
      PERSONAL_KEYS.has(key.toLowerCase()) && item !== undefined && item !== null ? REMOVED : scrub(item, depth + 1),
    ]),
  );
}

/** Only our own coded errors promise a message without people in it; of others there is the kind and the place. */
export function describeError(error: Error): { code: string; message?: string; stack?: string; cause?: unknown } {
  const frames = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  return {
    code: errorCode(error),
    ...(error instanceof CodedError && { message: scrubText(error.message) }),
    ...(frames.length > 0 && { stack: frames.join('\n') }),
    ...(error.cause instanceof Error && { cause: describeError(error.cause) }),
  };
}
