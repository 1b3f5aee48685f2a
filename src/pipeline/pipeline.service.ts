import { setTimeout as sleep } from 'node:timers/promises';
import pLimit from 'p-limit';
import { sealedIn } from '../contacts/vault-context.js';
import type { Doorbell } from '../jobs/dispatcher.js';
import { CodedError, errorCode } from '../messaging/errors.js';
import type { StoredEvent } from '../messaging/inbound-event.js';
import type { Clock } from '../observability/clock.js';
import type { Logger } from '../observability/logger.js';
import { Batch, type BatchParts, type Pass } from './batch.js';
import { CLAIM, GIVE_BACK, MARK_FAILED, MARK_RETRY, WAITING, type ClaimedRow } from './pipeline.statements.js';
import type { PipelineMessage } from './types.js';

/** Attempts before a message is shown to an operator as failed; raw kept, retry offered. */
export const MAX_ATTEMPTS = 6;
const BACKOFF_SECONDS = [2, 10, 60, 300, 900];
/** Pauses before a sender that another worker has is tried again; then the sweeper rings. */
const BUSY_PAUSES_MS = [5, 10, 20, 50, 100, 200, 500];
/** Messages of one transaction. */
const BATCH_SIZE = 32;

export interface PipelineParts extends BatchParts {
  doorbell: Doorbell;
  clock: Clock;
  logger: Logger;
  leaseSeconds: number;
  /** Transactions at a time in this process. */
  concurrency: number;
  /** Waiting rows that are taken along with those that were rung for. */
  claimAlong: number;
}

/** Works off inbound rows, one message of a sender at a time and in order (promise 9). */
export class Pipeline {
  private readonly batch: Batch;
  private readonly limit: ReturnType<typeof pLimit>;

  constructor(private readonly parts: PipelineParts) {
    this.batch = new Batch(parts);
    this.limit = pLimit(parts.concurrency);
  }

  /** A doorbell rang for these rows. Rows that another worker holds, or that are done, are left alone. */
  async process(ids: readonly string[]): Promise<void> {
    const claimed = await this.parts.database.query<ClaimedRow>(CLAIM, [
      ids,
      this.parts.leaseSeconds,
      this.parts.claimAlong,
    ]);
    const bySender = new Map<string, ClaimedRow[]>();
    for (const row of claimed.sort((a, b) => (a.id < b.id ? -1 : 1))) {
      const key = row.senderHash?.toString('base64') ?? row.id;
      const rows = bySender.get(key);
      if (rows) rows.push(row);
      else bySender.set(key, [row]);
    }
    const senders = [...bySender.values()];
    const batches: ClaimedRow[][][] = [];
    for (let from = 0; from < senders.length; from += BATCH_SIZE) batches.push(senders.slice(from, from + BATCH_SIZE));
    await Promise.all(batches.map((batch) => this.limit(() => this.drain(batch))));
  }

  /** Each sender's claimed rows in order of receipt, one of each at a time, then whatever of theirs came meanwhile. */
  private async drain(senders: ClaimedRow[][]): Promise<void> {
    let waiting = senders;
    for (let pauses = 0; waiting.length > 0;) {
      const heads = waiting.flatMap((rows) => rows.splice(0, 1));
      const passes = await this.attempt(heads);
      const next: ClaimedRow[][] = [];
      for (const [index, head] of heads.entries()) {
        const rest = waiting[index] ?? [];
        const pass = passes[index];
        if (pass?.busy && pauses < BUSY_PAUSES_MS.length) rest.unshift(head);
        else if (pass?.busy) await this.giveBack([head, ...rest.splice(0)]);
        else if (rest.length === 0 && pass?.more) rest.push(...(await this.nextOf(head)));
        if (rest.length > 0) next.push(rest);
      }
      // Whoever has a sender has them for the length of a transaction.
      if (passes.some((pass) => pass.busy)) await sleep(BUSY_PAUSES_MS[pauses++]);
      waiting = next;
    }
  }

  /** The sender's oldest waiting message, if its time has come and it is not the one just tried. */
  private async nextOf(row: ClaimedRow): Promise<ClaimedRow[]> {
    if (!row.senderHash) return [];
    const [oldest] = await this.parts.database.query<ClaimedRow & { due: boolean }>(WAITING, [row.senderHash]);
    return oldest?.due && oldest.id !== row.id ? [{ ...oldest, attempts: oldest.attempts + 1, unclaimed: true }] : [];
  }

  /** What only waits has not been tried; else waiting would use up its attempts. */
  private async giveBack(rows: readonly ClaimedRow[]): Promise<void> {
    const ids = rows.filter((row) => !row.unclaimed).map(({ id }) => id);
    if (ids.length > 0) await this.parts.database.query(GIVE_BACK, [ids]);
  }

  private async attempt(rows: readonly ClaimedRow[]): Promise<Pass[]> {
    try {
      const messages = rows.map((row) => this.open(row));
      const { passes, rings } = await this.batch.run(messages, this.parts.clock.now());
      const queues = new Set(rings.map(({ queue }) => queue));
      for (const queue of queues) {
        this.parts.doorbell.ring(
          queue,
          rings.filter((ring) => ring.queue === queue).map(({ id }) => id),
        );
      }
      await this.giveBack(rows.filter((_row, index) => passes[index]?.waits));
      return passes;
    } catch (error) {
      const [only, ...others] = rows;
      if (only && others.length === 0) {
        await this.fail(only, error);
        return [{ more: true }];
      }
      // One of them is at fault, or the database is: each by itself shows which (promise 5).
      const passes: Pass[] = [];
      for (const row of rows) passes.push(...(await this.attempt([row])));
      return passes;
    }
  }

  private open(row: ClaimedRow): PipelineMessage {
    if (row.attempts > MAX_ATTEMPTS)
      throw new CodedError('worker-died-repeatedly', 'the message ended its worker each time', false);
    const channel = this.parts.channels.get(row.channelId);
    if (!channel) throw new CodedError('channel-unknown', `the configuration has no channel ${row.channelId}`, true);
    const json = this.parts.vault.openText(row.eventSealed, row.keyId, sealedIn.inboundEvent(row.id));
    return {
      id: row.id,
      channel,
      event: JSON.parse(json) as StoredEvent,
      senderHash: row.senderHash,
      receivedAt: row.receivedAt,
      ...(row.handedTo !== null && { handedTo: row.handedTo }),
    };
  }

  /** Tries again later, or keeps it as failed with the reason; the raw message stays. */
  private async fail(row: ClaimedRow, error: unknown): Promise<void> {
    const code = errorCode(error);
    const final = row.attempts >= MAX_ATTEMPTS || (error instanceof CodedError && !error.retryable);
    this.parts.logger[final ? 'error' : 'warn'](
      { inbound: row.id, channel: row.channelId, attempts: row.attempts, error: code },
      final ? 'message failed' : 'message is tried again',
    );
    try {
      if (final) {
        await this.parts.database.query(MARK_FAILED, [row.id, code]);
      } else {
        const delay = BACKOFF_SECONDS[Math.min(row.attempts, BACKOFF_SECONDS.length) - 1] ?? 2;
        await this.parts.database.query(MARK_RETRY, [row.id, code, delay, row.attempts]);
      }
    } catch (markError) {
      // The lease runs out and the sweeper rings again.
      this.parts.logger.error({ inbound: row.id, error: errorCode(markError) }, 'could not record a failure');
    }
  }
}
