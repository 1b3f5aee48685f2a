import type { Database } from '../database/database.js';
import type { ChannelRegistry } from '../messaging/ports.js';
import { TAKE_SLOTS } from './channel-state.statements.js';
import type { ClaimedOutbound } from './outbox.statements.js';
import type { SendResult } from './send-recorder.js';

/** Rate limits: who finds no slot now goes back to the queue until its slot's time. */
export async function pace(
  rows: readonly ClaimedOutbound[],
  { database, channels }: { database: Database; channels: ChannelRegistry },
): Promise<{ ready: ClaimedOutbound[]; later: SendResult[] }> {
  const ready: ClaimedOutbound[] = [];
  const later: SendResult[] = [];
  for (const [channelId, own] of groupByChannel(rows)) {
    const rate = channels.get(channelId)?.ratePerSecond;
    if (rate === undefined) {
      ready.push(...own);
      continue;
    }
    const [slots] = await database.query<{ firstInSeconds: number }>(TAKE_SLOTS, [channelId, own.length, rate]);
    own.forEach((row, index) => {
      const delaySeconds = (slots?.firstInSeconds ?? 0) + index / rate;
      if (delaySeconds <= 0.05) ready.push(row);
      else later.push({ row, record: { state: 'queued', reason: 'rate-limit', delaySeconds, refund: 1 } });
    });
  }
  return { ready, later };
}

function groupByChannel(rows: readonly ClaimedOutbound[]): Map<string, ClaimedOutbound[]> {
  const groups = new Map<string, ClaimedOutbound[]>();
  for (const row of rows) groups.set(row.channelId, [...(groups.get(row.channelId) ?? []), row]);
  return groups;
}
