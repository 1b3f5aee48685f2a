import { sealedIn } from '../contacts/vault-context.js';
import type { Vault } from '../contacts/vault.js';
import type { Database } from '../database/database.js';
import type { Logger } from '../observability/logger.js';
import { COUNT_FAILURE, COUNT_SUCCESS, THROTTLE } from './channel-state.statements.js';
import { ADD_OPT_OUT, RECORD, type ClaimedOutbound } from './outbox.statements.js';
import type { Receipts } from './receipts.service.js';
import type { SendCost } from './cost.js';
import type { SendRecord } from './send-decision.js';

/** What a row's turn came to. */
export interface SendResult {
  row: ClaimedOutbound;
  record: SendRecord;
  /** Of what left, or may have. */
  cost?: SendCost;
}

/** Counts what left; for figures without people in them. */
export interface SendMeter {
  count(sent: { channelId: string; tenant: string | null; template: boolean } & SendCost): void;
}

/** Writes what became of a batch of sends: into the rows, and into their channels' state. */
export class SendRecorder {
  constructor(
    private readonly parts: { database: Database; vault: Vault; receipts: Receipts; logger: Logger; meter?: SendMeter },
  ) {}

  async record(results: readonly SendResult[]): Promise<void> {
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
  private async writeAlone(result: SendResult): Promise<void> {
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

  private async write(results: readonly SendResult[]): Promise<void> {
    const { database, vault, receipts } = this.parts;
    const hashOf = ({ row, record }: SendResult): Buffer | null =>
      record.providerId === undefined ? null : vault.externalIdHash(row.channelId, record.providerId);
    const hashes = results.map(hashOf);
    await database.query(RECORD, [
      results.map(({ row }) => row.id),
      results.map(({ record }) => record.state),
      hashes,
      results.map(({ row, record }) =>
        record.providerId === undefined ? null : vault.seal(record.providerId, sealedIn.outboundProviderId(row.id)),
      ),
      results.map(({ record, cost }) => cost?.segments ?? record.segments ?? null),
      results.map(({ record }) => record.errorCode ?? null),
      results.map(({ record }) => record.reason ?? null),
      results.map(({ record }) => record.delaySeconds ?? null),
      results.map(({ record }) => record.refund ?? 0),
      results.map(({ record }) => record.template === true),
      results.map(({ record }) => record.windowRefused === true),
      results.map(({ cost }) => cost?.cost ?? null),
      results.map(({ cost }) => cost?.currency ?? null),
    ]);
    await receipts.takeParked(
      results.flatMap(({ row }, index) =>
        hashes[index] ? [{ channelId: row.channelId, providerHash: hashes[index] }] : [],
      ),
    );
    for (const { row, record, cost } of results) {
      if (record.optOut) await database.query(ADD_OPT_OUT, [row.id]);
      const { channelId, tenant } = row;
      if (cost) this.parts.meter?.count({ channelId, tenant, template: record.template === true, ...cost });
    }
  }

  /** The circuit breaker: a far end that fails ten times in a row is left alone for a while. */
  private async countChannels(results: readonly SendResult[]): Promise<void> {
    for (const channelId of new Set(results.map(({ row }) => row.channelId))) {
      const own = results.filter(({ row }) => row.channelId === channelId);
      const throttled = own.find(({ record }) => record.throttled)?.record;
      if (throttled)
        await this.parts.database.query(THROTTLE, [
          channelId,
          throttled.errorCode ?? 'throttled',
          throttled.delaySeconds ?? 0,
        ]);
      const fault = own.find(({ record }) => record.channelFault);
      if (own.some(({ record }) => record.state === 'sent' || record.state === 'delivered')) {
        // The good channels are spared a statement for each batch.
        if (own.some(({ row }) => row.failing)) await this.parts.database.query(COUNT_SUCCESS, [channelId]);
      } else if (fault) {
        await this.parts.database.query(COUNT_FAILURE, [channelId, fault.record.errorCode ?? 'unknown']);
      }
    }
  }
}

/** SQLSTATE unique_violation of a channel's provider ids. */
function isRepeatedProviderId(error: unknown): boolean {
  const { code, constraint } = error as { code?: unknown; constraint?: unknown };
  return (
    code === '23505' &&
    ['uq_outbound_message_provider', 'uq_outbound_message_template', 'uq_outbound_part_provider'].includes(
      String(constraint),
    )
  );
}
