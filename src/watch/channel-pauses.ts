import type { Database } from '../database/database.js';
import { WriteSet } from '../database/write-set.js';
import type { Doorbell } from '../jobs/dispatcher.js';
import { channelKind, outboundKind } from '../jobs/job-map.js';
import type { Clock } from '../observability/clock.js';
import { ringAll, send } from '../tickets/ticket-actions.js';
import { addChannelAct } from './channel-acts.js';

const PAUSE = `
  INSERT INTO channel_state AS c (channel_id, paused) VALUES ($1, true)
  ON CONFLICT (channel_id) DO UPDATE SET paused = true WHERE NOT c.paused RETURNING channel_id`;
/** Whoever resumes it has seen to what was wrong: its failures are forgotten. */
const RESUME = `
  UPDATE channel_state SET paused = false, failures_in_row = 0, breaker_until = NULL
  WHERE channel_id = $1 AND paused RETURNING channel_id`;

/** Of each way as many as one job takes. */
const WAITING = `
  (SELECT 'in' AS way, id, kind FROM inbound_message WHERE channel_id = $1 AND state = 'pending' ORDER BY wake_at LIMIT 200)
  UNION ALL
  (SELECT 'out', id, kind FROM outbound_message WHERE channel_id = $1 AND state = 'queued' ORDER BY wake_at LIMIT 200)`;

interface Waiting {
  way: 'in' | 'out';
  id: string;
  kind: string;
}

/**
 * Stops and starts a channel. While it is paused messages are still taken in and kept, none is handled or sent.
 */
export class ChannelPauses {
  constructor(private readonly parts: { database: Database; doorbell: Doorbell; clock: Clock }) {}

  /** @returns false where it was paused already */
  pause(channelId: string, actor: string): Promise<boolean> {
    return this.change(PAUSE, { channelId, actor, act: 'paused' });
  }

  /** @returns false where it was not paused */
  async resume(channelId: string, actor: string): Promise<boolean> {
    const resumed = await this.change(RESUME, { channelId, actor, act: 'resumed' });
    if (resumed) await this.ring(channelId);
    return resumed;
  }

  /** Rings for what has waited longest; who answers takes the others along. */
  private async ring(channelId: string): Promise<void> {
    const rows = await this.parts.database.query<Waiting>(WAITING, [channelId]);
    ringAll(
      this.parts.doorbell,
      rows.map(({ way, id, kind }) => ({
        queue: way === 'in' ? `inbound.${channelKind(kind)}` : `outbox.${outboundKind(kind)}`,
        id,
      })),
    );
  }

  private change(sql: string, act: { channelId: string; actor: string; act: 'paused' | 'resumed' }): Promise<boolean> {
    return this.parts.database.transaction(async (tx) => {
      if ((await tx.query(sql, [act.channelId])).length === 0) return false;
      const writes = new WriteSet();
      addChannelAct(writes, { ...act, at: this.parts.clock.now() });
      send(tx, writes);
      return true;
    });
  }
}
