import type { ChannelCost } from '../messaging/ports.js';
import type { Reader } from './reader.js';

const PRICES = ['perSegment', 'perMessage', 'perTemplate'] as const;
/** Dearer than any message is: a slip of the pen. */
const DEAREST = 1_000_000;

/** A channel's `cost:` block; undefined where there is none. */
export function readCost(channel: Reader): ChannelCost | undefined {
  const cost = channel.child('cost', ['currency', ...PRICES], true);
  if (!cost) return undefined;
  const currency = cost.text('currency', { pattern: /^[A-Z]{3}$/, expected: 'an ISO 4217 code such as IDR' });
  const given = PRICES.filter((name) => cost.has(name));
  if (given.length === 0) channel.error('cost', `at least one of ${PRICES.join(', ')}`);
  const prices = given.map((name) => [name, cost.number(name, { min: 0, max: DEAREST, integer: false })] as const);
  return { currency, ...Object.fromEntries(prices) };
}
