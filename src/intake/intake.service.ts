import { newId } from '../database/new-id.js';
import { MicroBatcher } from '../database/micro-batcher.js';
import type { Doorbell } from '../jobs/dispatcher.js';
import { addressKey } from '../messaging/address.js';
import { CodedError } from '../messaging/errors.js';
import { channelKind } from '../jobs/job-map.js';
import { keptFiles, type ChannelKind, type StoredEvent } from '../messaging/inbound-event.js';
import type { ChannelRegistry } from '../messaging/ports.js';
import type { AcceptedEvent, InboundSink, RawDelivery } from '../messaging/sinks.js';
import type { Clock } from '../observability/clock.js';
import type { Logger } from '../observability/logger.js';
import type { Incoming, IncomingWriter } from './incoming.js';

/**
 * Takes what adapters hand over and answers after the commit (promise 1). Micro-batches across requests;
 * what makes them durable is the writer's.
 */
export class Intake implements InboundSink {
  private readonly batcher: MicroBatcher<Incoming, AcceptedEvent>;

  constructor(
    private readonly writer: IncomingWriter,
    private readonly channels: ChannelRegistry,
    private readonly doorbell: Doorbell,
    private readonly services: { clock: Clock; logger: Logger },
    /** Rows of one INSERT at most. */
    batch: number,
  ) {
    this.batcher = new MicroBatcher<Incoming, AcceptedEvent>((rows) => this.store(rows), batch);
  }

  async accept(channelId: string, events: readonly StoredEvent[], raw: RawDelivery): Promise<AcceptedEvent[]> {
    const [only] = events;
    // Nearly every delivery holds one event.
    if (only && events.length === 1) return [await this.batcher.add(this.toIncoming(channelId, only, raw))];
    return Promise.all(
      events.map((event, index) => this.batcher.add(this.toIncoming(channelId, event, index === 0 ? raw : undefined))),
    );
  }

  async reject(channelId: string, raw: RawDelivery, error: { code: string; field?: string }): Promise<AcceptedEvent> {
    return this.batcher.add({
      id: newId(),
      channelId,
      kind: this.kindOf(channelId),
      externalId: undefined,
      eventType: 'unparsed',
      sender: undefined,
      event: undefined,
      raw,
      files: [],
      receivedAt: this.services.clock.now(),
      failed: error.code,
    });
  }

  /** Waits for what is in flight; for shutdown, after the listeners are closed. */
  async drain(): Promise<void> {
    await this.batcher.drain();
  }

  /** Drains, and ends what the writer opened. */
  async close(): Promise<void> {
    await this.drain();
    await this.writer.close();
  }

  private toIncoming(channelId: string, event: StoredEvent, raw: RawDelivery | undefined): Incoming {
    const sender = event.type === 'ignored' ? null : event.from;
    return {
      id: newId(),
      channelId,
      kind: this.kindOf(channelId),
      externalId: event.externalId,
      eventType: event.type,
      sender: sender ? addressKey(sender) : undefined,
      event: JSON.stringify(event),
      raw,
      files: event.type === 'message' ? keptFiles(event) : [],
      receivedAt: this.services.clock.now(),
      failed: undefined,
    };
  }

  private kindOf(channelId: string): ChannelKind {
    const channel = this.channels.get(channelId);
    if (!channel) throw new CodedError('channel-unknown', `no channel ${channelId}`, false);
    // Nothing comes in by an agency's webhook.
    return channelKind(channel.kind);
  }

  private async store(rows: readonly Incoming[]): Promise<(AcceptedEvent | CodedError)[]> {
    const written = await this.writer.write(rows);
    const refused = written.flatMap((result) => ('refused' in result ? [result.refused] : []));
    if (refused.length > 0)
      this.services.logger.error({ rows: refused.length, error: refused[0] }, 'intake could not commit');
    // What is stored is rung for, whatever becomes of the rest of its batch.
    this.ring(rows.filter((row, index) => row.failed === undefined && isNew(written[index])));
    return rows.map((_row, index) => {
      const result = written[index];
      return result === undefined || 'refused' in result ? unavailable() : result;
    });
  }

  private ring(rows: readonly Incoming[]): void {
    for (const kind of new Set(rows.map((row) => row.kind))) {
      this.doorbell.ring(
        `inbound.${kind}`,
        rows.filter((row) => row.kind === kind).map((row) => row.id),
      );
    }
  }
}

function isNew(result: AcceptedEvent | { refused: string } | undefined): boolean {
  return result !== undefined && 'duplicate' in result && !result.duplicate;
}

function unavailable(): CodedError {
  return new CodedError('intake-unavailable', 'the message could not be stored; deliver it again', true, 5_000);
}
