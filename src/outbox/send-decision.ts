import type { SendOutcome } from '../messaging/outbound-message.js';
import type { OutboundState } from './outbound-state.js';

/** Attempts before a message that the far end keeps putting off is shown to an operator as failed. */
export const MAX_SEND_ATTEMPTS = 8;
const BACKOFF_SECONDS = [5, 30, 120, 600, 1_800, 3_600, 7_200];

/** What is written of a send. */
export interface SendRecord {
  state: OutboundState;
  providerId?: string;
  segments?: number;
  errorCode?: string;
  reason?: string;
  /** Seconds until the next attempt; absent where there is none. */
  delaySeconds?: number;
  /** Whether the channel, and not the message, is at fault: counts against its breaker. */
  channelFault?: boolean;
  /** The provider says that the recipient wants silence. */
  optOut?: boolean;
}

/** Seconds until a message of unknown outcome is looked up at the provider: its own list may lag behind. */
const LOOKUP_DELAY_SECONDS = 20;

/** What a send's outcome means for its row. Pure. */
export function decideSend(outcome: SendOutcome, attempts: number): SendRecord {
  switch (outcome.outcome) {
    case 'sent':
      return {
        state: outcome.delivered ? 'delivered' : 'sent',
        providerId: outcome.providerId,
        ...(outcome.segments !== undefined && { segments: outcome.segments }),
      };
    case 'retry': {
      if (attempts >= MAX_SEND_ATTEMPTS)
        return { state: 'failed', errorCode: outcome.code, reason: `gave up: ${outcome.reason}`, channelFault: true };
      const backoff = BACKOFF_SECONDS[Math.min(attempts, BACKOFF_SECONDS.length) - 1] ?? 5;
      return {
        state: 'queued',
        errorCode: outcome.code,
        reason: outcome.reason,
        delaySeconds: outcome.afterMs === undefined ? backoff : outcome.afterMs / 1000,
        channelFault: true,
      };
    }
    case 'rejected':
      return { state: 'failed', errorCode: outcome.code, reason: outcome.reason };
    case 'opted-out':
      return { state: 'failed', errorCode: outcome.code, reason: 'opted-out', optOut: true };
    case 'window-closed':
      return { state: 'failed', errorCode: outcome.code, reason: 'window-closed' };
    case 'unknown':
      return {
        state: 'unknown',
        errorCode: outcome.code,
        reason: outcome.reason,
        delaySeconds: LOOKUP_DELAY_SECONDS,
        channelFault: true,
      };
  }
}
