import pLimit from 'p-limit';
import type { Vault } from '../contacts/vault.js';
import type { Database } from '../database/database.js';
import { CodedError, errorCode } from '../messaging/errors.js';
import type { LookupResult, SendOutcome } from '../messaging/outbound-message.js';
import type { ChannelRegistry } from '../messaging/ports.js';
import type { Logger } from '../observability/logger.js';
import { openOutbound } from './open-outbound.js';
import { CLAIM, CLAIM_UNCERTAIN, type ClaimedOutbound } from './outbox.statements.js';
import { pace } from './pace.js';
import type { Receipts } from './receipts.service.js';
import { decideSend, MAX_SEND_ATTEMPTS } from './send-decision.js';
import { SendRecorder, type SendResult } from './send-recorder.js';

export interface OutboxParts {
  database: Database;
  vault: Vault;
  channels: ChannelRegistry;
  receipts: Receipts;
  logger: Logger;
  leaseSeconds: number;
  /** Sends at a time in this process. */
  concurrency: number;
  /** Waiting rows that are taken along with those that were rung for. */
  claimAlong: number;
}

/** Sends what the outbox holds; the rows own their attempts, the far end is an adapter's business. */
export class Outbox {
  private readonly limit: ReturnType<typeof pLimit>;
  private readonly recorder: SendRecorder;

  constructor(private readonly parts: OutboxParts) {
    this.limit = pLimit(parts.concurrency);
    this.recorder = new SendRecorder(parts);
  }

  /** A doorbell rang for these rows. */
  async process(ids: readonly string[]): Promise<void> {
    const { database, leaseSeconds } = this.parts;
    const claimed = await database.query<ClaimedOutbound>(CLAIM, [ids, leaseSeconds, this.parts.claimAlong]);
    const { ready, later } = await pace(claimed, this.parts);
    const results = await Promise.all(ready.map((row) => this.limit(() => this.send(row))));
    await this.recorder.record([...results, ...later]);
    const seen = new Set(claimed.map(({ id }) => id));
    const others = ids.filter((id) => !seen.has(id));
    if (others.length > 0) await this.resolveUncertain(others);
  }

  private async send(row: ClaimedOutbound): Promise<SendResult> {
    if (row.optedOut) return { row, record: { state: 'failed', reason: 'opted-out', errorCode: 'opted-out' } };
    let outcome: SendOutcome;
    try {
      const { channel, message } = openOutbound(row, this.parts);
      const sender = channel.adapter?.sender;
      if (!channel.enabled || !sender)
        outcome = { outcome: 'retry', code: 'channel-off', reason: 'the channel is switched off', afterMs: 600_000 };
      else outcome = await sender.send(message);
    } catch (error) {
      // Adapters don't throw for what a provider can say; whether it left before this fault is not known.
      const coded = error instanceof CodedError;
      this.parts.logger.error(
        { outbound: row.id, channel: row.channelId, error: errorCode(error) },
        'send failed unexpectedly',
      );
      outcome = coded
        ? { outcome: 'rejected', code: error.code, reason: 'could not be read' }
        : { outcome: 'unknown', code: errorCode(error), reason: 'a fault while sending' };
    }
    return { row, record: decideSend(outcome, row.attempts) };
  }

  /** Messages that may or may not have left: the provider is asked; without its word an operator decides. */
  private async resolveUncertain(ids: readonly string[]): Promise<void> {
    const rows = await this.parts.database.query<ClaimedOutbound>(CLAIM_UNCERTAIN, [ids, this.parts.leaseSeconds]);
    if (rows.length === 0) return;
    await this.recorder.record(await Promise.all(rows.map((row) => this.limit(() => this.resolve(row)))));
  }

  private async resolve(row: ClaimedOutbound): Promise<SendResult> {
    let result: LookupResult;
    try {
      const { channel, message } = openOutbound(row, this.parts);
      const sender = channel.adapter?.sender;
      // A reply that is only published leaves nothing behind at any far end: publishing again is the same.
      if (message.to === null) result = { found: 'absent' };
      else
        result = sender?.lookup
          ? await sender.lookup(message)
          : { found: 'unsure', reason: 'the provider can not be asked' };
      if (result.found === 'unsure' && !sender?.lookup)
        return {
          row,
          record: { state: 'unknown', errorCode: 'outcome-unknown', reason: result.reason, delaySeconds: 86_400 },
        };
    } catch (error) {
      result = { found: 'unsure', reason: errorCode(error) };
    }
    if (result.found === 'sent') return { row, record: { state: 'sent', providerId: result.providerId } };
    if (result.found === 'absent') {
      const giveUp = row.attempts >= MAX_SEND_ATTEMPTS;
      return {
        row,
        record: giveUp
          ? { state: 'failed', reason: 'gave up', errorCode: 'never-arrived' }
          : { state: 'queued', delaySeconds: 0, reason: 'not at the provider' },
      };
    }
    return { row, record: { state: 'unknown', errorCode: 'outcome-unknown', reason: result.reason, delaySeconds: 15 } };
  }

  /** Ends the adapters' connections. */
  async close(): Promise<void> {
    await Promise.all(this.parts.channels.all().map(async (channel) => channel.adapter?.sender?.close?.()));
  }
}
