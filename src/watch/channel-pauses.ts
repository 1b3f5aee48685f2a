import type { Database } from '../database/database.js';
import type { Transaction } from '../database/transaction.js';
import { WriteSet } from '../database/write-set.js';
import type { Doorbell } from '../jobs/dispatcher.js';
import { channelKind, outboundKind } from '../jobs/job-map.js';
import type { Clock } from '../observability/clock.js';
import { ringAll, send, type Ring } from '../tickets/ticket-actions.js';
import { addChannelAct, type Done } from './channel-acts.js';

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

  /** In a transaction of its own. @returns false where it was paused already */
  pause(channelId: string, actor: string): Promise<boolean> {
    return this.alone((tx) => this.pauseWithin(tx, channelId, actor));
  }

  /** In a transaction of its own. @returns false where it was not paused */
  resume(channelId: string, actor: string): Promise<boolean> {
    return this.alone((tx) => this.resumeWithin(tx, channelId, actor));
  }

  /** @returns whether it changed anything */
  async pauseWithin(tx: Transaction, channelId: string, actor: string): Promise<Done<boolean>> {
    return { value: await this.change(tx, PAUSE, { channelId, actor, act: 'paused' }), rings: [] };
  }

  /** It is rung for what has waited longest; who answers takes the others along. @returns whether it changed anything */
  async resumeWithin(tx: Transaction, channelId: string, actor: string): Promise<Done<boolean>> {
    if (!(await this.change(tx, RESUME, { channelId, actor, act: 'resumed' }))) return { value: false, rings: [] };
    const rows = await tx.query<Waiting & Record<string, unknown>>(WAITING, [channelId]);
    const rings = rows.map(({ way, id, kind }): Ring => ({
      queue: way === 'in' ? `inbound.${channelKind(kind)}` : `outbox.${outboundKind(kind)}`,
      id,
    }));
    return { value: true, rings };
  }

  private async alone(work: (tx: Transaction) => Promise<Done<boolean>>): Promise<boolean> {
    const { value, rings } = await this.parts.database.transaction(work);
    ringAll(this.parts.doorbell, rings);
    return value;
  }

  private async change(
    tx: Transaction,
    sql: string,
    act: { channelId: string; actor: string; act: 'paused' | 'resumed' },
  ): Promise<boolean> {
    if ((await tx.query(sql, [act.channelId])).length === 0) return false;
    const writes = new WriteSet();
    addChannelAct(writes, { ...act, at: this.parts.clock.now() });
    send(tx, writes);
    return true;
  }
}
