import { newId } from '../database/new-id.js';
import type { WriteSet } from '../database/write-set.js';
import type { Ring } from '../tickets/ticket-actions.js';

export const CHANNEL_ACTS = [
  'paused',
  'resumed',
  'inbound-retried',
  'inbound-ignored',
  'inbound-handed',
  'outbound-resent',
  'outbound-looked-up',
  'outbound-was-sent',
  'outbound-sent-again',
  'fell-silent',
  'heard-again',
  'canary-missing',
  'canary-back',
] as const;
export type ChannelAct = (typeof CHANNEL_ACTS)[number];

/** What was done in a caller's transaction, and what to ring for once that is committed. */
export interface Done<T> {
  value: T;
  rings: readonly Ring[];
}

export interface NewChannelAct {
  channelId: string;
  /** `gateway`, or an account's; never a name. */
  actor: string;
  act: ChannelAct;
  messageId?: string;
  messages?: number;
  at: Date;
}

/** Notes an act in the statement of what was done. */
export function addChannelAct(
  writes: WriteSet,
  { channelId, actor, act, messageId, messages, at }: NewChannelAct,
): void {
  writes.insert('channel_act', {
    id: newId(),
    channel_id: channelId,
    actor,
    act,
    message_id: messageId ?? null,
    messages: messages ?? null,
    at,
  });
}
