import { randomUUID } from 'node:crypto';
import { AndroidSettings } from '../../channels/sms/android/android.settings.js';
import type { ChannelConfig } from '../../settings/gateway-config.js';

/** Events that the stand-in calls for; docs/channels/sms-android.md has the administrator register these. */
export const HOOK_EVENTS = ['sms:received', 'mms:downloaded', 'sms:sent', 'sms:delivered', 'sms:failed'] as const;
export type HookEvent = (typeof HOOK_EVENTS)[number];

/** Events that the app lets one register besides. */
const OTHER_EVENTS = ['sms:data-received', 'sms:cancelled', 'mms:received', 'system:ping', 'app:started'];

export interface Hook {
  id: string;
  url: string;
  event: string;
}

/** One telephone with the app on it: a SIM card, an account, the webhooks that were registered. */
export interface Handset {
  channelId: string;
  /** The SIM card's number. */
  number: string;
  deviceId: string;
  simNumber: number;
  username: string;
  password: string;
  signingKey: string;
  hooks: Hook[];
}

/** The telephone of a channel; nobody has registered a webhook on it yet. */
export function handsetOf(channel: ChannelConfig): Handset | undefined {
  const { id, address = '', enabled, settings } = channel;
  if (!enabled || !(settings instanceof AndroidSettings)) return undefined;
  const { username, password, signingKey, deviceId = 'sandbox0000000000000001', simNumber = 1 } = settings;
  return { channelId: id, number: address, deviceId, simNumber, username, password, signingKey, hooks: [] };
}

export function newHook(url: string, event: string, id: string = randomUUID()): Hook {
  return { id, url, event };
}

export function isHookEvent(event: string): boolean {
  return [...HOOK_EVENTS, ...OTHER_EVENTS].includes(event);
}
