import type { ClaimedOutbound } from './outbox.statements.js';
import { waitAlong } from './send-decision.js';
import type { SendResult } from './send-recorder.js';

/** Claimed rows that may go to their sender, and what is written of the others. */
export interface HeldBack {
  ready: ClaimedOutbound[];
  back: SendResult[];
}

/**
 * Who gets nothing now: recipients that want silence or have had a day's share of automatic messages, and
 * texts for a closed window whose citizen has a template of ours already: one a citizen and day. Pure.
 */
export function holdBack(
  rows: readonly ClaimedOutbound[],
  /** Channels that have a template for the closed window. */
  templates: (channelId: string) => boolean,
): HeldBack {
  const result: HeldBack = { ready: [], back: [] };
  const asked = new Set<string>();
  for (const row of rows) {
    if (row.optedOut)
      result.back.push({ row, record: { state: 'failed', reason: 'opted-out', errorCode: 'opted-out' } });
    else if (row.overCap)
      result.back.push({
        row,
        record: {
          state: 'failed',
          reason: 'the recipient has had a day’s automatic messages',
          errorCode: 'recipient-cap',
        },
      });
    else if (row.windowClosed && templates(row.channelId) && hasTemplate(row, asked))
      result.back.push({ row, record: waitAlong() });
    else result.ready.push(row);
  }
  return result;
}

/** Notes the recipient as one whom this batch asks. */
function hasTemplate(row: ClaimedOutbound, asked: Set<string>): boolean {
  if (row.templateAt !== null || row.templateOut) return true;
  const recipient = `${row.channelId}:${row.recipientHash?.toString('base64') ?? row.id}`;
  if (asked.has(recipient)) return true;
  asked.add(recipient);
  return false;
}
