import type { ChannelKind } from '../messaging/inbound-event.js';
import type { ChannelCanary } from '../messaging/ports.js';
import type { Reader } from './reader.js';

/** Kinds whose addresses can send back what they receive; a chat's provider lets no number write to itself. */
const RETURNING = {
  sms: { kind: 'phone', pattern: /^\+[1-9]\d{7,14}$/, expected: 'a number such as "+6281100000001", in quotes' },
  email: { kind: 'email', pattern: /^[^\sA-Z@]+@[^\sA-Z@]+\.[a-z]{2,}$/, expected: 'a mailbox in small letters' },
} as const;
/** More often it would cost more than it tells; a day is the longest that a dead channel may go unseen. */
const EVERY = { min: 15, max: 1440 };

/** A channel's `canary:` block; undefined where there is none. */
export function readCanary(channel: Reader, kind: ChannelKind): ChannelCanary | undefined {
  const canary = channel.child('canary', ['everyMinutes', 'withinMinutes', 'to'], true);
  if (!canary) return undefined;
  if (kind !== 'sms' && kind !== 'email') {
    channel.error('canary', 'none: only channels of kind sms and email have addresses that send a message back');
    return undefined;
  }
  const { kind: addressKind, ...rule } = RETURNING[kind];
  const everyMinutes = canary.number('everyMinutes', EVERY);
  // One must have come back, or be missing, before the next one leaves.
  const withinMinutes = canary.number('withinMinutes', { min: 1, max: Math.max(everyMinutes, EVERY.min) - 1 });
  return { everyMinutes, withinMinutes, to: { kind: addressKind, value: canary.text('to', rule) } };
}
