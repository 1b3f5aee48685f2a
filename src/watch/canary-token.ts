import { timingSafeEqual } from 'node:crypto';
import type { KeyRing } from '../contacts/key-ring.js';

const MINUTE_MS = 60_000;
/** Hexadecimal digits of the code: 128 bits. */
const CODE_LENGTH = 32;
const TOKEN = /\bkanari-([0-9a-z]{1,8})-([0-9a-f]{32})\b/gi;

/** The slot that a time belongs to: times that all workers count alike, however late each of them looks. */
export function slotOf(now: Date, everyMinutes: number): Date {
  const length = everyMinutes * MINUTE_MS;
  return new Date(Math.floor(now.getTime() / length) * length);
}

/**
 * What marks the message of a slot: `kanari-<minutes since 1970, base 36>-<code>`. The code is a keyed hash of channel
 * and slot, so that nobody else can make one, and one of another channel is none here.
 * @param slot on a whole minute
 */
export function canaryToken(keys: KeyRing, channelId: string, slot: Date): string {
  return `kanari-${(slot.getTime() / MINUTE_MS).toString(36)}-${codeOf(keys, channelId, slot)}`;
}

/** The slot whose token stands in the text; undefined where there is none, or only ones that are not ours. */
export function slotInText(keys: KeyRing, channelId: string, text: string): Date | undefined {
  for (const [, minutes = '', code = ''] of text.matchAll(TOKEN)) {
    const slot = new Date(Number.parseInt(minutes, 36) * MINUTE_MS);
    if (Number.isNaN(slot.getTime())) continue;
    const own = codeOf(keys, channelId, slot);
    if (timingSafeEqual(Buffer.from(own), Buffer.from(code.toLowerCase()))) return slot;
  }
  return undefined;
}

function codeOf(keys: KeyRing, channelId: string, slot: Date): string {
  return keys
    .hmac('canary', `${channelId}:${String(slot.getTime())}`)
    .toString('hex')
    .slice(0, CODE_LENGTH);
}
