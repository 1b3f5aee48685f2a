import pLimit from 'p-limit';
import { sealedIn } from '../contacts/vault-context.js';
import type { Vault } from '../contacts/vault.js';
import type { Database } from '../database/database.js';
import { parseAddressKey } from '../messaging/address.js';
import { CodedError, errorCode } from '../messaging/errors.js';
import type { LookupResult, OutboundMessage, OutboundPurpose, SendOutcome } from '../messaging/outbound-message.js';
import type { Channel, ChannelRegistry } from '../messaging/ports.js';
import type { Logger } from '../observability/logger.js';
import { decideSend, MAX_SEND_ATTEMPTS, type SendRecord } from './send-decision.js';
import {
  ADD_OPT_OUT, CLAIM, CLAIM_UNCERTAIN, COUNT_FAILURE, COUNT_SUCCESS, RECORD, TAKE_SLOTS, type ClaimedOutbound,
} from './outbox.statements.js'; // prettier-ignore
import type { Receipts } from './receipts.service.js';

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

interface Result {
  row: ClaimedOutbound;
  record: SendRecord;
  /** Attempts given back: the row was put off without having been tried. */
  refund?: number;
}

/** Sends what the outbox holds; the rows own their attempts, the far end is an adapter's business. */
export class Outbox {
  private readonly limit: ReturnType<typeof pLimit>;

  constructor(private readonly parts: OutboxParts) {
    this.limit = pLimit(parts.concurrency);
  }

  /** A doorbell rang for these rows. */
  async process(ids: readonly string[]): Promise<void> {
    const { database, leaseSeconds } = this.parts;
    const claimed = await database.query<ClaimedOutbound>(CLAIM, [ids, leaseSeconds, this.parts.claimAlong]);
    const { ready, later } = await this.pace(claimed);
    const results = await Promise.all(ready.map((row) => this.limit(() => this.send(row))));
    await this.record([...results, ...later]);
    const seen = new Set(claimed.map(({ id }) => id));
    const others = ids.filter((id) => !seen.has(id));
    if (others.length > 0) await this.resolveUncertain(others);
  }

  /** Rate limits: who finds no slot now goes back to the queue until its slot's time. */
  private async pace(rows: ClaimedOutbound[]): Promise<{ ready: ClaimedOutbound[]; later: Result[] }> {
    const ready: ClaimedOutbound[] = [];
    const later: Result[] = [];
    for (const [channelId, own] of groupByChannel(rows)) {
      const rate = this.parts.channels.get(channelId)?.ratePerSecond;
      if (rate === undefined) {
        ready.push(...own);
        continue;
      }
      const [slots] = await this.parts.database.query<{ firstInSeconds: number }>(TAKE_SLOTS, [
        channelId,
        own.length,
        rate,
      ]);
      own.forEach((row, index) => {
        const delaySeconds = (slots?.firstInSeconds ?? 0) + index / rate;
        if (delaySeconds <= 0.05) ready.push(row);
        else later.push({ row, record: { state: 'queued', reason: 'rate-limit', delaySeconds }, refund: 1 });
      });
    }
    return { ready, later };
  }

  private async send(row: ClaimedOutbound): Promise<Result> {
    if (row.optedOut) return { row, record: { state: 'failed', reason: 'opted-out', errorCode: 'opted-out' } };
    let outcome: SendOutcome;
    try {
      const { channel, message } = this.open(row);
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
    await this.record(await Promise.all(rows.map((row) => this.limit(() => this.resolve(row)))));
  }

  private async resolve(row: ClaimedOutbound): Promise<Result> {
    let result: LookupResult;
    try {
      const { channel, message } = this.open(row);
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

  private async record(results: readonly Result[]): Promise<void> {
    if (results.length === 0) return;
    try {
      await this.write(results);
    } catch (error) {
      if (!isRepeatedProviderId(error)) throw error;
      // A provider that gives two messages one id must not spoil what became of the rest of the batch.
      for (const result of results) await this.writeAlone(result);
    }
    await this.countChannels(results);
  }

  /** Without the provider's id where another message has it: its receipts can't be told apart then. */
  private async writeAlone(result: Result): Promise<void> {
    try {
      await this.write([result]);
    } catch (error) {
      if (!isRepeatedProviderId(error)) throw error;
      const { row, record } = result;
      this.parts.logger.warn(
        { outbound: row.id, channel: row.channelId },
        'the provider used this id before; receipts of it are not followed',
      );
      await this.write([{ ...result, record: { ...record, providerId: undefined } }]);
    }
  }

  private async write(results: readonly Result[]): Promise<void> {
    const { database, vault, receipts } = this.parts;
    const hashOf = ({ row, record }: Result): Buffer | null =>
      record.providerId === undefined ? null : vault.externalIdHash(row.channelId, record.providerId);
    const hashes = results.map(hashOf);
    await database.query(RECORD, [
      results.map(({ row }) => row.id),
      results.map(({ record }) => record.state),
      hashes,
      results.map(({ row, record }) =>
        record.providerId === undefined ? null : vault.seal(record.providerId, sealedIn.outboundProviderId(row.id)),
      ),
      results.map(({ record }) => record.segments ?? null),
      results.map(({ record }) => record.errorCode ?? null),
      results.map(({ record }) => record.reason ?? null),
      results.map(({ record }) => record.delaySeconds ?? null),
      results.map(({ refund }) => refund ?? 0),
    ]);
    await receipts.takeParked(
      results.flatMap(({ row }, index) =>
        hashes[index] ? [{ channelId: row.channelId, providerHash: hashes[index] }] : [],
      ),
    );
    for (const { row, record } of results) if (record.optOut) await database.query(ADD_OPT_OUT, [row.id]);
  }

  /** The circuit breaker: a far end that fails ten times in a row is left alone for a while. */
  private async countChannels(results: readonly Result[]): Promise<void> {
    for (const channelId of new Set(results.map(({ row }) => row.channelId))) {
      const own = results.filter(({ row }) => row.channelId === channelId);
      const fault = own.find(({ record }) => record.channelFault);
      if (own.some(({ record }) => record.state === 'sent' || record.state === 'delivered')) {
        // The good channels are spared a statement for each batch.
        if (own.some(({ row }) => row.failing)) await this.parts.database.query(COUNT_SUCCESS, [channelId]);
      } else if (fault) {
        await this.parts.database.query(COUNT_FAILURE, [channelId, fault.record.errorCode ?? 'unknown']);
      }
    }
  }

  /** Ends the adapters' connections. */
  async close(): Promise<void> {
    await Promise.all(this.parts.channels.all().map(async (channel) => channel.adapter?.sender?.close?.()));
  }

  private open(row: ClaimedOutbound): { channel: Channel; message: OutboundMessage } {
    const channel = this.parts.channels.get(row.channelId);
    if (!channel) throw new CodedError('channel-unknown', `the configuration has no channel ${row.channelId}`, false);
    const { vault } = this.parts;
    return {
      channel,
      message: {
        id: row.id,
        channelId: row.channelId,
        to: row.toSealed ? parseAddressKey(vault.openText(row.toSealed, row.keyId, sealedIn.outboundTo(row.id))) : null,
        text: vault.openText(row.bodySealed, row.keyId, sealedIn.outboundBody(row.id)),
        purpose: row.purpose as OutboundPurpose,
        createdAt: row.createdAt.toISOString(),
        attemptedAt: row.attemptedAt.toISOString(),
      },
    };
  }
}

/** SQLSTATE unique_violation of a channel's provider ids. */
function isRepeatedProviderId(error: unknown): boolean {
  const { code, constraint } = error as { code?: unknown; constraint?: unknown };
  return code === '23505' && constraint === 'uq_outbound_message_provider';
}

function groupByChannel(rows: readonly ClaimedOutbound[]): Map<string, ClaimedOutbound[]> {
  const groups = new Map<string, ClaimedOutbound[]>();
  for (const row of rows) groups.set(row.channelId, [...(groups.get(row.channelId) ?? []), row]);
  return groups;
}
