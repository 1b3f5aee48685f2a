import { newId } from '../database/new-id.js';
import type { Vault } from '../contacts/vault.js';
import type { Database } from '../database/database.js';
import { MicroBatcher } from '../database/micro-batcher.js';
import { CodedError, errorCode } from '../messaging/errors.js';
import type { ReceiptEvent, ReceiptState } from '../messaging/inbound-event.js';
import type { ReceiptSink } from '../messaging/sinks.js';
import type { Clock } from '../observability/clock.js';
import type { Logger } from '../observability/logger.js';
import { advance, overwrites } from './outbound-state.js';
import { APPLY_RECEIPTS, TAKE_MATCHED, TAKE_PARKED } from './receipts.statements.js';

interface Receipt {
  channelId: string;
  providerHash: Buffer;
  state: ReceiptState;
  errorCode: string | null;
  at: Date;
}

/** Takes providers' receipts: states only advance, and what matches no message yet is parked. */
export class Receipts implements ReceiptSink {
  private readonly batcher: MicroBatcher<Receipt, undefined>;

  constructor(
    private readonly database: Database,
    private readonly vault: Vault,
    private readonly clock: Clock,
    private readonly logger: Logger,
  ) {
    this.batcher = new MicroBatcher<Receipt, undefined>(async (receipts) => {
      await this.write(receipts);
      return receipts.map(() => undefined);
    }, 200);
  }

  async apply(channelId: string, receipts: readonly ReceiptEvent[]): Promise<void> {
    const now = this.clock.now();
    await Promise.all(
      receipts.map((receipt) =>
        this.batcher.add({
          channelId,
          providerHash: this.vault.externalIdHash(channelId, receipt.providerId),
          state: receipt.state,
          errorCode: receipt.error?.code ?? null,
          at: receipt.at === undefined ? now : new Date(receipt.at),
        }),
      ),
    );
  }

  /** For messages that have just got their provider's id: what the provider said too early. */
  async takeParked(messages: readonly { channelId: string; providerHash: Buffer }[]): Promise<void> {
    if (messages.length === 0) return;
    const found = await this.database.query<Receipt & { providerHash: Buffer }>(TAKE_PARKED, [
      messages.map(({ channelId }) => channelId),
      messages.map(({ providerHash }) => providerHash),
    ]);
    if (found.length > 0) await this.write(found);
  }

  /** Matches what was parked while its message was being recorded. */
  async sweepParked(): Promise<void> {
    const found = await this.database.query<Receipt & { providerHash: Buffer }>(TAKE_MATCHED, [1_000]);
    if (found.length > 0) await this.write(found);
  }

  async drain(): Promise<void> {
    await this.batcher.drain();
  }

  private async write(receipts: readonly Receipt[]): Promise<void> {
    const rows = furthest(receipts);
    try {
      await this.database.query(APPLY_RECEIPTS, [
        rows.map((row) => row.channelId),
        rows.map((row) => row.providerHash),
        rows.map((row) => row.state),
        rows.map((row) => overwrites(row.state).join(',')),
        rows.map((row) => row.errorCode),
        rows.map((row) => row.at),
        rows.map(() => newId()),
      ]);
    } catch (error) {
      this.logger.error({ receipts: rows.length, error: errorCode(error) }, 'receipts could not be committed');
      throw new CodedError('receipts-unavailable', 'the receipts could not be stored; deliver them again', true, 5_000);
    }
  }
}

/** Of several receipts for one message in a batch the furthest: one statement updates a row once. */
function furthest(receipts: readonly Receipt[]): Receipt[] {
  const byMessage = new Map<string, Receipt>();
  for (const receipt of receipts) {
    const key = `${receipt.channelId}:${receipt.providerHash.toString('base64')}`;
    const earlier = byMessage.get(key);
    if (!earlier || advance(earlier.state, receipt.state) === receipt.state) byMessage.set(key, receipt);
  }
  return [...byMessage.values()];
}
