import { newId } from '../database/new-id.js';
import type { Vault } from '../contacts/vault.js';
import type { Database } from '../database/database.js';
import { MicroBatcher } from '../database/micro-batcher.js';
import type { Transaction } from '../database/transaction.js';
import { CodedError, errorCode } from '../messaging/errors.js';
import type { ReceiptEvent, ReceiptState } from '../messaging/inbound-event.js';
import type { ReceiptSink } from '../messaging/sinks.js';
import type { Clock } from '../observability/clock.js';
import type { Logger } from '../observability/logger.js';
import { advance, overwrites } from './outbound-state.js';
import {
  APPLY_RECEIPTS, APPLY_TO_PARTS, APPLY_TO_TEMPLATES, BY_SHORT_REFERENCE, FORGET_PARKED, SETTLE, TAKE_MATCHED, TAKE_PARKED,
} from './receipts.statements.js'; // prettier-ignore

/** A message by its short reference and its recipient. */
interface ShortName {
  reference: number;
  recipientHash: Buffer;
}

interface Receipt {
  channelId: string;
  providerHash: Buffer;
  /** Our outbound message's id, where the provider gives it back. */
  reference: string | null;
  /** What stands for it where the provider has room for no more. */
  short: ShortName | null;
  state: ReceiptState;
  errorCode: string | null;
  words: string | null;
  at: Date;
}

/** Refusals that mean "the citizen's last message is too old": free text has to wait, a template may go. */
const WINDOW_CODES: ReadonlySet<string> = new Set(['meta:131047', 'meta:470', 'twilio:63016']);
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
/** Longer than any SMSC tries to deliver; what is older has a short reference that others have had since. */
const SHORT_REFERENCE_MS = 7 * 86_400_000;
/** Parked receipts that one sweep looks at, or forgets. */
const SWEEP_LIMIT = 1_000;

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
      receipts.map(({ providerId, reference, shortReference, recipient, state, error, at }) =>
        this.batcher.add({
          channelId,
          providerHash: this.vault.externalIdHash(channelId, providerId),
          reference: reference !== undefined && UUID.test(reference) ? reference : null,
          short:
            shortReference === undefined || recipient === undefined
              ? null
              : {
                  reference: shortReference,
                  recipientHash: this.vault.addressHash({ kind: 'phone', value: recipient }),
                },
          state,
          errorCode: error?.code ?? null,
          words: error?.text ?? null,
          at: at === undefined ? now : new Date(at),
        }),
      ),
    );
  }

  /** For messages that have just got their provider's id: what the provider said too early. */
  async takeParked(messages: readonly { channelId: string; providerHash: Buffer }[]): Promise<void> {
    if (messages.length === 0) return;
    await this.unpark(TAKE_PARKED, [
      messages.map(({ channelId }) => channelId),
      messages.map(({ providerHash }) => providerHash),
    ]);
  }

  /** Matches what was parked while its message was being recorded, and forgets what was never ours. */
  async sweepParked(): Promise<void> {
    await this.unpark(TAKE_MATCHED, [SWEEP_LIMIT]);
    await this.database.query(FORGET_PARKED, [SWEEP_LIMIT]);
  }

  async drain(): Promise<void> {
    await this.batcher.drain();
  }

  /** In one transaction: a receipt is either parked or applied, whenever the process dies. */
  private async unpark(statement: typeof TAKE_PARKED, values: readonly unknown[]): Promise<void> {
    await this.database.transaction(async (tx) => {
      const found = await tx.query<Omit<Receipt, 'short'>>(statement, values);
      if (found.length > 0)
        await this.run(
          tx,
          found.map((receipt) => ({ ...receipt, short: null })),
        );
    });
  }

  private async write(receipts: readonly Receipt[]): Promise<void> {
    try {
      await this.database.transaction(async (tx) => this.run(tx, await this.named(tx, receipts)));
    } catch (error) {
      this.logger.error({ receipts: receipts.length, error: errorCode(error) }, 'receipts could not be committed');
      throw new CodedError('receipts-unavailable', 'the receipts could not be stored; deliver them again', true, 5_000);
    }
  }

  /** Finds the ids behind short references, while what they name is still without an answer. */
  private async named(tx: Transaction, receipts: readonly Receipt[]): Promise<readonly Receipt[]> {
    const short = receipts.filter((receipt) => receipt.short !== null);
    if (short.length === 0) return receipts;
    const found = await tx.query<{ place: number; id: string }>(BY_SHORT_REFERENCE, [
      short.map(({ channelId }) => channelId),
      short.map((receipt) => receipt.short?.recipientHash ?? null),
      short.map((receipt) => receipt.short?.reference ?? null),
      new Date(this.clock.now().getTime() - SHORT_REFERENCE_MS),
    ]);
    const ids = new Map(found.map(({ place, id }) => [short[place - 1], id]));
    return receipts.map((receipt) => ({ ...receipt, reference: ids.get(receipt) ?? receipt.reference }));
  }

  private async run(tx: Transaction, receipts: readonly Receipt[]): Promise<void> {
    const rows = furthest(receipts);
    const column = <K extends keyof Receipt>(key: K, of = rows): Receipt[K][] => of.map((row) => row[key]);
    const named = firstByReference(rows);
    if (named.length > 0) {
      const values = [column('channelId', named), column('providerHash', named)];
      tx.send(SETTLE, [...values, column('reference', named), column('at', named)]);
    }
    const [channels, hashes, states] = [column('channelId'), column('providerHash'), column('state')];
    const may = rows.map((row) => overwrites(row.state).join(','));
    const said = [column('errorCode'), column('words'), column('at')];
    const closed = rows.map(
      ({ state, errorCode: code }) => state === 'failed' && code !== null && WINDOW_CODES.has(code),
    );
    tx.send(APPLY_TO_TEMPLATES, [channels, hashes, states, may, ...said]);
    if (states.includes('failed')) tx.send(APPLY_TO_PARTS, [channels, hashes, states, ...said, closed]);
    tx.send(APPLY_RECEIPTS, [
      channels,
      hashes,
      states,
      may,
      ...said,
      rows.map(() => newId()),
      closed,
      column('reference'),
    ]);
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

/** One statement updates a row once: of several ids that are said to be one message's the first. */
function firstByReference(rows: readonly Receipt[]): Receipt[] {
  const seen = new Set<string>();
  return rows.filter(({ reference }) => {
    if (reference === null || seen.has(reference)) return false;
    seen.add(reference);
    return true;
  });
}
