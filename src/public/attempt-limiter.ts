import type { Clock } from '../observability/clock.js';

export interface AttemptRule {
  name: string;
  max: number;
  windowMs: number;
}

export type VisitorAction = 'report' | 'question' | 'track' | 'duty';

/** What one address may do. Generous: behind a mobile carrier's address translation thousands of citizens share one. */
export function attemptRules(formsPerHour: number): Record<VisitorAction, AttemptRule> {
  const hour = 60 * 60_000;
  return {
    report: { name: 'report', max: formsPerHour, windowMs: hour },
    // A question is answered by a program too: fewer than by work.
    question: { name: 'question', max: Math.ceil(formsPerHour / 2), windowMs: hour },
    track: { name: 'track', max: 30, windowMs: hour / 4 },
    // An agency's whole office sits behind one address, and each of its posts carries a signed link.
    duty: { name: 'duty', max: 120, windowMs: hour },
  };
}

/**
 * Looks at tickets in a quarter of an hour. Of one ticket as many as somebody makes who never stops reloading; that alone
 * bounds what one report costs. From one address as many as a village behind a single one makes: it only keeps somebody
 * with very many codes from using up a server.
 */
export const LOOKS = {
  ofTicket: { name: 'look-ticket', max: 120, windowMs: 15 * 60_000 },
  ofNetwork: { name: 'look-network', max: 1_200, windowMs: 15 * 60_000 },
} as const satisfies Record<string, AttemptRule>;

export type AttemptResult = { allowed: true } | { allowed: false; retryAfterSeconds: number };

interface Window {
  /** Milliseconds since the epoch. */
  startedAt: number;
  count: number;
}

/** More visitors than this within one window and the longest seen are forgotten: memory stays bounded. */
const MAX_VISITORS = 20_000;

/** Counts attempts in fixed windows, in this process's memory. N web processes together allow N times as many. */
export class AttemptLimiter {
  private readonly windows = new Map<string, Window>();

  constructor(private readonly clock: Clock) {}

  /** Counts one attempt. @param visitor a keyed hash of the address, never the address. */
  take(rule: AttemptRule, visitor: string): AttemptResult {
    const key = `${rule.name}:${visitor}`;
    const window = this.windowOf(rule, key);
    const left = this.judge(rule, window);
    if (!left.allowed) return left;
    window.count += 1;
    this.windows.delete(key);
    this.windows.set(key, window);
    const oldest = this.windows.size > MAX_VISITORS ? this.windows.keys().next().value : undefined;
    if (oldest !== undefined) this.windows.delete(oldest);
    return left;
  }

  /** Whether another attempt would be let through; it is not counted. */
  look(rule: AttemptRule, visitor: string): AttemptResult {
    return this.judge(rule, this.windowOf(rule, `${rule.name}:${visitor}`));
  }

  private windowOf({ windowMs }: AttemptRule, key: string): Window {
    const now = this.clock.now().getTime();
    const known = this.windows.get(key);
    return known && now - known.startedAt < windowMs ? known : { startedAt: now, count: 0 };
  }

  private judge({ max, windowMs }: AttemptRule, { startedAt, count }: Window): AttemptResult {
    if (count < max) return { allowed: true };
    return { allowed: false, retryAfterSeconds: Math.ceil((startedAt + windowMs - this.clock.now().getTime()) / 1000) };
  }
}

/** What stands for one visitor: an IPv4 address, or the /64 that one IPv6 subscriber has. */
export function visitorNetwork(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address);
  if (mapped?.[1]) return mapped[1];
  if (!address.includes(':')) return address;
  const [head = '', tail = ''] = address.split('::');
  const left = head.split(':').filter(Boolean);
  const right = address.includes('::') ? tail.split(':').filter(Boolean) : [];
  const zeros = Array<string>(Math.max(0, 8 - left.length - right.length)).fill('0');
  const groups = address.includes('::') ? [...left, ...zeros, ...right] : left;
  return groups
    .slice(0, 4)
    .map((group) => group.toLowerCase().replace(/^0+(?=.)/, ''))
    .join(':');
}
