import type { SendOutcome } from '../messaging/outbound-message.js';
import type { OutboundState } from './outbound-state.js';

const BACKOFF_SECONDS = [5, 30, 120, 600, 1_800, 3_600, 7_200, 14_400, 21_600, 21_600, 21_600, 21_600];
/** Attempts, over a day and a half, before a message that the far end keeps putting off is shown to an operator as failed. */
export const MAX_SEND_ATTEMPTS = BACKOFF_SECONDS.length + 1;

/** What is written of a send. */
export interface SendRecord {
  state: OutboundState;
  providerId?: string;
  segments?: number;
  errorCode?: string;
  reason?: string;
  /** Seconds until the next attempt; absent where there is none. */
  delaySeconds?: number;
  /** Attempts given back: the row was put off without having been tried. */
  refund?: number;
  /** What left, or may have, is the template and not the text. */
  template?: boolean;
  /** The provider says that the window is closed, though the citizen's last message says otherwise. */
  windowRefused?: boolean;
  /** Whether the channel, and not the message, is at fault: counts against its breaker. */
  channelFault?: boolean;
  /** The far end takes nothing from the whole channel for `delaySeconds`. */
  throttled?: boolean;
  /** The provider says that the recipient wants silence. */
  optOut?: boolean;
}

/** Seconds until a message of unknown outcome is looked up at the provider: its own list may lag behind. */
const LOOKUP_DELAY_SECONDS = 20;
/** Seconds that a throttled channel rests where the provider names no time. */
const THROTTLE_SECONDS = 10;
/** Seconds until what just began to wait is looked at again: the citizen may have written in the same moment. */
const CROSSING_SECONDS = 15;
/** Seconds until a text that waits without a template of its own is tried anew. */
const WAIT_ALONG_SECONDS = 3_600;

export interface SendFacts {
  /** This one included. */
  attempts: number;
  /** As the sender was told. */
  windowOpen?: boolean | undefined;
  /** The sender has a template for the closed window. */
  templates?: boolean | undefined;
}

/** What a send's outcome means for its row. Pure. */
export function decideSend(outcome: SendOutcome, { attempts, windowOpen, templates }: SendFacts): SendRecord {
  const template = windowOpen === false && templates === true;
  switch (outcome.outcome) {
    case 'sent':
      if (outcome.template)
        return { state: 'waiting', providerId: outcome.providerId, template: true, delaySeconds: CROSSING_SECONDS };
      return {
        state: outcome.delivered ? 'delivered' : 'sent',
        providerId: outcome.providerId,
        ...(outcome.segments !== undefined && { segments: outcome.segments }),
      };
    case 'retry':
      return putOff(outcome, attempts);
    case 'rejected':
      return { state: 'failed', errorCode: outcome.code, reason: outcome.reason };
    case 'opted-out':
      return { state: 'failed', errorCode: outcome.code, reason: 'opted-out', optOut: true };
    case 'window-closed':
      // Whoever was told so has no template: the text waits until the citizen writes by themselves.
      return windowOpen === false
        ? waitAlong(outcome.code)
        : {
            state: 'queued',
            errorCode: outcome.code,
            reason: 'window-closed',
            delaySeconds: 0,
            refund: 1,
            windowRefused: true,
          };
    case 'unknown':
      return {
        state: 'unknown',
        errorCode: outcome.code,
        reason: outcome.reason,
        delaySeconds: LOOKUP_DELAY_SECONDS,
        channelFault: true,
        ...(template && { template }),
      };
  }
}

/** For a text whose citizen has a template already, or can get none. */
export function waitAlong(errorCode?: string): SendRecord {
  return {
    state: 'waiting',
    reason: 'window-closed',
    delaySeconds: WAIT_ALONG_SECONDS,
    refund: 1,
    ...(errorCode !== undefined && { errorCode }),
  };
}

function putOff(outcome: Extract<SendOutcome, { outcome: 'retry' }>, attempts: number): SendRecord {
  const { code: errorCode, reason, afterMs, throttled } = outcome;
  // What the far end put off for all has not been tried, and can't run out of attempts.
  if (throttled)
    return {
      state: 'queued',
      errorCode,
      reason,
      delaySeconds: afterMs === undefined ? THROTTLE_SECONDS : afterMs / 1000,
      refund: 1,
      throttled,
    };
  const backoff = BACKOFF_SECONDS[attempts - 1];
  if (backoff === undefined) return { state: 'failed', errorCode, reason: `gave up: ${reason}`, channelFault: true };
  const delaySeconds = afterMs === undefined ? backoff : Math.max(backoff, afterMs / 1000);
  return { state: 'queued', errorCode, reason, delaySeconds, channelFault: true };
}
