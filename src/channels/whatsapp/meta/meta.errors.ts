/** What one of Meta's error codes means for a message that we wanted to send. */
export interface MetaMeaning {
  /** `configuration`: ours to mend; the message waits. `unknown`: it may have been sent all the same. */
  effect: 'retry' | 'rejected' | 'opted-out' | 'window-closed' | 'configuration' | 'unknown';
  /** For an operator, in words that name nobody. */
  reason: string;
  /** Milliseconds to wait. */
  afterMs?: number;
  /** It limits our number, page or account, and not this message. */
  throttled?: boolean;
}

/** Keys: `code`, or `code/subcode`, which goes before. */
export type MetaMeanings = Readonly<Record<string, MetaMeaning>>;

const MINUTE_MS = 60_000;
/** Wrong credentials or settings are mended by a person: the message waits instead of failing. */
export const CONFIGURATION_RETRY_MS = 15 * MINUTE_MS;
/** A locked account takes its owner and Meta hours. */
export const LOCKED_RETRY_MS = 60 * MINUTE_MS;
const QUOTA_RETRY_MS = 5 * MINUTE_MS;

const TOKEN = 'Meta refuses accessToken: it has expired, was withdrawn or lacks a permission';

/** The Graph API's own codes. https://developers.facebook.com/docs/graph-api/guides/error-handling */
export const GRAPH_MEANINGS: MetaMeanings = Object.freeze({
  '0': { effect: 'configuration', reason: TOKEN },
  '1': { effect: 'unknown', reason: 'Meta: an unknown error; it may have taken the message' },
  '2': { effect: 'unknown', reason: 'Meta: a passing fault of the service; it may have taken the message' },
  '3': { effect: 'configuration', reason: 'the Meta app lacks a capability or permission for messages' },
  '4': {
    effect: 'retry',
    reason: "Meta: the app's request limit is reached",
    afterMs: QUOTA_RETRY_MS,
    throttled: true,
  },
  '10': { effect: 'configuration', reason: 'the Meta app lacks the permission to send messages' },
  '17': {
    effect: 'retry',
    reason: "Meta: the user's request limit is reached",
    afterMs: QUOTA_RETRY_MS,
    throttled: true,
  },
  '32': {
    effect: 'retry',
    reason: "Meta: the page's request limit is reached",
    afterMs: QUOTA_RETRY_MS,
    throttled: true,
  },
  '100/33': { effect: 'configuration', reason: 'Meta does not find our number or page, or accessToken may not use it' },
  '102': { effect: 'configuration', reason: TOKEN },
  '190': { effect: 'configuration', reason: TOKEN },
  '368': {
    effect: 'configuration',
    reason: 'Meta has blocked the account for policy reasons',
    afterMs: LOCKED_RETRY_MS,
  },
  '613': { effect: 'retry', reason: 'Meta: too many requests at once', afterMs: MINUTE_MS, throttled: true },
});

/** Looks a code up with its subcode first, in the product's own table before Meta's common one. */
export function meaningOf(
  tables: readonly MetaMeanings[],
  code: number | undefined,
  subcode: number | undefined,
): MetaMeaning | undefined {
  if (code === undefined) return undefined;
  for (const key of subcode === undefined ? [String(code)] : [`${String(code)}/${String(subcode)}`, String(code)]) {
    const table = tables.find((candidate) => Object.hasOwn(candidate, key));
    if (table !== undefined) return table[key];
  }
  // 200 to 299: "API permission" of one kind or another.
  return code >= 200 && code <= 299
    ? { effect: 'configuration', reason: 'accessToken lacks a permission for messages' }
    : undefined;
}
