import pLimit from 'p-limit';
import type { Vault } from '../contacts/vault.js';
import type { Database } from '../database/database.js';
import { CodedError, errorCode } from '../messaging/errors.js';
import type { LookupResult, SendOutcome } from '../messaging/outbound-message.js';
import type { ChannelRegistry } from '../messaging/ports.js';
import type { Clock } from '../observability/clock.js';
import type { Logger } from '../observability/logger.js';
import { costOf } from './cost.js';
import { holdBack } from './hold-back.js';
import type { FileSource } from './outbound-files.js';
import { openOutbound, type OpenedOutbound } from './open-outbound.js';
import { CLAIM, CLAIM_UNCERTAIN, type ClaimedOutbound } from './outbox.statements.js';
import { pace } from './pace.js';
import { ReadMarks } from './read-marks.js';
import type { Receipts } from './receipts.service.js';
import { decideSend, MAX_SEND_ATTEMPTS, type SendRecord } from './send-decision.js';
import { SendRecorder, type SendMeter, type SendResult } from './send-recorder.js';

export interface OutboxParts {
  database: Database;
  vault: Vault;
  channels: ChannelRegistry;
  receipts: Receipts;
  files: FileSource;
  logger: Logger;
  leaseSeconds: number;
  /** Sends at a time in this process. */
  concurrency: number;
  /** Waiting rows that are taken along with those that were rung for. */
  claimAlong: number;
  /** Automatic messages that one recipient gets at most in 24 hours. */
  automaticMessagesPerDay: number;
  clock: Clock;
  /** Counts what left and what it cost. */
  meter?: SendMeter;
}

/** Sends what the outbox holds; the rows own their attempts, the far end is an adapter's business. */
export class Outbox {
  private readonly limit: ReturnType<typeof pLimit>;
  private readonly recorder: SendRecorder;
  private readonly marks = new ReadMarks();
  /** Channels with a window, and its hours. */
  private readonly windows: { ids: string[]; hours: number[] };

  constructor(private readonly parts: OutboxParts) {
    this.limit = pLimit(parts.concurrency);
    this.recorder = new SendRecorder(parts);
    const windowed = parts.channels.all().flatMap(({ id, enabled, adapter }) => {
      const hours = enabled ? adapter?.sender?.capabilities.windowHours : undefined;
      return hours === undefined ? [] : [{ id, hours }];
    });
    this.windows = { ids: windowed.map(({ id }) => id), hours: windowed.map(({ hours }) => hours) };
  }

  /** A doorbell rang for these rows. */
  async process(ids: readonly string[]): Promise<void> {
    const { database, channels, leaseSeconds, claimAlong, automaticMessagesPerDay, clock } = this.parts;
    const { ids: windowed, hours } = this.windows;
    const claimed = await database.query<ClaimedOutbound>(CLAIM, [
      ids,
      leaseSeconds,
      claimAlong,
      windowed,
      hours,
      automaticMessagesPerDay,
      clock.now(),
    ]);
    const held = holdBack(claimed, (id) => channels.get(id)?.adapter?.sender?.capabilities.templates === true);
    const { ready, later } = await pace(held.ready, this.parts);
    const throttled = new Map<string, SendRecord>();
    const results = await Promise.all(ready.map((row) => this.limit(() => this.send(row, throttled))));
    await this.recorder.record([...results, ...held.back, ...later]);
    await this.sendNext(results);
    const seen = new Set(claimed.map(({ id }) => id));
    const others = ids.filter((id) => !seen.has(id));
    if (others.length > 0) await this.resolveUncertain(others);
  }

  /** Messages of which a part has just left, and not the last one. A process that ends here leaves them to the sweeper. */
  private async sendNext(results: readonly SendResult[]): Promise<void> {
    const next = results.filter(({ row, record }) => hasLeft(record) && row.partsSent + 1 < row.parts);
    if (next.length > 0) await this.process(next.map(({ row }) => row.id));
  }

  /** @param throttled channels of this batch whose far end takes no more now */
  private async send(row: ClaimedOutbound, throttled: Map<string, SendRecord>): Promise<SendResult> {
    const rest = throttled.get(row.channelId);
    if (rest) return { row, record: rest };
    let opened: OpenedOutbound | undefined;
    let outcome: SendOutcome;
    try {
      opened = openOutbound(row, this.parts);
      const { channel, message } = opened;
      const sender = channel.adapter?.sender;
      if (!channel.enabled || !sender) return { row, record: OFF };
      outcome = await sender.send(message);
      if (outcome.outcome === 'sent') this.marks.mark(sender, message);
    } catch (error) {
      // Adapters don't throw for what a provider can say; whether it left before this fault is not known.
      const coded = error instanceof CodedError;
      this.parts.logger.error(
        { outbound: row.id, channel: row.channelId, error: errorCode(error) },
        'send failed unexpectedly',
      );
      outcome = coded
        ? { outcome: error.retryable ? 'retry' : 'rejected', code: error.code, reason: 'could not be read' }
        : { outcome: 'unknown', code: errorCode(error), reason: 'a fault while sending' };
    }
    const capabilities = opened?.channel.adapter?.sender?.capabilities;
    const decided = decideSend(outcome, {
      attempts: row.attempts,
      windowOpen: opened?.message.windowOpen,
      templates: capabilities?.templates,
    });
    const record = ofPart(row, decided);
    if (record.throttled) throttled.set(row.channelId, { ...record, throttled: false });
    return { row, record, ...(opened && this.priced(opened, record)) };
  }

  /** Messages that may or may not have left: the provider is asked; without its word an operator decides. */
  private async resolveUncertain(ids: readonly string[]): Promise<void> {
    const rows = await this.parts.database.query<ClaimedOutbound>(CLAIM_UNCERTAIN, [ids, this.parts.leaseSeconds]);
    if (rows.length === 0) return;
    const results = await Promise.all(rows.map((row) => this.limit(() => this.resolve(row))));
    await this.recorder.record(results);
    await this.sendNext(results);
  }

  private async resolve(row: ClaimedOutbound): Promise<SendResult> {
    let result: LookupResult;
    let opened: OpenedOutbound | undefined;
    let known = true;
    try {
      opened = openOutbound(row, this.parts);
      const { channel, message } = opened;
      const sender = channel.adapter?.sender;
      known = sender?.lookup !== undefined || message.to === null;
      // A reply that is only published leaves nothing behind at any far end: publishing again is the same.
      if (message.to === null) result = { found: 'absent' };
      else
        result = sender?.lookup
          ? await sender.lookup(message)
          : { found: 'unsure', reason: 'the provider can not be asked' };
    } catch (error) {
      result = { found: 'unsure', reason: errorCode(error) };
    }
    const templates = opened?.channel.adapter?.sender?.capabilities.templates === true;
    const record = resolved(result, { row, known, template: row.windowClosed && templates });
    return { row, record, ...(opened && this.priced(opened, record)) };
  }

  /** What has left, or may have, is counted; the provider's own count of segments goes before ours. */
  private priced({ channel, message }: OpenedOutbound, record: SendRecord): Pick<SendResult, 'cost'> {
    const template = record.template === true;
    const left = template || hasLeft(record) || record.state === 'unknown';
    if (!left || message.to === null) return {};
    const segmented = channel.adapter?.sender?.capabilities.segmented === true;
    return { cost: costOf({ text: message.text, template, segmented }, channel.cost, record.segments) };
  }

  /** Ends the adapters' connections. */
  async close(): Promise<void> {
    await this.marks.drain();
    await Promise.all(this.parts.channels.all().map(async (channel) => channel.adapter?.sender?.close?.()));
  }
}

const OFF: SendRecord = {
  state: 'queued',
  errorCode: 'channel-off',
  reason: 'the channel is switched off',
  delaySeconds: 600,
  refund: 1,
};

function hasLeft({ state }: SendRecord): boolean {
  return state === 'sent' || state === 'delivered';
}

/** Operators are told which of several parts it is that did not arrive. */
function ofPart({ parts, partsSent }: ClaimedOutbound, record: SendRecord): SendRecord {
  if (parts === 1 || record.reason === undefined || record.template) return record;
  return { ...record, reason: `${record.reason} (part ${String(partsSent + 1)} of ${String(parts)})` };
}

/** What a look-up means for the row. Pure. */
function resolved(
  result: LookupResult,
  {
    row,
    known,
    template,
  }: { row: ClaimedOutbound; /** The provider can be asked. */ known: boolean; template: boolean },
): SendRecord {
  const asTemplate = template ? { template } : {};
  switch (result.found) {
    case 'sent':
      return template
        ? { state: 'waiting', providerId: result.providerId, template, delaySeconds: 0 }
        : { state: 'sent', providerId: result.providerId };
    case 'absent':
      return row.attempts >= MAX_SEND_ATTEMPTS
        ? { state: 'failed', reason: 'gave up', errorCode: 'never-arrived' }
        : { state: 'queued', delaySeconds: 0, reason: 'not at the provider' };
    case 'unsure':
      return {
        state: 'unknown',
        errorCode: 'outcome-unknown',
        reason: result.reason,
        delaySeconds: known ? 15 : 86_400,
        ...asTemplate,
      };
  }
}
